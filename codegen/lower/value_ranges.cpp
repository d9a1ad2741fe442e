// The walk: control flow, conditions, carried values. What each op does to ranges is in range_rules.cpp.
#include "codegen/lower/value_ranges.h"

#include <algorithm>

#include "codegen/lower/index_facts.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

// A counter that starts within half of this, by steps of at most kSmallStep, stays within.
constexpr int64_t kFarAway = int64_t{3} << 61;
constexpr int kMostRepeats = 3;  // nested walks of loops that are repeated

std::span<const ValueId> carriedParameters(const ir::Function& function, const ir::Inst& loop) {
  return std::span(function[loop.regions[0]].parameters).subspan(firstCarriedParameter(loop.op));
}

// Whether control does not go on behind an arm of an if_.
bool leaves(const ir::Function& function, BlockId arm) { return function[function[arm].insts.back()].op != Op::yield; }

Op inverse(Op comparison) {
  switch (comparison) {
    case Op::lt: return Op::ge;
    case Op::le: return Op::gt;
    case Op::gt: return Op::le;
    case Op::ge: return Op::lt;
    case Op::eq: return Op::ne;
    case Op::ne: return Op::eq;
    default: return comparison;
  }
}

}  // namespace

ValueRanges::ValueRanges(const ir::Module& module, const ir::Function& function, InstId loop, bool ints_wrap,
                         bool may_assume)
    : module_(module), function_(function), loop_(loop), ints_wrap_(ints_wrap) {
  proofs.may_assume = may_assume;
  noteExtents(function[loop].regions[0]);
  learnFactsAround(loop);
  narrowed_.clear();
  is_before_loop_ = false;
  walkInst(loop);
}

// Extents are not negative: known before anything asks.
void ValueRanges::noteExtents(BlockId block) {
  for (const InstId id : function_[block].insts) {
    const ir::Inst& inst = function_[id];
    const bool indexes = inst.op == Op::getitem || inst.op == Op::setitem;
    if (indexes && module_.types.kind(function_[inst.operands[0]].type) == TypeKind::Array) {
      for (int axis = 0; axis < module_.types[function_[inst.operands[0]].type].ndim; ++axis) {
        static_cast<void>(extentOf(inst.operands[0], axis));
      }
    }
    for (const BlockId region : inst.regions) noteExtents(region);
  }
}

// The conditions under which control comes to an instruction, of values outside.
void ValueRanges::learnFactsAround(InstId inst) {
  const BlockId block = function_[inst].parent;
  const InstId owner = function_[block].owner;
  for (const InstId id : function_[block].insts) {
    if (id == inst) break;
    if (function_[id].op != Op::if_) continue;
    const std::vector<BlockId>& arms = function_[id].regions;
    if (leaves(function_, arms[0]) != leaves(function_, arms[1])) narrowBy(function_[id].operands[0], leaves(function_, arms[1]));
  }
  if (!owner.valid()) return;
  if (function_[owner].op == Op::if_) narrowBy(function_[owner].operands[0], function_[owner].regions[0] == block);
  learnFactsAround(owner);
}

void ValueRanges::walkBlock(BlockId block) {
  const size_t before = narrowed_.size();
  for (const InstId id : function_[block].insts) walkInst(id);
  narrowed_.resize(before);
}

void ValueRanges::walkInst(InstId id) {
  const ir::Inst& inst = function_[id];
  switch (inst.op) {
    case Op::if_: return walkIf(id);
    case Op::for_: return walkFor(id);
    case Op::loop: return walkLoop(id);
    case Op::scope: return walkScope(id);
    case Op::yield: return noteJump(yields_[function_[inst.parent].owner], id);
    case Op::break_to: return noteJump(breaks_[inst.label()], id);
    case Op::continue_to: return noteJump(continues_[inst.label()], id);
    case Op::getitem:
    case Op::setitem: noteIndexing(id); break;
    default: break;
  }
  for (const BlockId region : inst.regions) walkBlock(region);
  for (const ValueId result : inst.results) {
    if (isInt(result)) ranges_[result] = ofInst(id, result);
  }
}

