// share-views: views of one array by equal keys become one view, as do shapes of array expressions; an array that a
// loop over elements has as two inputs becomes one of them.
//
//   %k = build_slice 1, -1, none              %k = build_slice 1, -1, none
//   %v = getitem %a, %k                       %v = getitem %a, %k
//   %l = build_slice 1, -1, none        ==>   %l = build_slice 1, -1, none
//   %w = getitem %a, %l                       map %s (%x = %v) { ... %x ... %x ... }
//   map %s (%x = %v, %y = %w) { ... }
//
// A view does not depend on what its elements hold, so stores in between change nothing. One that may raise raises
// where it stands first. This is value numbering over the tree of regions (Briggs, Cooper, Simpson, "Value Numbering",
// 1997): what a region computes is known in it and in the regions within, but in loops. Numbers are left to LLVM. On entry and exit:
// typed, structured form.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void shareViews(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
