// inline-library: calls of library functions that run straight through become their bodies, so that loops over elements on
// both sides of the call fuse.
//
//   %m = call_direct &3 %t          %1 = reduce ... %t
//                             ->    %m = truediv %1, %n
//
// A function runs straight through if its one `ret` ends its entry block and it has no `raise`. One that gives nothing and is
// called from several places stays a function, so that it is compiled once. What is inlined stands at the line of the call, as
// errors in library functions are shown. A function that is not called any more is left without a body.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// On entry: typed, structured functions.
void inlineLibrary(ir::Module& module);

}  // namespace krait::passes
