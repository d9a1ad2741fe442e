// Ranges of ints between bounds, and what can be proved about them.
#pragma once

#include <span>

#include "codegen/lower/bound.h"

namespace krait::lower {

// All lows are <= the value, all highs >=, the most telling first. No low: nothing is known.
struct Range {
  std::vector<Bound> lows = {}, highs = {};

  static Range exactly(const Bound& bound) { return {{bound}, {bound}}; }
  static Range between(int64_t low, int64_t high) { return {{Bound{low}}, {Bound{high}}}; }
  [[nodiscard]] bool isExact() const { return lows.size() == 1 && lows == highs; }
};

// Facts hold whenever the loop is entered, those that are local where the walk is; assumptions have to be tested in
// front of the loop if a proof is to count.
class RangeProofs {
 public:
  AtomTable atoms;
  std::vector<Bound> facts = {}, local_facts = {}, assumptions = {};  // all are >= 0
  bool may_assume = false;

  void learn(const MaybeBound& nonnegative);
  // Whether the bound is at least 0, by what is known and has been assumed.
  [[nodiscard]] bool isNonNegative(const MaybeBound&) const;
  // Proves or assumes it; false if there is no hope that it holds.
  bool assumeNonNegative(const MaybeBound&);
  // Sizes and positions are not negative: what sinks with all of them, from hardly above 0, is worth no test. Nor is
  // what no size makes up for.
  [[nodiscard]] static bool isHopeless(const Bound&);

  [[nodiscard]] bool isNonNegative(const Range&) const;
  [[nodiscard]] bool isBelow(const Range&, const MaybeBound& end) const;
  [[nodiscard]] bool fitsInt64(const Range&) const;

  [[nodiscard]] Range both(const Range& narrow, const Range& wide) const;  // of a value in both
  [[nodiscard]] Range either(const Range&, const Range&) const;            // of a value in one of them
  [[nodiscard]] static Range sum(const Range&, const Range&);
  [[nodiscard]] static Range difference(const Range&, const Range&);
  [[nodiscard]] Range product(const Range&, const Range&);
};

}  // namespace krait::lower
