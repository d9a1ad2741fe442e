// Arithmetic of Python's complex, and the entries of the cmath module; see complex_math.h.
#include "runtime/complex_math.h"

#include <cmath>
#include <limits>

#include "runtime/complex_value.h"

namespace krait {
namespace {

constexpr double kMostExactExponent = 100.0;  // up to here a whole power is taken by multiplying

void store(Complex z, double* out) {
  out[0] = z.re;
  out[1] = z.im;
}

Complex wholePower(Complex base, int exponent) {
  Complex result{1.0, 0.0};
  for (Complex power = base; exponent != 0; power = multiply(power, power), exponent >>= 1) {
    if (exponent & 1) result = multiply(result, power);
  }
  return result;
}

Complex generalPower(Complex a, Complex b, Fault& fault) {
  if (b.re == 0.0 && b.im == 0.0) return {1.0, 0.0};
  if (a.re == 0.0 && a.im == 0.0) {
    if (b.im != 0.0 || b.re < 0.0) fault = Fault::domain;
    return {};
  }
  double size = std::hypot(a.re, a.im);
  double angle = std::atan2(a.im, a.re);
  double length = std::pow(size, b.re);
  double phase = angle * b.re;
  if (b.im != 0.0) {
    length /= std::exp(angle * b.im);
    phase += b.im * std::log(size);
  }
  if (std::isinf(phase))
    fault = Fault::domain;  // the C library's verdict on cos(inf), which CPython passes on
  return {length * std::cos(phase), length * std::sin(phase)};
}

Complex power(Complex a, Complex b, Fault& fault) {
  bool whole = b.im == 0.0 && b.re == std::floor(b.re) && std::fabs(b.re) <= kMostExactExponent;
  if (!whole) return generalPower(a, b, fault);
  int exponent = static_cast<int>(b.re);
  if (exponent > 0) return wholePower(a, exponent);
  return divide({1.0, 0.0}, wholePower(a, -exponent), fault);
}

}  // namespace

// R. L. Smith, "Algorithm 116: complex division" (1962).
Complex divide(Complex a, Complex b, Fault& fault) {
  double re_size = std::fabs(b.re), im_size = std::fabs(b.im);
  if (re_size == 0.0 && im_size == 0.0) {
    fault = Fault::domain;
    return {};
  }
  if (re_size >= im_size) {
    double ratio = b.im / b.re;
    double scale = b.re + b.im * ratio;
    return {(a.re + a.im * ratio) / scale, (a.im - a.re * ratio) / scale};
  }
  if (im_size >= re_size) {
    double ratio = b.re / b.im;
    double scale = b.re * ratio + b.im;
    return {(a.re * ratio + a.im) / scale, (a.im * ratio - a.re) / scale};
  }
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {kNan, kNan};
}

}  // namespace krait

using namespace krait;

#define KR_CMATH(name)                                                                                       \
  void kr_cmath_##name(kr_context* ctx, double re, double im, double* out) {                                 \
    Fault fault = Fault::none;                                                                               \
    store(krait::cmath::name({re, im}, fault), out);                                                         \
    raiseMathFault(ctx, fault);                                                                              \
  }
#include "runtime/cmath_functions.def"
#undef KR_CMATH

// A logarithm of zero alone is no error here, as in CPython: only the base's and the quotient's faults count.
void kr_cmath_log_base(kr_context* ctx, double re, double im, double base_re, double base_im, double* out) {
  Fault ignored = Fault::none, fault = Fault::none;
  Complex numerator = krait::cmath::log({re, im}, ignored);
  Complex denominator = krait::cmath::log({base_re, base_im}, fault);
  store(divide(numerator, denominator, fault), out);
  raiseMathFault(ctx, fault);
}

void kr_cmath_polar(kr_context* ctx, double re, double im, double* out) {
  store({std::hypot(re, im), std::atan2(im, re)}, out);
  if (std::isinf(out[0]) && std::isfinite(re) && std::isfinite(im)) raise(ctx, kr_error_math_range);
}

void kr_cmath_rect(kr_context* ctx, double r, double phi, double* out) {
  Fault fault = Fault::none;
  store(krait::cmath::rect(r, phi, fault), out);
  raiseMathFault(ctx, fault);
}

uint8_t kr_cmath_isclose(kr_context* ctx, const double* a, const double* b, double relative,
                         double absolute) {
  if (relative < 0.0 || absolute < 0.0)
    raiseText(ctx, kr_error_value_error, "tolerances must be non-negative");
  if (a[0] == b[0] && a[1] == b[1]) return 1;
  if (std::isinf(a[0]) || std::isinf(a[1]) || std::isinf(b[0]) || std::isinf(b[1])) return 0;
  double difference = std::hypot(a[0] - b[0], a[1] - b[1]);
  return difference <= relative * std::hypot(b[0], b[1]) || difference <= relative * std::hypot(a[0], a[1]) ||
         difference <= absolute;
}

double kr_complex_abs(kr_context* ctx, double re, double im) {
  double size = std::hypot(re, im);
  if (std::isinf(size) && std::isfinite(re) && std::isfinite(im)) raise(ctx, kr_error_complex_abs_overflow);
  return size;
}

void kr_complex_divide(kr_context* ctx, double a_re, double a_im, double b_re, double b_im, double* out) {
  Fault fault = Fault::none;
  store(divide({a_re, a_im}, {b_re, b_im}, fault), out);
  if (fault != Fault::none) raise(ctx, kr_error_complex_division_by_zero);
}

void kr_complex_pow(kr_context* ctx, double a_re, double a_im, double b_re, double b_im, double* out) {
  Fault fault = Fault::none;
  Complex result = power({a_re, a_im}, {b_re, b_im}, fault);
  if (fault != Fault::none) raise(ctx, kr_error_zero_to_negative_complex_power);
  if (std::isinf(result.re) || std::isinf(result.im)) raise(ctx, kr_error_complex_power_overflow);
  store(result, out);
}
