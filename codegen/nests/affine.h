// Python ints as sums: a constant, and loop items and other values times small numbers.
//
//   %4 = convert %one : int
//   %5 = sub %i, %4 : int        is  %i - 1
//
// A value that is no sum is a term itself, whatever it comes from: who asks has to look at the terms.
#pragma once

#include <optional>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::nests {

struct Term {
  ir::ValueId value;
  int64_t factor;

  bool operator==(const Term&) const = default;
};

struct Affine {
  int64_t constant = 0;
  std::vector<Term> terms;  // in the order of their values, none with a factor of 0

  [[nodiscard]] int64_t factor(ir::ValueId value) const;
  bool operator==(const Affine&) const = default;
};

// Terms, factors and constants are small: if no term is above kLargestTerm, neither the sum nor a part of it overflows.
constexpr int64_t kLargestTerm = int64_t{1} << 40;

// Nothing if the value is no Python int, or the sum not small.
[[nodiscard]] std::optional<Affine> affineOf(const ir::Module&, const ir::Function&, ir::ValueId);

}  // namespace krait::nests
