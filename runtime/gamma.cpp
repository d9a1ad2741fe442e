// math.gamma and math.lgamma by the Lanczos approximation with g = 6.0246..., N = 13: C. Lanczos, "A
// precision approximation of the gamma function" (1964), as a rational function with the published
// coefficients for 53-bit doubles (G. Pugh, "An analysis of the Lanczos gamma approximation", 2004;
// Boost.Math). CPython evaluates the same formula, and the operations are in the order that gives its
// results to the last bit.
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "runtime/float_math.h"
#include "runtime/math_fault.h"

namespace krait {
namespace {

constexpr double kG = 6.024680040776729583740234375;
constexpr double kGMinusHalf = 5.524680040776729583740234375;
constexpr double kLogPi = 1.144729885849400174143427351353058711647;
constexpr double kInf = std::numeric_limits<double>::infinity();

struct Coefficient {
  double numerator;
  double denominator;
};

constexpr std::array<Coefficient, 13> kLanczos{{
    {23531376880.410759688572007674451636754734846804940, 0.0},
    {42919803642.649098768957899047001988850926355848959, 39916800.0},
    {35711959237.355668049440185451547166705960488635843, 120543840.0},
    {17921034426.037209699919755754458931112671403265390, 150917976.0},
    {6039542586.3520280050642916443072979210699388420708, 105258076.0},
    {1439720407.3117216736632230727949123939715485786372, 45995730.0},
    {248874557.86205415651146038641322942321632125127801, 13339535.0},
    {31426415.585400194380614231628318205362874684987640, 2637558.0},
    {2876370.6289353724412254090516208496135991145378768, 357423.0},
    {186056.26539522349504029498971604569928220784236328, 32670.0},
    {8071.6720023658162106380029022722506138218516325024, 1925.0},
    {210.82427775157934587250973392071336271166969580291, 66.0},
    {2.5066282746310002701649081771338373386264310793408, 1.0},
}};

// Horner's rule in x, or in 1/x for large x, where powers of x would overflow.
double lanczosSum(double x) {
  double numerator = 0.0, denominator = 0.0;
  if (x < 5.0) {
    for (size_t i = kLanczos.size(); i-- > 0;) {
      numerator = numerator * x + kLanczos[i].numerator;
      denominator = denominator * x + kLanczos[i].denominator;
    }
  } else {
    for (const Coefficient& term : kLanczos) {
      numerator = numerator / x + term.numerator;
      denominator = denominator / x + term.denominator;
    }
  }
  return numerator / denominator;
}

// sin(pi x) without the error of multiplying a large x by pi: reduce to a quarter turn first.
double sinPi(double x) {
  constexpr double kPi = std::numbers::pi;
  double y = std::fmod(std::fabs(x), 2.0);
  double result = 0.0;
  switch (static_cast<int>(std::round(2.0 * y))) {
  case 0: result = std::sin(kPi * y); break;
  case 1: result = std::cos(kPi * (y - 0.5)); break;
  case 2: result = std::sin(kPi * (1.0 - y)); break;
  case 3: result = -std::cos(kPi * (y - 1.5)); break;
  default: result = std::sin(kPi * (y - 2.0)); break;
  }
  return std::copysign(1.0, x) * result;
}

double factorialAsDouble(int n) {
  double result = 1.0;
  for (int i = 2; i <= n; ++i) result *= i;
  return result;
}

// y + g - 1/2 as a double loses bits of its terms; gives what was lost, scaled for the correction factor.
double lostInSum(double size, double sum) {
  double lost = size > kGMinusHalf ? (sum - size) - kGMinusHalf : (sum - kGMinusHalf) - size;
  return lost * kG / sum;
}

double gammaOfPositive(double size) {
  double sum = size + kGMinusHalf;
  double result = lanczosSum(size) / std::exp(sum);
  result += lostInSum(size, sum) * result;
  if (size < 140.0) return result * std::pow(sum, size - 0.5);
  double root = std::pow(sum, size / 2.0 - 0.25);  // the whole power might overflow
  return result * root * root;
}

// By reflection: gamma(-x) = -pi / (x sin(pi x) gamma(x)).
double gammaOfNegative(double size) {
  double sum = size + kGMinusHalf;
  double result = -std::numbers::pi / sinPi(size) / size * std::exp(sum) / lanczosSum(size);
  result -= lostInSum(size, sum) * result;
  if (size < 140.0) return result / std::pow(sum, size - 0.5);
  double root = std::pow(sum, size / 2.0 - 0.25);
  return result / root / root;
}

double gammaOfFinite(double x) {
  constexpr double kTiny = 1e-20;         // below: gamma(x) is 1/x
  constexpr double kLargestExact = 23.0;  // 22! is exact in a double
  constexpr double kBeyondRange = 200.0;  // overflow, and underflow on the negative side
  double size = std::fabs(x);
  if (x == std::floor(x) && x <= kLargestExact) return factorialAsDouble(static_cast<int>(x) - 1);
  if (size < kTiny) return 1.0 / x;
  if (size > kBeyondRange) return x < 0.0 ? 0.0 / sinPi(x) : kInf;
  return x < 0.0 ? gammaOfNegative(size) : gammaOfPositive(size);
}

double logGammaOfFinite(double x) {
  if (x == 1.0 || x == 2.0) return 0.0;
  double size = std::fabs(x);
  if (size < 1e-20) return -std::log(size);
  double result = std::log(lanczosSum(size)) - kG;
  result += (size - 0.5) * (std::log(size + kG - 0.5) - 1.0);
  if (x >= 0.0) return result;
  return kLogPi - std::log(std::fabs(sinPi(size))) - std::log(size) - result;
}

bool isPole(double x) { return x <= 0.0 && x == std::floor(x); }

}  // namespace
}  // namespace krait

using namespace krait;

double kr_math_gamma(kr_context* ctx, double x) {
  if (isPole(x)) raise(ctx, kr_error_math_domain);  // minus infinity among them
  if (!std::isfinite(x)) return x;
  double result = gammaOfFinite(x);
  if (std::isinf(result)) raise(ctx, kr_error_math_range);
  return result;
}

double kr_math_lgamma(kr_context* ctx, double x) {
  if (!std::isfinite(x)) return std::fabs(x);
  if (isPole(x)) raise(ctx, kr_error_math_domain);
  double result = logGammaOfFinite(x);
  if (std::isinf(result)) raise(ctx, kr_error_math_range);
  return result;
}
