// Copying regions.
#include "frontend/ir/clone_region.h"

namespace krait::ir {
namespace {

template <typename Id>
Id mapped(const std::unordered_map<Id, Id>& map, Id id) {
  const auto found = map.find(id);
  return found == map.end() ? id : found->second;
}

// What is read of `from` is copied before `to`, which may be the same function, grows.
BlockId cloneBlock(Function& to, const Function& from, BlockId region, InstId owner, RegionCopy& copy) {
  const BlockId clone = to.addBlock(owner);
  for (const ValueId parameter : std::vector(from[region].parameters)) {
    if (copy.values.contains(parameter)) continue;
    const Value original = from[parameter];
    copy.values[parameter] = to.addParameter(clone, original.type, original.name);
  }
  for (const InstId id : std::vector(from[region].insts)) {
    if (copy.left_out.contains(id)) continue;
    const InstId inst = cloneInst(to, from, id, copy);
    to.append(clone, inst);
  }
  return clone;
}

}  // namespace

InstId cloneInst(Function& to, const Function& from, InstId id, RegionCopy& copy) {
  const Inst original = from[id];
  std::vector<ValueId> operands;
  for (const ValueId operand : original.operands) operands.push_back(mapped(copy.values, operand));
  const SourceRange range = copy.range.known() ? copy.range : original.range;
  const InstId clone = to.makeInst(original.op, std::move(operands), 0, {}, range);
  to[clone].inplace = original.inplace;
  to[clone].poll = original.poll;
  to[clone].is_parallel = original.is_parallel;
  to[clone].starts = original.starts;
  to[clone].lanes = original.lanes;
  to[clone].attribute = original.attribute;
  if (opInfo(original.op).attribute == Attribute::Label) {
    to[clone].attribute = mapped(copy.labels, original.label()).index;
  }
  copy.labels[id] = clone;
  for (const ValueId result : original.results) {
    const Value value = from[result];
    copy.values[result] = to.addResult(clone, value.type, value.name);
  }
  for (const BlockId region : original.regions) {
    const BlockId inner = cloneBlock(to, from, region, clone, copy);
    to[clone].regions.push_back(inner);
  }
  return clone;
}

BlockId cloneRegion(Function& function, BlockId region, InstId owner, RegionCopy& copy) {
  return cloneBlock(function, function, region, owner, copy);
}

}  // namespace krait::ir
