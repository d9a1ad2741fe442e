// What a loop does to the values that it hands from one iteration to the next, if that is a straight line of
// instructions at the end of all else:
//
//   for_ #0 (%pos, %i) (%sum = ...) {
//     %n = loop #1 ...
//     %sum2 = add %sum, %n        the chain
//     continue_to #0(%sum2)
//   }
//
// All else can then run side by side, and the chain after it, one iteration after the other.
#pragma once

#include <optional>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

// The chain, in order; empty if no carried value is looked at in the loop, nothing if it is looked at in
// another way.
[[nodiscard]] std::optional<std::vector<ir::InstId>> carriedChain(const ir::Module&, const ir::Function&,
                                                                  ir::InstId loop);

}  // namespace krait::passes
