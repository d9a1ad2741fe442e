// NumPy's complex functions: mostly the C library's, the rest written once for both widths.
#include "runtime/numpy_complex.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/complex_value.h"

// C99's functions, under their C names, which no C++ header declares.
extern "C" {
#define KR_NUMPY_COMPLEX(name, c99)                                                                          \
  _Complex double c99(_Complex double) noexcept;                                                             \
  _Complex float c99##f(_Complex float) noexcept;
#include "runtime/numpy_complex.def"
#undef KR_NUMPY_COMPLEX
_Complex double cpow(_Complex double, _Complex double) noexcept;
_Complex float cpowf(_Complex float, _Complex float) noexcept;
}

namespace krait {
namespace {

// Float's C99 type; a C++ template cannot write `_Complex Float`.
template <typename Float>
struct Native;
template <>
struct Native<double> {
  using Type = _Complex double;
};
template <>
struct Native<float> {
  using Type = _Complex float;
};

template <typename Float>
typename Native<Float>::Type native(ComplexOf<Float> z) {
  typename Native<Float>::Type result;
  __real__ result = z.re;
  __imag__ result = z.im;
  return result;
}

ComplexOf<double> value(_Complex double z) { return {__real__ z, __imag__ z}; }
ComplexOf<float> value(_Complex float z) { return {__real__ z, __imag__ z}; }

template <typename Float>
void store(ComplexOf<Float> z, Float* out) {
  out[0] = z.re;
  out[1] = z.im;
}

ComplexOf<double> naturalExp(ComplexOf<double> z) { return value(::cexp(native(z))); }
ComplexOf<float> naturalExp(ComplexOf<float> z) { return value(::cexpf(native(z))); }
ComplexOf<double> naturalLog(ComplexOf<double> z) { return value(::clog(native(z))); }
ComplexOf<float> naturalLog(ComplexOf<float> z) { return value(::clogf(native(z))); }
ComplexOf<double> generalPower(ComplexOf<double> a, ComplexOf<double> b) {
  return value(::cpow(native(a), native(b)));
}
ComplexOf<float> generalPower(ComplexOf<float> a, ComplexOf<float> b) {
  return value(::cpowf(native(a), native(b)));
}

template <typename Float>
ComplexOf<Float> scaled(ComplexOf<Float> z, Float factor) {
  return {z.re * factor, z.im * factor};
}

template <typename Float>
ComplexOf<Float> exp2(ComplexOf<Float> z) {
  return naturalExp(scaled(z, std::numbers::ln2_v<Float>));
}

// The real part exp(re) cos(im) - 1 = expm1(re) cos(im) - 2 sin(im / 2)^2, without cancellation.
template <typename Float>
ComplexOf<Float> expm1(ComplexOf<Float> z) {
  Float half = std::sin(z.im / 2);
  return {std::expm1(z.re) * std::cos(z.im) - 2 * half * half, std::exp(z.re) * std::sin(z.im)};
}

template <typename Float>
ComplexOf<Float> log1p(ComplexOf<Float> z) {
  Float size = std::hypot(z.re + 1, z.im);
  return {std::log(size), std::atan2(z.im, z.re + 1)};
}

template <typename Float>
ComplexOf<Float> log2(ComplexOf<Float> z) {
  return scaled(naturalLog(z), std::numbers::log2e_v<Float>);
}

template <typename Float>
ComplexOf<Float> log10(ComplexOf<Float> z) {
  return scaled(naturalLog(z), std::numbers::log10e_v<Float>);
}

// R. L. Smith's division (1962), with one reciprocal; by zero it gives inf and nan part by part.
template <typename Float>
ComplexOf<Float> quotient(ComplexOf<Float> a, ComplexOf<Float> b) {
  Float re_size = std::fabs(b.re), im_size = std::fabs(b.im);
  if (re_size == 0 && im_size == 0) return {a.re / re_size, a.im / re_size};
  if (re_size >= im_size) {
    Float ratio = b.im / b.re;
    Float scale = Float{1} / (b.re + b.im * ratio);
    return {(a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale};
  }
  Float ratio = b.re / b.im;
  Float scale = Float{1} / (b.im + b.re * ratio);
  return {(a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale};
}

template <typename Float>
ComplexOf<Float> wholePower(ComplexOf<Float> base, int exponent) {
  if (exponent == 1) return base;
  if (exponent == 2) return multiply(base, base);
  if (exponent == 3) return multiply(base, multiply(base, base));
  ComplexOf<Float> result{1, 0};
  ComplexOf<Float> power = base;
  for (int rest = std::abs(exponent);;) {
    if (rest & 1) result = multiply(result, power);
    rest >>= 1;
    if (rest == 0) break;
    power = multiply(power, power);
  }
  return exponent < 0 ? quotient({1, 0}, result) : result;
}

template <typename Float>
ComplexOf<Float> power(ComplexOf<Float> a, ComplexOf<Float> b) {
  constexpr Float kNan = std::numeric_limits<Float>::quiet_NaN();
  if (b.re == 0 && b.im == 0) return {1, 0};
  if (a.re == 0 && a.im == 0) return b.re > 0 ? ComplexOf<Float>{} : ComplexOf<Float>{kNan, kNan};
  bool whole = b.im == 0 && b.re > -100 && b.re < 100 && b.re == std::trunc(b.re);
  return whole ? wholePower(a, static_cast<int>(b.re)) : generalPower(a, b);
}

}  // namespace
}  // namespace krait

#define KR_NUMPY_COMPLEX(name, c99)                                                                          \
  void kr_numpy_c##name(double re, double im, double* out) {                                                 \
    krait::store(krait::value(::c99(krait::native<double>({re, im}))), out);                                 \
  }                                                                                                          \
  void kr_numpy_c##name##f(float re, float im, float* out) {                                                 \
    krait::store(krait::value(::c99##f(krait::native<float>({re, im}))), out);                               \
  }
#include "runtime/numpy_complex.def"
#undef KR_NUMPY_COMPLEX

#define KR_NUMPY_COMPLEX(name)                                                                               \
  void kr_numpy_c##name(double re, double im, double* out) {                                                 \
    krait::store(krait::name<double>({re, im}), out);                                                        \
  }                                                                                                          \
  void kr_numpy_c##name##f(float re, float im, float* out) {                                                 \
    krait::store(krait::name<float>({re, im}), out);                                                         \
  }
KR_NUMPY_COMPLEX(exp2)
KR_NUMPY_COMPLEX(expm1)
KR_NUMPY_COMPLEX(log1p)
KR_NUMPY_COMPLEX(log2)
KR_NUMPY_COMPLEX(log10)
#undef KR_NUMPY_COMPLEX

void kr_numpy_cdivide(double a_re, double a_im, double b_re, double b_im, double* out) {
  krait::store(krait::quotient<double>({a_re, a_im}, {b_re, b_im}), out);
}

void kr_numpy_cdividef(float a_re, float a_im, float b_re, float b_im, float* out) {
  krait::store(krait::quotient<float>({a_re, a_im}, {b_re, b_im}), out);
}

void kr_numpy_cpow(double a_re, double a_im, double b_re, double b_im, double* out) {
  krait::store(krait::power<double>({a_re, a_im}, {b_re, b_im}), out);
}

void kr_numpy_cpowf(float a_re, float a_im, float b_re, float b_im, float* out) {
  krait::store(krait::power<float>({a_re, a_im}, {b_re, b_im}), out);
}
