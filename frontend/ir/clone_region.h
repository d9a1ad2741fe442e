// A second copy of a region, for code that stands in two places: an unrolled loop.
#pragma once

#include <unordered_map>

#include "frontend/ir/function.h"

namespace krait::ir {

// What stands for a value or a label of the original in the copy. Filled beforehand with what replaces values from
// outside, or the region's own parameters, which the copy then does not have.
struct RegionCopy {
  std::unordered_map<ValueId, ValueId> values;
  std::unordered_map<InstId, InstId> labels;
};

// The copy of `region` with all that is nested in it, for the structured op `owner`. Values and labels defined inside are
// new; those that are neither defined inside nor in the map are shared.
BlockId cloneRegion(Function&, BlockId region, InstId owner, RegionCopy&);

}  // namespace krait::ir
