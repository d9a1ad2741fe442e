// place-polls: decides how each loop notices Ctrl-C, on structured form.
//
//   for i: for j: ...          for_ without a poll, inside it for_ poll=strip
//   for i: if c: for j: ...    for_ poll=iteration, inside it for_ poll=strip
//
// An innermost for_ polls when it is entered and then once per strip of iterations, so that nothing stands in the way of
// vectorising it; an innermost loop polls per iteration. A loop around others polls per iteration, unless each of its
// iterations runs a loop that polls anyway.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void placePolls(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
