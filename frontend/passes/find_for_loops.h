// find-for-loops: on structured form, a `loop` that counts a position through an iterator becomes a `for_`:
//
//   %b = iter_begin %it
//   %r = loop #0 (%p = %b, %s = %x) {             %r = for_ #0 %it (%p, %i) (%s = %x) {
//     %m = iter_more %it, %p
//     if_ %m { yield } else { break_to #0(%s) }
//     %i = iter_item %it, %p               ==>
//     %n = iter_next %it, %p
//     %t = add %s, %i                               %t = add %s, %i
//     continue_to #0(%n, %t)                        continue_to #0(%t)
//   }                                             }
//
// A for_ is left at its end only. Where the body also leaves the loop by break_to, or the loop's end goes
// elsewhere than behind it, a scope around the for_ takes the breaks, and the end's own jump follows the
// for_. What the loop gave as its results is visible as before. Other loops stay as they are.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void findForLoops(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
