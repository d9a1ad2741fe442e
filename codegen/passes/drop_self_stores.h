// drop-self-stores: a view that is stored into itself is not copied.
//
//   %v = getitem %a, %k                       %v = getitem %a, %k
//   ... %v is changed in place ...            ... %v is changed in place ...
//   %w = getitem %a, %k                ==>    %w = getitem %a, %k
//   map_into %w (%x = %v) { give %x }
//
// So reads `a[k] += x` where a[k] is a view: Python stores what the operator gives, which is the view itself. On entry and exit:
// typed, structured form.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void dropSelfStores(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
