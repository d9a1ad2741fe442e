// The test in front of a version that stores into an array once instead of several times (codegen/passes/fuse_stores.h):
//   - the array's elements do not share memory
//   - nothing else that the loop reads shares memory with the array
//   - every shape that the program compares fits into that of the array, so that no comparison fails
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// Whether a version is of this kind.
[[nodiscard]] bool fusesStores(const FunctionLowering&, ir::InstId version);

// As an i1, computed where the builder stands.
[[nodiscard]] llvm::Value* storesStayApart(FunctionLowering&, ir::InstId version);

}  // namespace krait::lower
