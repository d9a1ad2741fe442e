// cmath: exp, log, sqrt and what is made of them. The formulas are W. Kahan's ("Branch cuts for complex
// elementary functions", 1987): arguments near the ends of the range are scaled so that nothing overflows
// or vanishes on the way, and signs of zero choose the side of a branch cut.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/cmath_limits.h"
#include "runtime/cmath_special.h"

namespace krait::cmath {
namespace {

constexpr double kLn10 = std::numbers::ln10;
constexpr int kScaleUp = 53;     // odd; takes a subnormal number into the normal ones
constexpr int kScaleDown = -27;  // undoes it after a square root

// log |z| where |z| is near 1: log(h) would lose what makes h different from 1.
double logNearOne(double x, double y) {
  double larger = std::max(x, y), smaller = std::min(x, y);
  return std::log1p((larger - 1.0) * (larger + 1.0) + smaller * smaller) / 2.0;
}

double logOfSize(double x, double y) {
  if (x > kLarge || y > kLarge) return std::log(std::hypot(x / 2.0, y / 2.0)) + kLn2;
  if (x < DBL_MIN && y < DBL_MIN) {
    return std::log(std::hypot(std::ldexp(x, kScaleUp), std::ldexp(y, kScaleUp))) - kScaleUp * kLn2;
  }
  double size = std::hypot(x, y);
  return 0.71 <= size && size <= 1.73 ? logNearOne(x, y) : std::log(size);
}

// sqrt((|re| + |z|) / 2) for z not 0.
double rootOfHalfSum(double x, double y) {
  if (x < DBL_MIN && y < DBL_MIN) {
    x = std::ldexp(x, kScaleUp);
    return std::ldexp(std::sqrt(x + std::hypot(x, std::ldexp(y, kScaleUp))), kScaleDown);
  }
  x /= 8.0;
  return 2.0 * std::sqrt(x + std::hypot(x, y / 8.0));
}

}  // namespace

Complex exp(Complex z, Fault& fault) {
  if (isInfiniteWithAngle(z)) {
    double size = z.re > 0 ? kInf : 0.0;
    return {std::copysign(size, std::cos(z.im)), std::copysign(size, std::sin(z.im))};
  }
  if (!isFinite(z)) return specialValue(kExpValues, z, fault);
  bool large = z.re > kLogLarge;
  double size = std::exp(large ? z.re - 1.0 : z.re);
  Complex result{size * std::cos(z.im), size * std::sin(z.im)};
  if (large) result = {result.re * std::numbers::e, result.im * std::numbers::e};
  noteOverflow(result, fault);
  return result;
}

Complex log(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kLogValues, z, fault);
  double x = std::fabs(z.re), y = std::fabs(z.im);
  double angle = std::atan2(z.im, z.re);
  if (x == 0.0 && y == 0.0) {
    fault = Fault::domain;
    return {-kInf, angle};
  }
  return {logOfSize(x, y), angle};
}

Complex log10(Complex z, Fault& fault) {
  Complex natural = log(z, fault);
  return {natural.re / kLn10, natural.im / kLn10};
}

Complex sqrt(Complex z, Fault& fault) {
  if (!isFinite(z)) return specialValue(kSqrtValues, z, fault);
  if (z.re == 0.0 && z.im == 0.0) return {0.0, z.im};
  double y = std::fabs(z.im);
  double s = rootOfHalfSum(std::fabs(z.re), y);
  double d = y / (2.0 * s);
  if (z.re >= 0.0) return {s, std::copysign(d, z.im)};
  return {d, std::copysign(s, z.im)};
}

Complex rect(double r, double phi, Fault& fault) {
  Complex polar{r, phi};
  if (isInfiniteWithAngle(polar)) {
    double re = std::copysign(kInf, std::cos(phi)), im = std::copysign(kInf, std::sin(phi));
    return r > 0 ? Complex{re, im} : Complex{-re, -im};
  }
  if (!isFinite(polar)) return specialValue(kRectValues, polar, fault);
  if (phi == 0.0) return {r, r * phi};
  return {r * std::cos(phi), r * std::sin(phi)};
}

}  // namespace krait::cmath
