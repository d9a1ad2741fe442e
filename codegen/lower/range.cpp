// Arithmetic of ranges.
#include "codegen/lower/range.h"

#include <algorithm>

namespace krait::lower {
namespace {

constexpr size_t kMostBounds = 3;

void addBound(std::vector<Bound>& bounds, const MaybeBound& bound) {
  if (!bound || bounds.size() >= kMostBounds) return;
  if (std::find(bounds.begin(), bounds.end(), *bound) == bounds.end()) bounds.push_back(*bound);
}

using Combine = MaybeBound (*)(const MaybeBound&, const MaybeBound&);

std::vector<Bound> combined(Combine combine, const std::vector<Bound>& a, const std::vector<Bound>& b) {
  std::vector<Bound> results;
  for (const Bound& x : a) {
    for (const Bound& y : b) addBound(results, combine(x, y));
  }
  return results;
}

// Of all pairs of bounds, those of a that b does not exceed on the given side.
template <typename IsWider>
std::vector<Bound> widest(const std::vector<Bound>& a, const std::vector<Bound>& b, const IsWider& is_wider) {
  std::vector<Bound> results;
  for (const Bound& bound : a) {
    if (std::any_of(b.begin(), b.end(), [&](const Bound& other) { return is_wider(bound, other); }))
      addBound(results, bound);
  }
  return results;
}

void addAll(std::vector<Bound>& to, const std::vector<Bound>& from) {
  for (const Bound& bound : from) addBound(to, bound);
}

}  // namespace

void RangeProofs::learn(const MaybeBound& nonnegative) {
  if (nonnegative && !isNonNegative(nonnegative)) facts.push_back(*nonnegative);
}

bool RangeProofs::isNonNegative(const MaybeBound& bound) const {
  if (!bound) return false;
  if (least(*bound, atoms) >= 0) return true;
  const auto follows = [&](const Bound& known) {
    const MaybeBound rest = lower::difference(bound, known);
    return rest && least(*rest, atoms) >= 0;
  };
  return std::ranges::any_of(facts, follows) || std::ranges::any_of(local_facts, follows) ||
         std::ranges::any_of(assumptions, follows);
}

bool RangeProofs::isHopeless(const Bound& bound) {
  constexpr int64_t kMoreThanMemory = int64_t{1} << 60;
  if (bound.constant < -kMoreThanMemory) return true;
  return bound.constant <= 1 &&
         std::all_of(bound.terms.begin(), bound.terms.end(),
                     [](const Term& term) { return term.coefficient < 0; }) &&
         (bound.constant < 0 || !bound.terms.empty());
}

bool RangeProofs::assumeNonNegative(const MaybeBound& bound) {
  if (isNonNegative(bound)) return true;
  if (!may_assume || !bound || isHopeless(*bound)) return false;
  assumptions.push_back(*bound);
  return true;
}

bool RangeProofs::isNonNegative(const Range& range) const {
  return std::any_of(range.lows.begin(), range.lows.end(),
                     [&](const Bound& low) { return isNonNegative(low); });
}

bool RangeProofs::isBelow(const Range& range, const MaybeBound& end) const {
  return std::any_of(range.highs.begin(), range.highs.end(), [&](const Bound& high) {
    return isNonNegative(lower::difference(end, lower::sum(high, Bound{1})));
  });
}

bool RangeProofs::fitsInt64(const Range& range) const {
  const auto is_low = [&](const Bound& low) { return least(low, atoms) >= INT64_MIN; };
  const auto is_high = [&](const Bound& high) { return largest(high, atoms) <= INT64_MAX; };
  return std::any_of(range.lows.begin(), range.lows.end(), is_low) &&
         std::any_of(range.highs.begin(), range.highs.end(), is_high);
}

Range RangeProofs::both(const Range& narrow, const Range& wide) const {
  Range range = narrow;
  addAll(range.lows, wide.lows);
  addAll(range.highs, wide.highs);
  return range;
}

Range RangeProofs::either(const Range& a, const Range& b) const {
  const auto is_lower = [&](const Bound& bound, const Bound& other) {
    return isNonNegative(lower::difference(other, bound));
  };
  const auto is_higher = [&](const Bound& bound, const Bound& other) {
    return isNonNegative(lower::difference(bound, other));
  };
  Range range{widest(a.lows, b.lows, is_lower), widest(a.highs, b.highs, is_higher)};
  addAll(range.lows, widest(b.lows, a.lows, is_lower));
  addAll(range.highs, widest(b.highs, a.highs, is_higher));
  return range;
}

Range RangeProofs::sum(const Range& a, const Range& b) {
  return {combined(lower::sum, a.lows, b.lows), combined(lower::sum, a.highs, b.highs)};
}

Range RangeProofs::difference(const Range& a, const Range& b) {
  return {combined(lower::difference, a.lows, b.highs), combined(lower::difference, a.highs, b.lows)};
}

// By a constant, or of factors that are not negative, which an exact one is assumed to be.
Range RangeProofs::product(const Range& a, const Range& b) {
  if (a.isExact() && b.isExact())
    return {combined(lower::product, a.lows, b.lows), combined(lower::product, a.lows, b.lows)};
  const bool is_constant = b.isExact() && b.lows[0].terms.empty();
  if (is_constant && b.lows[0].constant >= 0)
    return {combined(lower::product, a.lows, b.lows), combined(lower::product, a.highs, b.lows)};
  if (is_constant)
    return {combined(lower::product, a.highs, b.lows), combined(lower::product, a.lows, b.lows)};
  if (a.isExact() && a.lows[0].terms.empty()) return product(b, a);
  const auto is_usable = [&](const Range& x) {
    return isNonNegative(x) || (x.isExact() && assumeNonNegative(x.lows[0]));
  };
  if (!is_usable(a) || !is_usable(b)) return {};
  return {{Bound{0}}, combined(lower::product, a.highs, b.highs)};
}

}  // namespace krait::lower
