// Growth of carried values.
#include "codegen/lower/loop_growth.h"

#include <algorithm>

#include "codegen/lower/index_facts.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::ValueId;
using MaybeGrowth = std::optional<Growth>;

int64_t added(int64_t a, int64_t b) {
  int64_t result;
  if (__builtin_add_overflow(a, b, &result)) return a < 0 ? INT64_MIN : INT64_MAX;
  return result;
}

MaybeGrowth sum(const MaybeGrowth& a, const MaybeGrowth& b) {
  if (!a || !b) return std::nullopt;
  return Growth{added(a->least, b->least), added(a->most, b->most), a->has_small_steps && b->has_small_steps};
}

MaybeGrowth either(const MaybeGrowth& a, const MaybeGrowth& b) {
  if (!a || !b) return std::nullopt;
  return Growth{std::min(a->least, b->least), std::max(a->most, b->most),
                a->has_small_steps && b->has_small_steps};
}

// Any number of times.
MaybeGrowth repeated(const MaybeGrowth& step) {
  if (!step) return std::nullopt;
  return Growth{step->least < 0 ? INT64_MIN : 0, step->most > 0 ? INT64_MAX : 0, step->has_small_steps};
}

void collectJumps(const ir::Function& function, ir::BlockId block, InstId label, Op jump,
                  std::vector<InstId>& found) {
  for (const InstId id : function[block].insts) {
    const ir::Inst& inst = function[id];
    const bool is_yield_of_label = jump == Op::yield && function[block].owner == label;
    if (inst.op == jump && (jump == Op::yield ? is_yield_of_label : inst.label() == label))
      found.push_back(id);
    for (const ir::BlockId region : inst.regions) collectJumps(function, region, label, jump, found);
  }
}

size_t resultSlot(const ir::Inst& inst, ValueId value) {
  return static_cast<size_t>(std::ranges::find(inst.results, value) - inst.results.begin());
}

}  // namespace

std::vector<InstId> jumpsTo(const ir::Function& function, InstId label, Op jump) {
  std::vector<InstId> found;
  for (const ir::BlockId region : function[label].regions) collectJumps(function, region, label, jump, found);
  return found;
}

size_t firstCarriedParameter(Op loop) { return loop == Op::for_ ? 2 : 0; }
std::span<const ValueId> carriedParameters(const ir::Function& function, const ir::Inst& loop) {
  return std::span(function[loop.regions[0]].parameters).subspan(firstCarriedParameter(loop.op));
}

size_t firstCarriedOperand(Op loop) { return loop == Op::for_ ? 1 : 0; }

MaybeGrowth LoopGrowth::ofCarried(InstId loop, size_t slot) {
  const ir::Inst& inst = function_[loop];
  const ValueId start = function_[inst.regions[0]].parameters[firstCarriedParameter(inst.op) + slot];
  return overJumps(loop, Op::continue_to, slot, start);
}

MaybeGrowth LoopGrowth::between(ValueId value, ValueId start) {
  if (value == start) return Growth{};
  const InstId definition = function_[value].inst;
  if (!definition.valid()) return std::nullopt;
  const auto [place, is_new] = known_.try_emplace({value, start}, std::nullopt);
  if (!is_new) return place->second;
  const ir::Inst& inst = function_[definition];
  const MaybeGrowth growth =
      ir::hasRegions(inst.op) ? ofResult(definition, resultSlot(inst, value), start) : ofStep(inst, start);
  return known_[{value, start}] = growth;
}

MaybeGrowth LoopGrowth::ofStep(const ir::Inst& inst, ValueId start) {
  const bool is_int = module_.types.kind(function_[inst.results[0]].type) == ir::TypeKind::Int;
  if (!is_int) return std::nullopt;
  if (inst.op == Op::convert) return between(inst.operands[0], start);
  if (inst.op != Op::add && inst.op != Op::sub) return std::nullopt;
  const std::optional<int64_t> step = literalInt(module_, function_, inst.operands[1]);
  if (!step || *step == INT64_MIN) return std::nullopt;
  const int64_t change = inst.op == Op::add ? *step : -*step;
  const bool is_small = change >= -kSmallStep && change <= kSmallStep;
  return sum(between(inst.operands[0], start), Growth{change, change, is_small});
}

MaybeGrowth LoopGrowth::ofResult(InstId id, size_t slot, ValueId start) {
  const ir::Inst& inst = function_[id];
  switch (inst.op) {
  case Op::if_: return overJumps(id, Op::yield, slot, start);
  case Op::for_: return throughFor(id, slot, start);
  default: return std::nullopt;  // the results of a `loop` are not its carried values
  }
}

MaybeGrowth LoopGrowth::throughFor(InstId id, size_t slot, ValueId start) {
  const MaybeGrowth before = between(function_[id].operands[firstCarriedOperand(Op::for_) + slot], start);
  return before ? sum(before, repeated(ofCarried(id, slot))) : std::nullopt;
}

MaybeGrowth LoopGrowth::overJumps(InstId label, Op jump, size_t slot, ValueId start) {
  MaybeGrowth all = Growth{};
  bool is_first = true;
  for (const ir::InstId id : jumpsTo(function_, label, jump)) {
    const MaybeGrowth one = between(function_[id].operands[slot], start);
    all = is_first ? one : either(all, one);
    is_first = false;
  }
  return all;
}

}  // namespace krait::lower
