// The loop over a stretch of the positions of a for_, whole or a chunk of it.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

struct ForSpan {
  llvm::Value* first;
  llvm::Value* limit;
  Parts initial;  // of the carried values, one after the other
};

// Emits the loop with its checks and polls; its results are then defined.
void lowerForSpan(FunctionLowering&, ir::InstId for_loop, const ForSpan&);

// A for_ that is run by several threads (lower_parallel.cpp).
void lowerParallelFor(FunctionLowering&, ir::InstId for_loop);

}  // namespace krait::lower
