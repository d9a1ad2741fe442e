// reorder-nests: loop nests in the order that memory likes, and reductions for many elements at once. Every element
// keeps the order of its own operations, so that not a bit of a result changes.
//
//   for_ %n (%i) {                    version {
//     for_ %m (%j) {                    tile %n, %m (%i: int, %j: int) {
//       %s = for_ %p (%k) (...) {         %s = for_ %p (%k) (...) { ... }
//         ...                      ->     setitem %C, (%i, %j), %s
//       }                                 yield
//       setitem %C, (%i, %j), %s        }
//       continue_to                     yield
//     }                               } else {
//     continue_to                       the nest as it was
//   }                                   yield
//                                     }
//
// On entry: the typed form that place-releases leaves. On exit: what is said of version and tile in ops.def.
#pragma once

#include <vector>

#include "frontend/ir/function.h"
#include "frontend/support/diagnostics.h"

namespace krait::passes {

void reorderNests(ir::Module& module, ir::Function& function);
// With a remark for each nest of two loops or more: what became of it, or why it was kept.
void reorderNests(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks);

}  // namespace krait::passes
