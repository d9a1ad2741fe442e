// Where the memory of an array lies, whatever its strides, so that a test at run time can tell that arrays do not share any.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// Addresses as integers; `high` is behind the last byte. Of an array without elements: nothing is promised.
struct MemorySpan {
  llvm::Value* low;
  llvm::Value* high;
};

[[nodiscard]] MemorySpan memorySpan(FunctionLowering&, ir::ValueId array);

[[nodiscard]] llvm::Value* areApart(FunctionLowering&, const MemorySpan&, const MemorySpan&);

}  // namespace krait::lower
