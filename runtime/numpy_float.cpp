// NumPy's float functions, each written once for both widths; see numpy_float.h.
#include "runtime/numpy_float.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/floor_division.h"

namespace krait {
namespace {

template <typename Float>
Division<Float> numpyDivide(Float x, Float y) {
  if (y == 0) return {x / y, std::fmod(x, y)};
  return floorDivide(x, y);
}

// log(exp(x) + exp(y)). Equal arguments are treated apart because inf - inf is nan.
template <typename Float>
Float logAddExp(Float x, Float y) {
  if (x == y) return x + std::numbers::ln2_v<Float>;
  Float difference = x - y;
  if (difference > 0) return x + std::log1p(std::exp(-difference));
  if (difference <= 0) return y + std::log1p(std::exp(difference));
  return difference;  // nan
}

template <typename Float>
Float logAddExp2(Float x, Float y) {
  if (x == y) return x + 1;
  Float difference = x - y;
  auto log2_1p = [](Float z) { return std::numbers::log2e_v<Float> * std::log1p(z); };
  if (difference > 0) return x + log2_1p(std::exp2(-difference));
  if (difference <= 0) return y + log2_1p(std::exp2(difference));
  return difference;
}

// The distance to the next number away from zero, with the argument's sign.
template <typename Float>
Float spacing(Float x) {
  constexpr Float kInf = std::numeric_limits<Float>::infinity();
  if (std::isinf(x)) return std::numeric_limits<Float>::quiet_NaN();
  Float towards = x < 0 ? -kInf : kInf;
  return std::nextafter(x, towards) - x;
}

template <typename Float>
Float heaviside(Float x, Float at_zero) {
  if (std::isnan(x)) return x;
  if (x == 0) return at_zero;
  return x < 0 ? Float{0} : Float{1};
}

}  // namespace
}  // namespace krait

using namespace krait;

double kr_numpy_mod(double x, double y) { return numpyDivide(x, y).remainder; }
float kr_numpy_modf(float x, float y) { return numpyDivide(x, y).remainder; }
double kr_numpy_floordiv(double x, double y) { return numpyDivide(x, y).quotient; }
float kr_numpy_floordivf(float x, float y) { return numpyDivide(x, y).quotient; }

void kr_numpy_divmod(double x, double y, double* out) {
  Division<double> division = numpyDivide(x, y);
  out[0] = division.quotient;
  out[1] = division.remainder;
}

void kr_numpy_divmodf(float x, float y, float* out) {
  Division<float> division = numpyDivide(x, y);
  out[0] = division.quotient;
  out[1] = division.remainder;
}

double kr_numpy_logaddexp(double x, double y) { return logAddExp(x, y); }
float kr_numpy_logaddexpf(float x, float y) { return logAddExp(x, y); }
double kr_numpy_logaddexp2(double x, double y) { return logAddExp2(x, y); }
float kr_numpy_logaddexp2f(float x, float y) { return logAddExp2(x, y); }
double kr_numpy_spacing(double x) { return spacing(x); }
float kr_numpy_spacingf(float x) { return spacing(x); }
double kr_numpy_heaviside(double x, double at_zero) { return heaviside(x, at_zero); }
float kr_numpy_heavisidef(float x, float at_zero) { return heaviside(x, at_zero); }
