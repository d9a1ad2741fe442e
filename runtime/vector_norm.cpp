// math.hypot and math.dist: the coordinates scaled by a power of two, their squares split exactly (T. J.
// Dekker, "A floating-point technique for extending the available precision", 1971) and summed with
// compensation (A. Neumaier, 1974), and the root corrected by one differential step. Within one unit in the
// last place, and the same steps as CPython's, hence the same bits. Contraction to fma must stay off in this
// file.
#include <cmath>
#include <limits>

#include "runtime/float_math.h"

namespace krait {
namespace {

// 1 + the sum of the squares added; the squares add up to less than the 1, so it is always the larger term.
class SquareSum {
 public:
  // Adds sign * x * x for |x| < 1: head * head, 2 head tail and tail * tail have no rounding error.
  void addSquare(double x, double sign) {
    constexpr double kSplitter = 134217729.0;  // 2^27 + 1
    double t = x * kSplitter;
    double head = t - (t - x);
    double tail = x - head;
    add(sign * head * head, lost_in_heads_);
    add(sign * 2.0 * head * tail, lost_in_middles_);
    add(sign * tail * tail, lost_in_tails_);
  }
  void addRounded(double square) { add(square, lost_in_heads_); }
  [[nodiscard]] double value() const {
    return sum_ - 1.0 + (lost_in_heads_ + lost_in_middles_ + lost_in_tails_);
  }

 private:
  void add(double term, double& lost) {
    double before = sum_;
    sum_ += term;
    lost += (before - sum_) + term;
  }

  double sum_ = 1.0;
  double lost_in_heads_ = 0.0;
  double lost_in_middles_ = 0.0;
  double lost_in_tails_ = 0.0;
};

// Gives |coordinate i|. A template keeps dist from needing a temporary array.
template <typename Coordinate>
double scaledNorm(Coordinate coordinate, int64_t count, int exponent) {
  double scale = std::ldexp(1.0, -exponent);
  SquareSum sum;
  for (int64_t i = 0; i < count; ++i) sum.addSquare(coordinate(i) * scale, 1.0);
  double root = std::sqrt(sum.value());
  sum.addSquare(root, -1.0);
  return (root + sum.value() / (2.0 * root)) / scale;
}

// For subnormal coordinates no power of two brings them near 1, so they are divided by the largest.
template <typename Coordinate>
double subnormalNorm(Coordinate coordinate, int64_t count, double largest) {
  SquareSum sum;
  for (int64_t i = 0; i < count; ++i) {
    double x = coordinate(i) / largest;
    sum.addRounded(x * x);
  }
  return largest * std::sqrt(sum.value());
}

template <typename Coordinate>
double norm(Coordinate coordinate, int64_t count) {
  double largest = 0.0;
  bool found_nan = false;
  for (int64_t i = 0; i < count; ++i) {
    double x = coordinate(i);
    found_nan |= std::isnan(x);
    if (x > largest) largest = x;
  }
  if (std::isinf(largest)) return largest;
  if (found_nan) return std::numeric_limits<double>::quiet_NaN();
  if (largest == 0.0 || count <= 1) return largest;
  int exponent = 0;
  (void)std::frexp(largest, &exponent);
  return exponent >= -1023 ? scaledNorm(coordinate, count, exponent)
                           : subnormalNorm(coordinate, count, largest);
}

}  // namespace
}  // namespace krait

double kr_math_hypot(const double* coordinates, int64_t count) {
  return krait::norm([=](int64_t i) { return std::fabs(coordinates[i]); }, count);
}

double kr_math_hypot2(double x, double y) {
  const double coordinates[] = {x, y};
  return kr_math_hypot(coordinates, 2);
}

double kr_math_dist(const double* p, const double* q, int64_t count) {
  return krait::norm([=](int64_t i) { return std::fabs(p[i] - q[i]); }, count);
}
