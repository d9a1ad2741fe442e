// The iterations of a parallel loop around a nest, some at a time:
//
//   for_ #0 parallel() %it (%p, %i) {             for_ #1 parallel() range(blocks) (%q, %b) {
//     for_ ... { for_ ... { } }                     for_ #0 range(first, limit) (%p, %i) {
//     continue_to #0                      ==>         for_ ... { for_ ... { } }
//   }                                                 continue_to #0
//                                                   }
//                                                   continue_to #1
//                                                 }
//
// so that the nest has the loop over %i in it again, which reorder-nests can then put into register tiles: the triple loop
// over matrices of 1024 takes a sixth of the time. A block has at most 16 iterations, and there are at least 64 blocks where
// there are as many iterations. Only for range(stop) and range(start, stop), and where nothing is carried or copied.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void blockParallelLoop(ir::Module& module, ir::Function& function, ir::InstId loop);

}  // namespace krait::passes
