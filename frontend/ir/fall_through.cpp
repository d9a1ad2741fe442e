// One walk: a break_to marks the op it leaves, which is asked only after its region was walked.
#include "frontend/ir/fall_through.h"

namespace krait::ir {

FallThrough::FallThrough(const Function& function) : goes_on_(function.instCount()) {
  visitBlock(function, function.entry);
}

bool FallThrough::visitBlock(const Function& function, BlockId block) {
  for (const InstId id : function[block].insts) {
    goes_on_[id.index] = visitInst(function, id);
    if (!goes_on_[id.index]) return function[id].op == Op::yield;
  }
  return false;
}

bool FallThrough::visitInst(const Function& function, InstId id) {
  const Inst& inst = function[id];
  if (inst.op == Op::break_to && inst.attribute < goes_on_.size()) goes_on_[inst.label().index] = true;
  if (!hasRegions(inst.op)) return !isTerminator(inst.op);
  bool yields = false;
  for (const BlockId region : inst.regions) yields |= visitBlock(function, region);
  return yields || inst.op == Op::for_ || visitsElements(inst.op) || goes_on_[id.index];
}

}  // namespace krait::ir
