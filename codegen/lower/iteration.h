// Iteration over ranges, arrays, tuples, enumerate, zip and reversed by position, and texts of types for the host.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// How many items there are. Of a strict zip that is uneven: raises, as one who takes all of them would.
[[nodiscard]] llvm::Value* iterationCount(FunctionLowering&, ir::ValueId iterable);
// The same for a loop, which raises when it has ended.
[[nodiscard]] llvm::Value* loopCount(FunctionLowering&, ir::ValueId iterable);
void raiseIfStrictZipIsUneven(FunctionLowering&, ir::ValueId iterable, llvm::Value* ended);
// The type that its items have.
[[nodiscard]] ir::TypeId iterationItemType(const FunctionLowering&, ir::ValueId iterable);
// The item at a position below that count.
[[nodiscard]] Parts iterationItem(FunctionLowering&, ir::ValueId iterable, llvm::Value* position);

// len() of a range.
[[nodiscard]] llvm::Value* rangeLengthOf(FunctionLowering&, llvm::ArrayRef<llvm::Value*> range);

// The arguments of an exception as a tuple type in type notation.
[[nodiscard]] std::string exceptionArguments(FunctionLowering&, const ir::Type& exception);

}  // namespace krait::lower