void ValueRanges::walkIf(InstId id) {
  const ir::Inst& inst = function_[id];
  yields_[id].clear();
  const size_t before = narrowed_.size();
  for (size_t arm = 0; arm < 2; ++arm) {
    narrowBy(inst.operands[0], arm == 0);
    walkBlock(inst.regions[arm]);
    narrowed_.resize(before);
  }
  setFromJumps(inst.results, yields_[id]);
  const bool else_leaves = leaves(function_, inst.regions[1]);
  if (leaves(function_, inst.regions[0]) != else_leaves) narrowBy(inst.operands[0], else_leaves);
}

void ValueRanges::walkScope(InstId id) {
  breaks_[id].clear();
  yields_[id].clear();
  walkBlock(function_[id].regions[0]);
  Jumps all = breaks_[id];
  all.insert(all.end(), yields_[id].begin(), yields_[id].end());
  setFromJumps(function_[id].results, all);
}

void ValueRanges::walkFor(InstId id) {
  const ir::Inst& inst = function_[id];
  const ValueId item = function_[inst.regions[0]].parameters[1];
  MaybeBound most_iterations;
  const ir::Inst* range = rangeOfLoop(function_, inst);
  if (range && isInt(item)) ranges_[item] = rangeOfItem(*range, most_iterations);
  const std::span<const ValueId> carried = carriedParameters(function_, inst);
  for (size_t k = 0; k < carried.size(); ++k) ranges_[carried[k]] = rangeOfCarried(id, k, most_iterations);
  walkLoopBody(id);
  Jumps all = continues_[id];
  all.emplace_back();
  for (size_t k = 0; k < carried.size(); ++k) all.back().push_back(of(inst.operands[firstCarriedOperand(inst.op) + k]));
  setFromJumps(inst.results, all);
}

// At first only what carried values do by themselves is known of them; what that shows of the next iteration's is relied on in
// another walk. Inner loops of deep nests are walked once.
void ValueRanges::walkLoop(InstId id) {
  const ir::Inst& inst = function_[id];
  const std::span<const ValueId> carried = carriedParameters(function_, inst);
  for (size_t k = 0; k < carried.size(); ++k) ranges_[carried[k]] = rangeOfCarried(id, k, std::nullopt);
  ++depth_;
  walkLoopBody(id);
  const bool has_ints = std::ranges::any_of(carried, [&](ValueId value) { return isInt(value); });
  if (has_ints && depth_ <= kMostRepeats) {
    boundByConditions(id, continues_[id], carried);
    guessBounds(id, carried);
    walkLoopBody(id);
  }
  --depth_;
  setFromJumps(inst.results, breaks_[id]);
}

// Values that shift the bounds of a search: guessed to stay between the first of all, which holds if another iteration keeps it.
void ValueRanges::guessBounds(InstId id, std::span<const ValueId> carried) {
  const Range guess = rangeOfFirst(id, carried);
  std::unordered_map<ValueId, Range> before;
  for (const ValueId value : carried) {
    const Range& range = ranges_[value];
    const bool is_open = isInt(value) && range.lows.empty() && range.highs.empty();
    if (is_open) before[value] = range;
  }
  if (before.empty() || guess.lows.empty() || guess.highs.empty()) return;
  for (const auto& [value, range] : before) ranges_[value] = guess;
  walkLoopBody(id);
  const auto is_kept = [&](const std::vector<Range>& next) {
    for (size_t k = 0; k < carried.size(); ++k) {
      if (before.contains(carried[k]) && !isWithin(next[k], guess)) return false;
    }
    return true;
  };
  if (std::ranges::all_of(continues_[id], is_kept)) return;
  for (const auto& [value, range] : before) ranges_[value] = range;
}

