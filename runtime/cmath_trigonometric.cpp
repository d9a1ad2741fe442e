// cmath: circular and hyperbolic functions and their inverses (W. Kahan, "Branch cuts for complex elementary
// functions", 1987). The circular ones are the hyperbolic ones of i z.
#include <cmath>
#include <numbers>

#include "runtime/cmath_limits.h"
#include "runtime/cmath_special.h"

namespace krait::cmath {
namespace {

// cosh(x - 1) * e and sinh(x - 1) * e are finite a little beyond where cosh(x) and sinh(x) stop.
struct Hyperbolic {
  double cosh;
  double sinh;
  double factor;
};

Hyperbolic hyperbolicOf(double x) {
  if (std::fabs(x) <= kLogLarge) return {std::cosh(x), std::sinh(x), 1.0};
  double nearer = x - std::copysign(1.0, x);
  return {std::cosh(nearer), std::sinh(nearer), std::numbers::e};
}

// atanh for a real part that is positive or 0.
Complex atanhOfRight(Complex z, Fault& fault) {
  double height = std::fabs(z.im);
  if (z.re > kRootOfLarge || height > kRootOfLarge) {
    double half = std::hypot(z.re / 2.0, z.im / 2.0);
    return {z.re / 4.0 / half / half, -std::copysign(std::numbers::pi / 2.0, -z.im)};
  }
  if (z.re == 1.0 && height == 0.0) {
    fault = Fault::domain;
    return {kInf, z.im};
  }
  if (z.re == 1.0 && height < kRootOfSmallest) {
    return {-std::log(std::sqrt(height) / std::sqrt(std::hypot(height, 2.0))),
            std::copysign(std::atan2(2.0, -height) / 2, z.im)};
  }
  double below = 1.0 - z.re;
  return {std::log1p(4.0 * z.re / (below * below + height * height)) / 4.0,
          -std::atan2(-2.0 * z.im, below * (1 + z.re) - height * height) / 2.0};
}

}  // namespace

Complex cosh(Complex z, Fault& fault) {
  if (isInfiniteWithAngle(z)) {
    return {std::copysign(kInf, std::cos(z.im)),
            std::copysign(kInf, z.re > 0 ? std::sin(z.im) : -std::sin(z.im))};
  }
  if (!isFinite(z)) return specialValue(kCoshValues, z, fault);
  Hyperbolic x = hyperbolicOf(z.re);
  Complex result{std::cos(z.im) * x.cosh * x.factor, std::sin(z.im) * x.sinh * x.factor};
  noteOverflow(result, fault);
  return result;
}

Complex sinh(Complex z, Fault& fault) {
  if (isInfiniteWithAngle(z)) {
    double re = z.re > 0 ? std::cos(z.im) : -std::cos(z.im);
    return {std::copysign(kInf, re), std::copysign(kInf, std::sin(z.im))};
  }
  if (!isFinite(z)) return specialValue(kSinhValues, z, fault);
  Hyperbolic x = hyperbolicOf(z.re);
  Complex result{std::cos(z.im) * x.sinh * x.factor, std::sin(z.im) * x.cosh * x.factor};
  noteOverflow(result, fault);
  return result;
}

Complex tanh(Complex z, Fault& fault) {
  if (isInfiniteWithAngle(z)) {
    return {std::copysign(1.0, z.re), std::copysign(0.0, 2.0 * std::sin(z.im) * std::cos(z.im))};
  }
  if (!isFinite(z)) return specialValue(kTanhValues, z, fault);
  if (std::fabs(z.re) > kLogLarge) {
    return {std::copysign(1.0, z.re),
            4.0 * std::sin(z.im) * std::cos(z.im) * std::exp(-2.0 * std::fabs(z.re))};
  }
  double tx = std::tanh(z.re), ty = std::tan(z.im), cx = 1.0 / std::cosh(z.re);
  double product = tx * ty;
  double denominator = 1.0 + product * product;
  return {tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx};
}

Complex cos(Complex z, Fault& fault) { return cosh(timesI(z), fault); }
Complex sin(Complex z, Fault& fault) { return overI(sinh(timesI(z), fault)); }
Complex tan(Complex z, Fault& fault) { return overI(tanh(timesI(z), fault)); }

Complex acos(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kAcosValues, z, fault);
  if (isLarge(z)) {
    return {std::atan2(std::fabs(z.im), z.re), std::copysign(logTwiceSize(z), -z.im)};
  }
  Complex below = sqrt({1.0 - z.re, -z.im}, fault);
  Complex above = sqrt({1.0 + z.re, z.im}, fault);
  return {2.0 * std::atan2(below.re, above.re), std::asinh(above.re * below.im - above.im * below.re)};
}

Complex acosh(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kAcoshValues, z, fault);
  if (isLarge(z)) return {logTwiceSize(z), std::atan2(z.im, z.re)};
  Complex below = sqrt({z.re - 1.0, z.im}, fault);
  Complex above = sqrt({z.re + 1.0, z.im}, fault);
  return {std::asinh(below.re * above.re + below.im * above.im), 2.0 * std::atan2(below.im, above.re)};
}

Complex asinh(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kAsinhValues, z, fault);
  if (isLarge(z)) {
    return {std::copysign(logTwiceSize(z), z.re), std::atan2(z.im, std::fabs(z.re))};
  }
  Complex above = sqrt({1.0 + z.im, -z.re}, fault);
  Complex below = sqrt({1.0 - z.im, z.re}, fault);
  return {std::asinh(above.re * below.im - below.re * above.im),
          std::atan2(z.im, above.re * below.re - above.im * below.im)};
}

Complex atanh(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kAtanhValues, z, fault);
  if (std::signbit(z.re)) return negate(atanhOfRight(negate(z), fault));
  return atanhOfRight(z, fault);
}

Complex asin(Complex z, Fault& fault) { return overI(asinh(timesI(z), fault)); }
Complex atan(Complex z, Fault& fault) { return overI(atanh(timesI(z), fault)); }

}  // namespace krait::cmath
