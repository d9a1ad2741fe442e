// NumPy's powers to a half.
#pragma once

#include "codegen/lower/number.h"

namespace krait::lower {

// Whether a value differs from element to element of the array expression that it is in.
[[nodiscard]] bool variesByElement(const FunctionLowering&, ir::ValueId);

// power, but the square root of the base where the exponent is a half.
[[nodiscard]] llvm::Value* rootWhereHalf(FunctionLowering&, llvm::Value* base, llvm::Value* exponent,
                                         llvm::Value* power);

}  // namespace krait::lower
