// Values of cmath's functions where an argument is infinite or nan: tables in place of cases.
#pragma once

#include <cmath>

#include "runtime/complex_value.h"

namespace krait::cmath {

// Seven rows for the real part -inf, negative, -0, 0, positive, inf, nan; in each row seven cells for the
// imaginary part, in the same order. A cell is two letters, real and imaginary part of the value:
//   z 0   o 1   q pi/4   h pi/2   t 3pi/4   p pi   i inf   n nan    (capital: negative)
// "!!" is a domain error; ".." cannot be reached: both parts finite, or handled before the table.
struct SpecialValues {
  const char* rows[7];
};

inline bool isFinite(Complex z) { return std::isfinite(z.re) && std::isfinite(z.im); }

Complex specialValue(const SpecialValues& table, Complex z, Fault& fault);

// exp, cosh, sinh, tanh and rect go round a circle there, so that the value depends on the angle itself.
inline bool isInfiniteWithAngle(Complex z) { return std::isinf(z.re) && std::isfinite(z.im) && z.im != 0.0; }

extern const SpecialValues kAcosValues, kAcoshValues, kAsinhValues, kAtanhValues, kCoshValues, kExpValues,
    kLogValues, kRectValues, kSinhValues, kSqrtValues, kTanhValues;

}  // namespace krait::cmath
