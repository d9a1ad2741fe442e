// fuse-elements: array expressions without intermediate arrays. A map whose result is only read by one other loop over
// elements, in the same block, becomes a part of that loop's region.
//
//   %s = broadcast %a                              %s = broadcast %a
//   %t = map %s (%x = %a) { ... give %y }          %u = broadcast %s, %b
//   %u = broadcast %t, %b                    ->    %r = map %u (%x = %a, %w = %b) {
//   %r = map %u (%v = %t, %w = %b) {                 ...
//     %z = add %v, %w                                %z = add %y, %w
//     give %z                                        give %z
//   }                                              }
//
// Shapes are still compared where they were: only the elements are computed later. So nothing in between may write to
// arrays, and a region that may raise stays where it is. What is costly to compute is not moved into a loop that may
// compute it more than once, because it broadcasts it.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void fuseElements(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