// Spans what all carried values without a range start with.
Range ValueRanges::rangeOfFirst(InstId id, std::span<const ValueId> carried) {
  const ir::Inst& inst = function_[id];
  Range all;
  bool is_first = true;
  for (size_t k = 0; k < carried.size(); ++k) {
    const Range& range = ranges_[carried[k]];
    if (!isInt(carried[k]) || !range.lows.empty() || !range.highs.empty()) continue;
    const Range one = of(inst.operands[firstCarriedOperand(inst.op) + k]);
    all = is_first ? one : proofs.either(all, one);
    is_first = false;
  }
  return all;
}

bool ValueRanges::isWithin(const Range& range, const Range& outer) const {
  const Range wide = proofs.either(range, outer);
  const auto contains = [](const std::vector<Bound>& bounds, const Bound& bound) { return std::ranges::find(bounds, bound) != bounds.end(); };
  return std::ranges::all_of(outer.lows, [&](const Bound& low) { return contains(wide.lows, low); }) &&
         std::ranges::all_of(outer.highs, [&](const Bound& high) { return contains(wide.highs, high); });
}

void ValueRanges::walkLoopBody(InstId id) {
  continues_[id].clear();
  breaks_[id].clear();
  walkBlock(function_[id].regions[0]);
}

void ValueRanges::noteJump(Jumps& jumps, InstId id) {
  jumps.emplace_back();
  for (const ValueId value : function_[id].operands) jumps.back().push_back(of(value));
}

void ValueRanges::setFromJumps(std::span<const ValueId> values, const Jumps& jumps) {
  for (size_t k = 0; k < values.size(); ++k) {
    if (!isInt(values[k]) || jumps.empty()) continue;
    Range range = jumps[0][k];
    for (size_t j = 1; j < jumps.size(); ++j) range = proofs.either(range, jumps[j][k]);
    ranges_[values[k]] = range;
  }
}

// Bounds that every next iteration starts within hold for all iterations if the first does too.
void ValueRanges::boundByConditions(InstId loop, const Jumps& next, std::span<const ValueId> carried) {
  const ir::Inst& inst = function_[loop];
  for (size_t k = 0; k < carried.size(); ++k) {
    if (!isInt(carried[k]) || next.empty()) continue;
    const Range first = of(inst.operands[firstCarriedOperand(inst.op) + k]);
    Range later = next[0][k];
    for (size_t j = 1; j < next.size(); ++j) later = proofs.either(later, next[j][k]);
    if (first.lows.empty() || first.highs.empty()) continue;
    Range& range = ranges_[carried[k]];
    takeBounds(range.highs, later.highs, [&](const Bound& high) { return difference(high, first.highs[0]); });
    takeBounds(range.lows, later.lows, [&](const Bound& low) { return difference(first.lows[0], low); });
  }
}

// Those for which the slack is not negative; if none, the first for which that can be tested.
void ValueRanges::takeBounds(std::vector<Bound>& bounds, const std::vector<Bound>& candidates,
                             const std::function<MaybeBound(const Bound&)>& slack) {
  std::vector<Bound> taken;
  const auto is_new = [&](const Bound& bound) {
    const bool is_far = bound.terms.empty() && (bound.constant >= kFarAway / 2 || bound.constant <= -kFarAway / 2);
    return !is_far && std::ranges::find(bounds, bound) == bounds.end();
  };
  for (const Bound& bound : candidates) {
    if (is_new(bound) && proofs.isNonNegative(slack(bound))) taken.push_back(bound);
  }
  for (size_t k = 0; taken.empty() && k < candidates.size(); ++k) {
    if (is_new(candidates[k]) && proofs.assumeNonNegative(slack(candidates[k]))) taken.push_back(candidates[k]);
  }
  bounds.insert(bounds.begin(), taken.begin(), taken.end());
}

