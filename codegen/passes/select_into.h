// select-into: what is selected by positions only to be stored is not put into an array of its own.
//
//   %t = call_builtin "krait.lib.index_get" %a, %k
//   %v = getitem %out, %s                            %v = getitem %out, %s
//   fit 1 %v, %t                              ==>    call_builtin "krait.lib.index_get_into" %a, %k, %v
//   map_into %v (%x = %t) { give %x }
//
// So reads `out[:] = a[places]`. The call compares the shapes itself, and takes an array of its own where memory is shared. On
// entry and exit: typed, structured form.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void selectInto(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
