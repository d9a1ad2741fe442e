// place-polls: decides how each loop notices Ctrl-C, on structured form.
//
//   for i: for j: ...      for_ poll=iteration, inside it for_ poll=strip
//
// A loop around another polls once per iteration. An innermost for_ is run in strips with a poll between them, so that
// nothing stands in the way of vectorising it; an innermost loop polls per iteration.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void placePolls(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