Range ValueRanges::rangeOfCarried(InstId loop, size_t slot, const MaybeBound& most_iterations) {
  const ir::Inst& inst = function_[loop];
  const ValueId carried = carriedParameters(function_, inst)[slot];
  if (!isInt(carried)) return {};
  const std::optional<Growth> growth = LoopGrowth(module_, function_).ofCarried(loop, slot);
  if (!growth || (ints_wrap_ && !growth->has_small_steps)) return {};
  const Range first = of(inst.operands[firstCarriedOperand(inst.op) + slot]);
  Range range;
  if (growth->least >= 0) range.lows = first.lows;
  if (growth->most <= 0) range.highs = first.highs;
  const bool is_bounded = most_iterations && !first.highs.empty() && growth->most > 0 && growth->most < INT64_MAX;
  if (is_bounded) {  // in the last iteration, after all others
    const MaybeBound steps = difference(most_iterations, Bound{1});
    const MaybeBound high = sum(first.highs[0], product(steps, Bound{growth->most}));
    if (high) range.highs.push_back(*high);
  }
  const bool starts_near = std::ranges::any_of(first.lows, [&](const Bound& low) { return least(low, proofs.atoms) >= -kFarAway / 2; }) &&
                           std::ranges::any_of(first.highs, [&](const Bound& high) { return largest(high, proofs.atoms) <= kFarAway / 2; });
  if (growth->has_small_steps && starts_near) {
    range.lows.push_back(Bound{-kFarAway});
    range.highs.push_back(Bound{kFarAway});
  }
  return range;
}

// range(stop), range(start, stop[, step]): from the start, by the step, short of the stop.
Range ValueRanges::rangeOfItem(const ir::Inst& call, MaybeBound& most_iterations) {
  const bool has_start = call.operands.size() > 1;
  const Range start = has_start ? of(call.operands[0]) : Range::between(0, 0);
  const Range stop = of(call.operands[has_start ? 1 : 0]);
  const Range step = call.operands.size() > 2 ? of(call.operands[2]) : Range::between(1, 1);
  const bool goes_down = proofs.isNonNegative(RangeProofs::difference(Range::between(-1, -1), step));
  const auto movedBy = [](const Range& range, int64_t distance) { return RangeProofs::sum(range, Range::between(distance, distance)); };
  if (goes_down) return {movedBy(stop, 1).lows, start.highs};
  const Range surplus = movedBy(step, -1);
  const bool goes_up = proofs.isNonNegative(surplus) || (surplus.isExact() && proofs.assumeNonNegative(surplus.lows[0]));
  if (!goes_up) return {};
  if (!stop.highs.empty() && !start.lows.empty()) most_iterations = difference(stop.highs[0], start.lows[0]);
  return {start.lows, movedBy(stop, -1).highs};
}

void ValueRanges::narrowBy(ValueId condition, bool truth) {
  const InstId definition = function_[condition].inst;
  if (!definition.valid()) return;
  const ir::Inst& inst = function_[definition];
  switch (inst.op) {
    case Op::truth: return narrowBy(inst.operands[0], truth);
    case Op::logical_not: return narrowBy(inst.operands[0], !truth);
    case Op::bit_and:
      if (truth && module_.types.kind(function_[condition].type) == TypeKind::Bool) {
        narrowBy(inst.operands[0], true);
        narrowBy(inst.operands[1], true);
      }
      return;
    default: break;
  }
  if (inst.operands.size() != 2 || !isInt(inst.operands[0]) || !isInt(inst.operands[1])) return;
  const ValueId a = inst.operands[0], b = inst.operands[1];
  switch (truth ? inst.op : inverse(inst.op)) {
    case Op::lt: return narrowLess(a, b, 1);
    case Op::le: return narrowLess(a, b, 0);
    case Op::gt: return narrowLess(b, a, 1);
    case Op::ge: return narrowLess(b, a, 0);
    case Op::eq: narrowLess(a, b, 0); return narrowLess(b, a, 0);
    default: return;
  }
}

