// Bounds within which cmath's plain formulas hold, and the check of their results.
#pragma once

#include <cfloat>
#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/complex_value.h"

namespace krait::cmath {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLn2 = std::numbers::ln2;
constexpr double kLarge = DBL_MAX / 4.0;                 // above: |z| may overflow
constexpr double kRootOfLarge = 0x1.fffffffffffffp+510;  // sqrt(kLarge): above, z * z may overflow
constexpr double kLogLarge = 0x1.6232bdd7abcd2p+9;       // log(kLarge): above, exp(z) may overflow
constexpr double kRootOfSmallest = 0x1p-511;             // sqrt(DBL_MIN): below, z * z vanishes

inline void noteOverflow(Complex z, Fault& fault) {
  if (std::isinf(z.re) || std::isinf(z.im)) fault = Fault::range;
}

inline bool isLarge(Complex z) { return std::fabs(z.re) > kLarge || std::fabs(z.im) > kLarge; }

// log(2 |z|) for a z that isLarge.
inline double logTwiceSize(Complex z) { return std::log(std::hypot(z.re / 2.0, z.im / 2.0)) + kLn2 * 2.0; }

}  // namespace krait::cmath
