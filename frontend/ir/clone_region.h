// A second copy of a region, for code that stands in two places: an unrolled loop, an inlined function.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "frontend/ir/function.h"

namespace krait::ir {

// What stands for a value or a label of the original in the copy. Filled beforehand with what replaces values from
// outside, or the region's own parameters, which the copy then does not have.
struct RegionCopy {
  std::unordered_map<ValueId, ValueId> values;
  std::unordered_map<InstId, InstId> labels;
  std::unordered_set<InstId> left_out = {};  // instructions of regions for whose results there are values
  SourceRange range = {};  // if known: where all of the copy stands
};

// The copy of `region` with all that is nested in it, for the structured op `owner`. Values and labels defined inside are
// new; those that are neither defined inside nor in the map are shared.
BlockId cloneRegion(Function&, BlockId region, InstId owner, RegionCopy&);

// The copy in `to` of an instruction of another function of the module, or of the same; it is in no block yet.
InstId cloneInst(Function& to, const Function& from, InstId, RegionCopy&);

}  // namespace krait::ir
