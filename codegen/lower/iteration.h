// Iteration over ranges, arrays, tuples, enumerate, zip and reversed by position, and texts of types for the host.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// How many items there are.
[[nodiscard]] llvm::Value* iterationCount(FunctionLowering&, ir::ValueId iterable);
// The item at a position below that count.
[[nodiscard]] Parts iterationItem(FunctionLowering&, ir::ValueId iterable, llvm::Value* position);

// len() of a range.
[[nodiscard]] llvm::Value* rangeLengthOf(FunctionLowering&, llvm::ArrayRef<llvm::Value*> range);

// The arguments of an exception as a tuple type in type notation.
[[nodiscard]] std::string exceptionArguments(FunctionLowering&, const ir::Type& exception);

}  // namespace krait::lower