// small + gap <= large
void ValueRanges::narrowLess(ValueId small, ValueId large, int64_t gap) {
  const Range small_range = of(small), large_range = of(large);
  const Range distance = Range::between(gap, gap);
  narrow(small, {{}, RangeProofs::difference(large_range, distance).highs});
  narrow(large, {RangeProofs::sum(small_range, distance).lows, {}});
  const bool are_exact = small_range.isExact() && large_range.isExact();
  if (is_before_loop_ && are_exact) {
    proofs.learn(difference(difference(large_range.lows[0], small_range.lows[0]), Bound{gap}));
  }
}

void ValueRanges::narrow(ValueId value, Range range) { narrowed_.push_back({base(value), std::move(range)}); }

Range ValueRanges::of(ValueId value) {
  const ValueId behind = base(value);
  if (const std::optional<int64_t> literal = literalInt(module_, function_, behind)) return Range::between(*literal, *literal);
  if (!isInside(behind)) return ofOutside(behind);
  Range range = ranges_[behind];
  for (const Narrowed& narrowed : narrowed_) {
    if (narrowed.value == behind) range = proofs.both(narrowed.range, range);
  }
  return range;
}

// Exactly what it was computed from, or an atom.
Range ValueRanges::ofOutside(ValueId value) {
  const auto known = outside_.find(value);
  if (known != outside_.end()) return known->second;
  if (module_.types.kind(function_[value].type) != TypeKind::Int) return {};
  outside_[value] = Range::exactly(Bound::ofAtom(proofs.atoms.number({value})));  // should it be asked for by its own definition
  const InstId definition = function_[value].inst;
  const Range range = definition.valid() ? ofInst(definition, value) : ofParameter(value);
  return outside_[value] = range.isExact() ? range : ofAtom(value, range);
}

// Within which a loop around this one keeps its item.
Range ValueRanges::ofParameter(ValueId value) {
  const InstId owner = function_[function_[value].block].owner;
  const bool is_item = owner.valid() && function_[owner].op == Op::for_ && function_[function_[value].block].parameters[1] == value;
  const ir::Inst* range = is_item ? rangeOfLoop(function_, function_[owner]) : nullptr;
  MaybeBound most_iterations;
  return range ? rangeOfItem(*range, most_iterations) : Range{};
}

Range ValueRanges::ofAtom(ValueId value, const Range& range) {
  Limits limits;
  for (const Bound& low : range.lows) {
    if (low.terms.empty()) limits.low = std::max(limits.low, low.constant);
  }
  for (const Bound& high : range.highs) {
    if (high.terms.empty()) limits.high = std::min(limits.high, high.constant);
  }
  const Bound atom = Bound::ofAtom(proofs.atoms.number({value}, limits));
  for (const Bound& low : range.lows) proofs.learn(difference(atom, low));
  for (const Bound& high : range.highs) proofs.learn(difference(high, atom));
  return Range::exactly(atom);
}

bool ValueRanges::isInside(ValueId value) const {
  BlockId block = function_[value].block;
  if (function_[value].inst.valid()) {
    block = function_[function_[value].inst].parent;
    if (function_[value].inst == loop_) return true;
  }
  while (block.valid()) {
    const InstId owner = function_[block].owner;
    if (!owner.valid()) return false;
    if (owner == loop_) return true;
    block = function_[owner].parent;
  }
  return false;
}

bool ValueRanges::isInt(ValueId value) const {
  const TypeKind kind = module_.types.kind(function_[value].type);
  return kind == TypeKind::Int || literalInt(module_, function_, value).has_value();
}

ValueId ValueRanges::base(ValueId value) const {
  const InstId definition = function_[value].inst;
  if (!definition.valid() || function_[definition].op != Op::convert) return value;
  const ValueId source = function_[definition].operands[0];
  const bool is_same = isInt(value) && isInt(source);
  return is_same ? base(source) : value;
}

}  // namespace krait::lower
