// What becomes of the checks in a loop: those that can't fail, and those that can't if conditions hold when
// it is entered.
#pragma once

#include <set>
#include <unordered_set>
#include <vector>

#include "codegen/lower/value_ranges.h"
#include "frontend/support/options.h"

namespace krait::lower {

struct CheckPlan {
  std::unordered_set<ir::InstId> proven = {};  // indices in range and not negative, arithmetic that fits
  std::set<std::pair<ir::InstId, int>> nonnegative = {};  // the index on an axis of others
  std::unordered_set<ir::InstId> provable = {};           // under the conditions
  std::vector<Bound> conditions = {};                     // all must be >= 0
  std::vector<Bound> computable = {};                     // all must be in 64 bits
  AtomTable atoms = {};                                   // of the conditions
};

[[nodiscard]] CheckPlan planChecks(const ir::Module&, const ir::Function&, ir::InstId loop, const Options&);

}  // namespace krait::lower
