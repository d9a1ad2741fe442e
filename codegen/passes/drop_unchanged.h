// drop-unchanged: a value that a loop carries and every iteration hands on as it is, is not carried.
//
//   %r = for_ #0 %it (%p, %i) (%a.1 = %a) {          for_ #0 %it (%p, %i) {
//     ... %a.1 ...                              ==>    ... %a ...
//     continue_to #0(%a.1)                             continue_to #0
//   }                                                }
//   ret %r                                           ret %a
//
// Nor does an if_ give what both of its regions give.
//
// Inference leaves such values where an operator changed the array in place that a variable holds. On entry and exit: typed,
// structured form.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void dropUnchanged(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
