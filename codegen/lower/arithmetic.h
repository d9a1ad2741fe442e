// Arithmetic on two numbers of one type.
#pragma once

#include "codegen/lower/number.h"

namespace krait::lower {

[[nodiscard]] Parts arithmetic(FunctionLowering&, ir::Op, Number, llvm::ArrayRef<llvm::Value*> a,
                               llvm::ArrayRef<llvm::Value*> b);

}  // namespace krait::lower
