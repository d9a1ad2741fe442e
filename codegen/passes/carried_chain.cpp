// Following carried values through the body of a loop.
#include "codegen/passes/carried_chain.h"

#include <algorithm>
#include <unordered_set>

#include "codegen/passes/lane_operations.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

using Values = std::unordered_set<ValueId>;

bool usesAny(const ir::Function& function, InstId id, const Values& values) {
  const ir::Inst& inst = function[id];
  if (std::ranges::any_of(inst.operands, [&](ValueId operand) { return values.contains(operand); }))
    return true;
  return std::ranges::any_of(inst.regions, [&](BlockId region) {
    return std::ranges::any_of(function[region].insts,
                               [&](InstId inner) { return usesAny(function, inner, values); });
  });
}

int countContinues(const ir::Function& function, BlockId block, InstId loop) {
  int count = 0;
  for (const InstId id : function[block].insts) {
    count += function[id].op == Op::continue_to && function[id].label() == loop ? 1 : 0;
    for (const BlockId region : function[id].regions) count += countContinues(function, region, loop);
  }
  return count;
}

bool canBeInChain(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const bool is_straight = inst.regions.empty() && !ir::isTerminator(inst.op) && inst.op != Op::call_direct;
  return is_straight && inst.op != Op::getitem && inst.op != Op::setitem &&
         hasLaneForm(module, function, inst);
}

}  // namespace

std::optional<std::vector<InstId>> carriedChain(const ir::Module& module, const ir::Function& function,
                                                InstId loop) {
  const BlockId body = function[loop].regions[0];
  const std::vector<ValueId>& parameters = function[body].parameters;
  Values carried(parameters.begin() + 2, parameters.end());
  std::vector<InstId> chain;
  for (const InstId id : function[body].insts) {
    const ir::Inst& inst = function[id];
    const bool is_end = inst.op == Op::continue_to;
    if (is_end || !usesAny(function, id, carried)) continue;
    if (!canBeInChain(module, function, inst)) return std::nullopt;
    carried.insert(inst.results.begin(), inst.results.end());
    chain.push_back(id);
  }
  // The end hands on what the chain makes; a carried value as it came would be looked at, too.
  const ir::Inst& end = function[function[body].insts.back()];
  const bool hands_on =
      end.op == Op::continue_to && std::ranges::any_of(end.operands, [&](ValueId value) {
        return std::ranges::find(parameters, value) != parameters.end() && carried.contains(value);
      });
  if (hands_on || (!chain.empty() && countContinues(function, body, loop) != 1)) return std::nullopt;
  return chain;
}

}  // namespace krait::passes
