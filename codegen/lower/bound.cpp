// Arithmetic of bounds.
#include "codegen/lower/bound.h"

#include <algorithm>
#include <array>

namespace krait::lower {
namespace {

constexpr size_t kMaxTerms = 8;
// Far outside of 64 bits, and sums of kMaxTerms of them stay in 128.
constexpr __int128 kHuge = static_cast<__int128>(1) << 120;

__int128 clipped(__int128 value) { return std::clamp(value, -kHuge, kHuge); }

bool comesBefore(const Term& a, const Term& b) {
  return a.first != b.first ? a.first < b.first : a.second < b.second;
}

bool addTerm(std::vector<Term>& terms, const Term& term) {
  const auto place = std::lower_bound(terms.begin(), terms.end(), term, comesBefore);
  if (place == terms.end() || comesBefore(term, *place)) {
    terms.insert(place, term);
    return terms.size() <= kMaxTerms;
  }
  if (__builtin_add_overflow(place->coefficient, term.coefficient, &place->coefficient)) return false;
  if (place->coefficient == 0) terms.erase(place);
  return true;
}

std::optional<Term> productOf(const Term& a, const Term& b) {
  if (a.second >= 0 || b.second >= 0) return std::nullopt;
  Term term{std::min(a.first, b.first), std::max(a.first, b.first), 0};
  if (__builtin_mul_overflow(a.coefficient, b.coefficient, &term.coefficient)) return std::nullopt;
  return term;
}

MaybeBound scaled(const Bound& bound, int64_t factor) {
  Bound result;
  if (__builtin_mul_overflow(bound.constant, factor, &result.constant)) return std::nullopt;
  for (Term term : bound.terms) {
    if (__builtin_mul_overflow(term.coefficient, factor, &term.coefficient)) return std::nullopt;
    if (term.coefficient != 0) result.terms.push_back(term);
  }
  return result;
}

struct Extremes {
  __int128 low, high;
};

Extremes extremesOf(const Term& term, const AtomTable& atoms) {
  const Limits a = atoms.limits(term.first);
  std::array<__int128, 4> corners{a.low, a.low, a.high, a.high};
  if (term.second >= 0) {
    const Limits b = atoms.limits(term.second);
    const std::array<__int128, 4> factors{b.low, b.high, b.low, b.high};
    for (size_t k = 0; k < 4; ++k) corners[k] = clipped(corners[k] * factors[k]);
  }
  // Clipped before they are scaled: 120 bits of which times 64 would not fit.
  for (__int128& corner : corners) {
    __int128 value;
    const bool is_huge = __builtin_mul_overflow(corner, static_cast<__int128>(term.coefficient), &value);
    corner = is_huge ? ((corner < 0) == (term.coefficient < 0) ? kHuge : -kHuge) : clipped(value);
  }
  const auto [low, high] = std::minmax_element(corners.begin(), corners.end());
  return {*low, *high};
}

}  // namespace

int AtomTable::number(Atom atom, Limits limits) {
  auto place = std::find(atoms_.begin(), atoms_.end(), atom);
  const auto index = static_cast<size_t>(place - atoms_.begin());
  if (place == atoms_.end()) {
    atoms_.push_back(atom);
    limits_.push_back(limits);
  } else {
    limits_[index] = {std::max(limits_[index].low, limits.low), std::min(limits_[index].high, limits.high)};
  }
  return static_cast<int>(index);
}

MaybeBound sum(const MaybeBound& a, const MaybeBound& b) {
  if (!a || !b) return std::nullopt;
  Bound result = *a;
  if (__builtin_add_overflow(a->constant, b->constant, &result.constant)) return std::nullopt;
  for (const Term& term : b->terms) {
    if (!addTerm(result.terms, term)) return std::nullopt;
  }
  return result;
}

MaybeBound difference(const MaybeBound& a, const MaybeBound& b) {
  return b ? sum(a, scaled(*b, -1)) : std::nullopt;
}

MaybeBound product(const MaybeBound& a, const MaybeBound& b) {
  if (!a || !b) return std::nullopt;
  MaybeBound result = scaled(*a, b->constant);
  for (const Term& term : b->terms) {
    result = sum(result, scaled(Bound{0, {term}}, a->constant));
    for (const Term& other : a->terms) {
      const std::optional<Term> both = productOf(term, other);
      result = both ? sum(result, Bound{0, {*both}}) : std::nullopt;
    }
  }
  return result;
}

__int128 least(const Bound& bound, const AtomTable& atoms) {
  __int128 total = bound.constant;
  for (const Term& term : bound.terms) total += extremesOf(term, atoms).low;
  return total;
}

__int128 largest(const Bound& bound, const AtomTable& atoms) {
  __int128 total = bound.constant;
  for (const Term& term : bound.terms) total += extremesOf(term, atoms).high;
  return total;
}

bool fitsInt64(const Bound& bound, const AtomTable& atoms) {
  return least(bound, atoms) >= INT64_MIN && largest(bound, atoms) <= INT64_MAX;
}

}  // namespace krait::lower
