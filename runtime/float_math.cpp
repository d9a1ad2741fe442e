// The math module on floats: the C library's values, CPython's exceptions (gamma.cpp and vector_norm.cpp
// hold the functions with algorithms of their own).
#include "runtime/float_math.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/math_fault.h"

namespace krait {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

template <double (*function)(double), kr_error_kind infinite>
double unary(kr_context* ctx, double x) {
  double result = function(x);
  if (std::isfinite(result)) [[likely]]
    return result;
  if (std::isnan(result) && !std::isnan(x)) raise(ctx, kr_error_math_domain);
  if (std::isinf(result) && std::isfinite(x)) raise(ctx, infinite);
  return result;
}

// nan from two arguments of which none is nan.
double binary(kr_context* ctx, double result, double x, double y) {
  if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) raise(ctx, kr_error_math_domain);
  return result;
}

}  // namespace
}  // namespace krait

using namespace krait;

#define KR_MATH_UNARY(name, infinite)                                                                        \
  double kr_math_##name(kr_context* ctx, double x) {                                                         \
    return unary<static_cast<double (*)(double)>(::name), kr_error_math_##infinite>(ctx, x);                 \
  }
#include "runtime/math_unary.def"
#undef KR_MATH_UNARY

double kr_math_log_base(kr_context* ctx, double x, double base) {
  double numerator = kr_math_log(ctx, x);
  double denominator = kr_math_log(ctx, base);
  if (denominator == 0.0) raise(ctx, kr_error_float_division_by_zero);
  return numerator / denominator;
}

// C99 defines every special case as the module documents it; what is left is to tell the errors apart.
double kr_math_pow(kr_context* ctx, double x, double y) {
  double result = std::pow(x, y);
  if (std::isfinite(result) || !std::isfinite(x) || !std::isfinite(y)) [[likely]]
    return result;
  bool overflow = std::isinf(result) && x != 0.0;
  raise(ctx, overflow ? kr_error_math_range : kr_error_math_domain);
}

double kr_math_fmod(kr_context* ctx, double x, double y) { return binary(ctx, std::fmod(x, y), x, y); }

double kr_math_remainder(kr_context* ctx, double x, double y) {
  return binary(ctx, std::remainder(x, y), x, y);
}

double kr_math_ldexp(kr_context* ctx, double x, int64_t exponent) {
  int64_t clamped = std::clamp<int64_t>(exponent, INT_MIN, INT_MAX);
  double result = std::ldexp(x, static_cast<int>(clamped));
  if (std::isinf(result) && std::isfinite(x)) raise(ctx, kr_error_math_range);
  return result;
}

uint8_t kr_math_isclose(kr_context* ctx, double a, double b, double relative, double absolute) {
  if (relative < 0.0 || absolute < 0.0)
    raiseText(ctx, kr_error_value_error, "tolerances must be non-negative");
  if (a == b) return 1;
  if (std::isinf(a) || std::isinf(b)) return 0;
  double difference = std::fabs(b - a);
  return difference <= std::fabs(relative * b) || difference <= std::fabs(relative * a) ||
         difference <= absolute;
}

double kr_math_frexp_mantissa(double x) {
  int exponent = 0;
  return std::isfinite(x) ? std::frexp(x, &exponent) : x;
}

int64_t kr_math_frexp_exponent(double x) {
  int exponent = 0;
  if (std::isfinite(x)) (void)std::frexp(x, &exponent);
  return exponent;
}

double kr_math_modf_fraction(double x) {
  double whole = 0.0;
  return std::modf(x, &whole);
}

// The step away from zero, or towards it where the other would be infinite.
double kr_math_ulp(double x) {
  if (std::isnan(x)) return x;
  double size = std::fabs(x);
  if (std::isinf(size)) return size;
  double above = std::nextafter(size, kInf);
  return std::isinf(above) ? size - std::nextafter(size, 0.0) : above - size;
}

double kr_math_degrees(double x) { return x * (180.0 / std::numbers::pi); }

double kr_math_radians(double x) { return x * (std::numbers::pi / 180.0); }
