// Whether it makes no difference, but for what an if_ gives, in how many iterations its regions run.
//
// A chunk of a parallel loop doesn't know what earlier chunks found: in `if x > m: m = x` and `ok = ok and f(x)` it enters a region
// more often, or less often, than the loop on one thread would. That may show nowhere: not in an array, not in a list, not as an
// exception that is raised on purpose, not by leaving a loop.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// Both regions of the if_ end in a yield, and do nothing but compute, and `allowed`.
[[nodiscard]] bool hasQuietRegions(const ir::Module&, const ir::Function&, ir::InstId branch, ir::InstId allowed = {});

}  // namespace krait::passes
