// Loops over elements on several threads: in a function with parallel=True, and where there are enough of them.
#pragma once

#include "codegen/lower/element_nest.h"

namespace krait::lower {

// Whether what goes over whole arrays here may do so on several threads.
[[nodiscard]] bool runsOnThreads(const FunctionLowering&);

// What is done for one element, in the function and with the nest that it is emitted for.
using ElementBody = llvm::function_ref<void(FunctionLowering&, ElementNest&)>;

// Emits the loops of `op`, whose operands and regions are all that the body uses, over the nest.
void emitElements(FunctionLowering&, ir::InstId op, ElementNest& nest, ElementBody body);

}  // namespace krait::lower
