// Bounds of values as polynomials over what is known when a loop is entered, exact in the integers.
//
//   for i in range(h):
//     for j in range(1, w - 1): a[i * w + j]        1 <= i*w + j <= h*w - 2
//
// An atom is an int, or the extent of an array, from outside the loop. Comparing two bounds is asking whether
// their difference can be negative; equal atoms cancel, so that `n - 2 < n` needs no value of n.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontend/ir/ids.h"

namespace krait::lower {

struct Atom {
  ir::ValueId value;
  int axis = -1;  // of an array's extent; -1 for the value of an int
  bool operator==(const Atom&) const = default;
};

struct Limits {
  int64_t low = INT64_MIN;
  int64_t high = INT64_MAX;
};

class AtomTable {
 public:
  // The atom's number; its limits are made narrower where they are known better.
  int number(Atom atom, Limits limits = {});
  [[nodiscard]] const Atom& operator[](int number) const { return atoms_[static_cast<size_t>(number)]; }
  [[nodiscard]] Limits limits(int number) const { return limits_[static_cast<size_t>(number)]; }

 private:
  std::vector<Atom> atoms_;
  std::vector<Limits> limits_;
};

// coefficient * first [* second]
struct Term {
  int first;
  int second = -1;
  int64_t coefficient;
  bool operator==(const Term&) const = default;
};

struct Bound {
  int64_t constant = 0;
  std::vector<Term> terms = {};  // sorted by atoms, no coefficient is 0
  bool operator==(const Bound&) const = default;

  static Bound ofAtom(int number) { return {0, {{number, -1, 1}}}; }
};

// Nothing where the result would be of degree 3, or a coefficient out of 64 bits.
using MaybeBound = std::optional<Bound>;
[[nodiscard]] MaybeBound sum(const MaybeBound&, const MaybeBound&);
[[nodiscard]] MaybeBound difference(const MaybeBound&, const MaybeBound&);
[[nodiscard]] MaybeBound product(const MaybeBound&, const MaybeBound&);

// The least and the largest value within the atoms' limits.
[[nodiscard]] __int128 least(const Bound&, const AtomTable&);
[[nodiscard]] __int128 largest(const Bound&, const AtomTable&);
[[nodiscard]] bool fitsInt64(const Bound&, const AtomTable&);

}  // namespace krait::lower
