// The walk: control flow and conditions. What each op does to ranges is in range_rules.cpp, what loops carry in
// carried_ranges.cpp.
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

// Whether control does not go on behind an arm of an if_.
bool leaves(const ir::Function& function, BlockId arm) {
  return function[function[arm].insts.back()].op != Op::yield;
}

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

ValueRanges::ValueRanges(const ir::Module& module, const ir::Function& function, InstId loop,
                         const Options& options, bool may_assume)
    : module_(module), function_(function), loop_(loop), ints_wrap_(!options.overflow_checks),
      checks_bounds_(options.boundscheck) {
  proofs.may_assume = may_assume;
  noteExtents(function[loop].regions[0]);
  learnFactsAround(loop);
  forgetAfter({});
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
    if (leaves(function_, arms[0]) != leaves(function_, arms[1]))
      narrowBy(function_[id].operands[0], leaves(function_, arms[1]));
  }
  if (!owner.valid()) return;
  if (function_[owner].op == Op::if_)
    narrowBy(function_[owner].operands[0], function_[owner].regions[0] == block);
  learnFactsAround(owner);
}

void ValueRanges::walkBlock(BlockId block) {
  const Place before = here();
  for (const InstId id : function_[block].insts) walkInst(id);
  forgetAfter(before);
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
  case Op::setitem:
    noteIndexing(id);
    narrowByIndexing(id);
    break;
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
  const Place before = here();
  for (size_t arm = 0; arm < 2; ++arm) {
    narrowBy(inst.operands[0], arm == 0);
    walkBlock(inst.regions[arm]);
    forgetAfter(before);
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
  for (size_t k = 0; k < carried.size(); ++k)
    all.back().push_back(of(inst.operands[firstCarriedOperand(inst.op) + k]));
  setFromJumps(inst.results, all);
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

// range(stop), range(start, stop[, step]): from the start, by the step, short of the stop.
Range ValueRanges::rangeOfItem(const ir::Inst& call, MaybeBound& most_iterations) {
  const bool has_start = call.operands.size() > 1;
  const Range start = has_start ? of(call.operands[0]) : Range::between(0, 0);
  const Range stop = of(call.operands[has_start ? 1 : 0]);
  const Range step = call.operands.size() > 2 ? of(call.operands[2]) : Range::between(1, 1);
  const bool goes_down = proofs.isNonNegative(RangeProofs::difference(Range::between(-1, -1), step));
  const auto movedBy = [](const Range& range, int64_t distance) {
    return RangeProofs::sum(range, Range::between(distance, distance));
  };
  if (goes_down) return {movedBy(stop, 1).lows, start.highs};
  const Range surplus = movedBy(step, -1);
  const bool goes_up =
      proofs.isNonNegative(surplus) || (surplus.isExact() && proofs.assumeNonNegative(surplus.lows[0]));
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
  narrow(small, {{}, RangeProofs::difference(large_range, distance).highs}, By::Condition);
  narrow(large, {RangeProofs::sum(small_range, distance).lows, {}}, By::Condition);
  const bool are_exact = small_range.isExact() && large_range.isExact();
  if (!are_exact) return;
  const MaybeBound fact = difference(difference(large_range.lows[0], small_range.lows[0]), Bound{gap});
  if (is_before_loop_) return proofs.learn(fact);
  if (fact) proofs.local_facts.push_back(*fact);
}

// And what the value was computed from, by adding a constant.
void ValueRanges::narrow(ValueId value, const Range& range, By by) {
  narrowed_.push_back({base(value), range, by});
  const std::optional<std::pair<ValueId, int64_t>> shifted = asShifted(value);
  if (!shifted) return;
  const Range distance = Range::between(shifted->second, shifted->second);
  narrow(shifted->first, RangeProofs::difference(range, distance), by);
}

// value = first + second. A lane in which that has overflowed goes on with a value that is not the sum.
std::optional<std::pair<ValueId, int64_t>> ValueRanges::asShifted(ValueId value) const {
  constexpr int64_t kMostShift = int64_t{1} << 32;
  const InstId definition = function_[base(value)].inst;
  if (ints_wrap_ || !definition.valid() || isInLanes(definition)) return std::nullopt;
  const ir::Inst& inst = function_[definition];
  if (inst.op != Op::add && inst.op != Op::sub) return std::nullopt;
  const std::optional<int64_t> constant = literalInt(module_, function_, base(inst.operands[1]));
  if (!constant || *constant > kMostShift || *constant < -kMostShift) return std::nullopt;
  return std::pair(inst.operands[0], inst.op == Op::add ? *constant : -*constant);
}

void ValueRanges::forgetAfter(Place place) {
  narrowed_.resize(place.narrowed);
  proofs.local_facts.resize(place.facts);
}

bool ValueRanges::isInLanes(InstId id) const {
  for (InstId owner = id; owner.valid(); owner = function_[function_[owner].parent].owner) {
    if (function_[owner].lanes) return true;
  }
  return false;
}

// What is tested in front of a loop is about the first bounds: those that loops and conditions are about, not the
// extents of arrays that happen to be indexed too.
Range ValueRanges::of(ValueId value) {
  const ValueId behind = base(value);
  if (const std::optional<int64_t> literal = literalInt(module_, function_, behind))
    return Range::between(*literal, *literal);
  if (!isInside(behind)) return ofOutside(behind);
  Range range = ranges_[behind];
  for (const Narrowed& narrowed : narrowed_) {
    if (narrowed.value != behind) continue;
    const bool is_condition = narrowed.by == By::Condition;
    range = is_condition ? proofs.both(narrowed.range, range) : proofs.both(range, narrowed.range);
  }
  return range;
}

// Exactly what it was computed from, or an atom.
Range ValueRanges::ofOutside(ValueId value) {
  const auto known = outside_.find(value);
  if (known != outside_.end()) return known->second;
  if (module_.types.kind(function_[value].type) != TypeKind::Int) return {};
  outside_[value] = Range::exactly(
      Bound::ofAtom(proofs.atoms.number({value})));  // should it be asked for by its own definition
  const InstId definition = function_[value].inst;
  const Range range = definition.valid() ? ofInst(definition, value) : ofParameter(value);
  return outside_[value] = range.isExact() ? range : ofAtom(value, range);
}

// Within which a loop around this one keeps its item.
Range ValueRanges::ofParameter(ValueId value) {
  const InstId owner = function_[function_[value].block].owner;
  const bool is_item = owner.valid() && function_[owner].op == Op::for_ &&
                       function_[function_[value].block].parameters[1] == value;
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
