// Exact summation (J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric predicates",
// 1997): the sum so far is kept as doubles that do not overlap, smallest first, none of them zero. Contraction to fma must
// stay off in this file.
#include "runtime/exact_sum.h"

#include <cmath>
#include <utility>

#include "runtime/raise.h"

namespace krait {
namespace {

// a + b as a rounded sum and what was lost.
struct TwoSum {
  double sum;
  double lost;
};

TwoSum addLargerFirst(double larger, double smaller) {
  double sum = larger + smaller;
  return {sum, smaller - (sum - larger)};
}

// Infinities and nans are summed apart: they decide the result.
void addSpecial(kr_context* ctx, kr_exact_sum* sum, double x) {
  if (std::isfinite(x)) raiseText(ctx, kr_error_overflow_error, "intermediate overflow in fsum");
  if (std::isinf(x)) sum->infinities += x;
  sum->special += x;
  sum->count = 0;
}

// The rest below `lost` decides a tie: if it has the same sign, the exact sum is beyond the middle.
double breakTie(double sum, double lost, double below) {
  bool beyond = (lost < 0.0 && below < 0.0) || (lost > 0.0 && below > 0.0);
  double twice = lost * 2.0;
  double other = sum + twice;
  return beyond && twice == other - sum ? other : sum;
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_math_fsum_begin(kr_exact_sum* sum) {
  sum->count = 0;
  sum->special = sum->infinities = 0.0;
}

void kr_math_fsum_add(kr_context* ctx, kr_exact_sum* sum, double x) {
  double rest = x;
  int64_t kept = 0;
  for (int64_t i = 0; i < sum->count; ++i) {
    double part = sum->parts[i];
    if (std::fabs(rest) < std::fabs(part)) std::swap(rest, part);
    TwoSum both = addLargerFirst(rest, part);
    if (both.lost != 0.0) sum->parts[kept++] = both.lost;
    rest = both.sum;
  }
  sum->count = kept;
  if (rest == 0.0) return;
  if (!std::isfinite(rest)) return addSpecial(ctx, sum, x);
  sum->parts[sum->count++] = rest;
}

double kr_math_fsum_end(kr_context* ctx, const kr_exact_sum* sum) {
  if (sum->special != 0.0) {
    if (std::isnan(sum->infinities)) raiseText(ctx, kr_error_value_error, "-inf + inf in fsum");
    return sum->special;
  }
  int64_t left = sum->count;
  if (left == 0) return 0.0;
  TwoSum total{sum->parts[--left], 0.0};
  while (left > 0 && total.lost == 0.0) total = addLargerFirst(total.sum, sum->parts[--left]);
  return left > 0 ? breakTie(total.sum, total.lost, sum->parts[left - 1]) : total.sum;
}
