// Complex numbers inside the runtime: two doubles with exactly the arithmetic written down, and cmath's
// functions as values that report a Fault instead of raising. std::complex would add C99's rules for
// infinities.
#pragma once

#include "runtime/math_fault.h"

namespace krait {

template <typename Float>
struct ComplexOf {
  Float re = 0;
  Float im = 0;
};
using Complex = ComplexOf<double>;

inline Complex negate(Complex z) { return {-z.re, -z.im}; }
inline Complex timesI(Complex z) { return {-z.im, z.re}; }
inline Complex overI(Complex z) { return {z.im, -z.re}; }

template <typename Float>
ComplexOf<Float> multiply(ComplexOf<Float> a, ComplexOf<Float> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// Python's quotient; a zero divisor is a domain fault.
Complex divide(Complex a, Complex b, Fault& fault);

}  // namespace krait

// The functions are named as in cmath, so they live in a namespace of their own.
namespace krait::cmath {

#define KR_CMATH(name) Complex name(Complex z, Fault& fault);
#include "runtime/cmath_functions.def"
#undef KR_CMATH

Complex rect(double r, double phi, Fault& fault);

}  // namespace krait::cmath
