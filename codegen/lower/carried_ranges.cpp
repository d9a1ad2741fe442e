// What loops do to the values that they carry: bounds by growth, by the conditions under which the loop goes on, by a guess.
#include <algorithm>

#include "codegen/lower/value_ranges.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::ValueId;

// A counter that starts within half of this, by steps of at most kSmallStep, stays within.
constexpr int64_t kFarAway = int64_t{3} << 61;
constexpr int kMostRepeats = 3;  // nested walks of loops that are repeated

}  // namespace

// At first only what carried values do by themselves is known of them; what that shows of the next
// iteration's is relied on in another walk. Inner loops of deep nests are walked once.
void ValueRanges::walkLoop(InstId id) {
  const ir::Inst& inst = function_[id];
  const std::span<const ValueId> carried = carriedParameters(function_, inst);
  for (size_t k = 0; k < carried.size(); ++k) ranges_[carried[k]] = rangeOfCarried(id, k, std::nullopt);
  ++depth_;
  walkLoopBody(id);
  const bool has_ints = std::ranges::any_of(carried, [&](ValueId value) { return isInt(value); });
  if (has_ints && depth_ <= kMostRepeats) {
    boundByConditions(id, continues_[id], carried);
    if (guessBounds(id, carried)) boundByConditions(id, continues_[id], carried);
    walkLoopBody(id);
  }
  --depth_;
  setFromJumps(inst.results, breaks_[id]);
}

// Values that shift the bounds of a search: guessed to stay between the first of all, which holds if another
// iteration keeps it. Gives whether it does.
bool ValueRanges::guessBounds(InstId id, std::span<const ValueId> carried) {
  const Range guess = rangeOfFirst(id, carried);
  std::unordered_map<ValueId, Range> before;
  for (const ValueId value : carried) {
    const Range& range = ranges_[value];
    const bool is_open = isInt(value) && range.lows.empty() && range.highs.empty();
    if (is_open) before[value] = range;
  }
  if (before.empty() || guess.lows.empty() || guess.highs.empty()) return false;
  for (const auto& [value, range] : before) ranges_[value] = guess;
  walkLoopBody(id);
  const auto is_kept = [&](const std::vector<Range>& next) {
    for (size_t k = 0; k < carried.size(); ++k) {
      if (before.contains(carried[k]) && !isWithin(next[k], guess)) return false;
    }
    return true;
  };
  if (std::ranges::all_of(continues_[id], is_kept)) return true;
  for (const auto& [value, range] : before) ranges_[value] = range;
  return false;
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
  const auto contains = [](const std::vector<Bound>& bounds, const Bound& bound) {
    return std::ranges::find(bounds, bound) != bounds.end();
  };
  return std::ranges::all_of(outer.lows, [&](const Bound& low) { return contains(wide.lows, low); }) &&
         std::ranges::all_of(outer.highs, [&](const Bound& high) { return contains(wide.highs, high); });
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
    const bool is_far =
        bound.terms.empty() && (bound.constant >= kFarAway / 2 || bound.constant <= -kFarAway / 2);
    return !is_far && std::ranges::find(bounds, bound) == bounds.end();
  };
  for (const Bound& bound : candidates) {
    if (is_new(bound) && proofs.isNonNegative(slack(bound))) taken.push_back(bound);
  }
  for (size_t k = 0; taken.empty() && k < candidates.size(); ++k) {
    if (is_new(candidates[k]) && proofs.assumeNonNegative(slack(candidates[k])))
      taken.push_back(candidates[k]);
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
  const bool is_bounded =
      most_iterations && !first.highs.empty() && growth->most > 0 && growth->most < INT64_MAX;
  if (is_bounded) {  // in the last iteration, after all others
    const MaybeBound steps = difference(most_iterations, Bound{1});
    const MaybeBound high = sum(first.highs[0], product(steps, Bound{growth->most}));
    if (high) range.highs.push_back(*high);
  }
  const bool starts_near =
      std::ranges::any_of(first.lows,
                          [&](const Bound& low) { return least(low, proofs.atoms) >= -kFarAway / 2; }) &&
      std::ranges::any_of(first.highs,
                          [&](const Bound& high) { return largest(high, proofs.atoms) <= kFarAway / 2; });
  if (growth->has_small_steps && starts_near) {
    range.lows.push_back(Bound{-kFarAway});
    range.highs.push_back(Bound{kFarAway});
  }
  return range;
}

}  // namespace krait::lower
