// Copying regions.
#include "frontend/ir/clone_region.h"

namespace krait::ir {
namespace {

template <typename Id>
Id mapped(const std::unordered_map<Id, Id>& map, Id id) {
  const auto found = map.find(id);
  return found == map.end() ? id : found->second;
}

void cloneParameters(Function& function, BlockId from, BlockId to, RegionCopy& copy) {
  for (const ValueId parameter : std::vector(function[from].parameters)) {
    if (copy.values.contains(parameter)) continue;
    const Value original = function[parameter];
    copy.values[parameter] = function.addParameter(to, original.type, original.name);
  }
}

void cloneResults(Function& function, InstId from, InstId to, RegionCopy& copy) {
  for (const ValueId result : std::vector(function[from].results)) {
    const Value original = function[result];
    copy.values[result] = function.addResult(to, original.type, original.name);
  }
}

InstId cloneInst(Function& function, InstId id, RegionCopy& copy) {
  const Inst original = function[id];
  std::vector<ValueId> operands;
  for (const ValueId operand : original.operands) operands.push_back(mapped(copy.values, operand));
  const InstId clone = function.makeInst(original.op, std::move(operands), 0, {}, original.range);
  function[clone].inplace = original.inplace;
  function[clone].poll = original.poll;
  function[clone].attribute = original.attribute;
  if (opInfo(original.op).attribute == Attribute::Label) {
    function[clone].attribute = mapped(copy.labels, original.label()).index;
  }
  copy.labels[id] = clone;
  cloneResults(function, id, clone, copy);
  for (const BlockId region : original.regions) {
    const BlockId inner = cloneRegion(function, region, clone, copy);
    function[clone].regions.push_back(inner);
  }
  return clone;
}

}  // namespace

BlockId cloneRegion(Function& function, BlockId region, InstId owner, RegionCopy& copy) {
  const BlockId clone = function.addBlock(owner);
  cloneParameters(function, region, clone, copy);
  for (const InstId id : std::vector(function[region].insts)) {
    const InstId inst = cloneInst(function, id, copy);
    function.append(clone, inst);
  }
  return clone;
}

}  // namespace krait::ir
