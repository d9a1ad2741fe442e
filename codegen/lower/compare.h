// Comparing two values by value, whatever their types.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// `op` is one of the six comparisons; the answer is an i1.
[[nodiscard]] llvm::Value* compareValues(FunctionLowering&, ir::Op op, llvm::ArrayRef<llvm::Value*> a, ir::TypeId a_type,
                                         llvm::ArrayRef<llvm::Value*> b, ir::TypeId b_type);

}  // namespace krait::lower
