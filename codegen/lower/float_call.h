// Calls of float functions that exist once for double and, with an f after the name, once for float.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// `name` of floats of one type; half is computed in single precision and rounded.
[[nodiscard]] llvm::Value* callFloat(FunctionLowering&, std::string_view name, llvm::ArrayRef<llvm::Value*>);
// The same for an LLVM intrinsic.
[[nodiscard]] llvm::Value* callFloat(FunctionLowering&, llvm::Intrinsic::ID, llvm::Value*);

}  // namespace krait::lower
