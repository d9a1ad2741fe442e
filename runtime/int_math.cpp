// Integer powers, divisors, roots and counting functions; conventions in int_math.h.
#include "runtime/int_math.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "runtime/raise.h"

namespace krait {
namespace {

using Wide = unsigned __int128;

constexpr int64_t kLargestFactorial = 20;  // 21! needs 66 bits
constexpr double kTwoTo63 = 9223372036854775808.0;

[[noreturn]] void raiseOverflow(kr_context* ctx, const char* operation) {
  raiseText(ctx, kr_error_integer_overflow, operation);
}

// |value|, also for the most negative number.
uint64_t magnitude(int64_t value) {
  return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

int64_t checked(kr_context* ctx, Wide value, const char* operation) {
  if (value > static_cast<Wide>(INT64_MAX)) raiseOverflow(ctx, operation);
  return static_cast<int64_t>(value);
}

bool isExactDouble(int64_t value) { return magnitude(value) <= (uint64_t{1} << 53); }

// left / right for magnitudes: an integer quotient of at least 55 bits whose lowest bit also stands for all
// that was cut off, so that its conversion is the only rounding.
double divideMagnitudes(uint64_t left, uint64_t right) {
  int shift = std::max(0, 56 + int(std::bit_width(right)) - int(std::bit_width(left)));
  Wide dividend = static_cast<Wide>(left) << shift;
  uint64_t quotient = static_cast<uint64_t>(dividend / right);
  bool inexact = dividend % right != 0;
  return std::ldexp(static_cast<double>(quotient | (inexact ? 1 : 0)), -shift);
}

uint64_t wrappingPow(uint64_t base, uint64_t exponent) {
  uint64_t result = 1;
  for (; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}

uint64_t lcmOf(uint64_t left, uint64_t right) {
  uint64_t divisor = std::gcd(left, right);
  return divisor == 0 ? 0 : left / divisor * right;
}

void checkCounts(kr_context* ctx, int64_t n, int64_t k) {
  if (n < 0) raiseText(ctx, kr_error_value_error, "n must be a non-negative integer");
  if (k < 0) raiseText(ctx, kr_error_value_error, "k must be a non-negative integer");
}

}  // namespace
}  // namespace krait

using namespace krait;

// The square of the base is not taken after the exponent's last bit: (-2)**63 must not overflow on the way.
int64_t kr_int_pow(kr_context* ctx, int64_t base, int64_t exponent) {
  if (exponent < 0) raise(ctx, kr_error_int_to_negative_power);
  int64_t result = 1;
  bool overflow = false;
  while (exponent != 0) {
    if (exponent & 1) overflow |= __builtin_mul_overflow(result, base, &result);
    exponent >>= 1;
    if (exponent != 0) overflow |= __builtin_mul_overflow(base, base, &base);
    if (overflow) raiseOverflow(ctx, "**");
  }
  return result;
}

double kr_int_true_divide(kr_context* ctx, int64_t left, int64_t right) {
  if (right == 0) raise(ctx, kr_error_division_by_zero);
  if (isExactDouble(left) && isExactDouble(right)) {
    return static_cast<double>(left) / static_cast<double>(right);
  }
  double quotient = divideMagnitudes(magnitude(left), magnitude(right));
  return (left < 0) != (right < 0) ? -quotient : quotient;
}

int64_t kr_int_round(kr_context* ctx, int64_t value, int64_t digits) {
  if (digits >= 0) return value;
  if (digits < -19) return 0;
  uint64_t unit = wrappingPow(10, static_cast<uint64_t>(-digits));
  uint64_t size = magnitude(value);
  uint64_t rest = size % unit;
  Wide rounded = size - rest;
  bool odd = (size / unit & 1) != 0;
  if (rest > unit / 2 || (rest == unit / 2 && odd)) rounded += unit;
  if (value < 0 && rounded == Wide{1} << 63) return INT64_MIN;
  int64_t result = checked(ctx, rounded, "round()");
  return value < 0 ? -result : result;
}

int32_t kr_int_compare_float(int64_t left, double right) {
  if (right != right) return 2;
  if (right >= kTwoTo63) return -1;
  if (right < -kTwoTo63) return 1;
  int64_t whole = static_cast<int64_t>(right);
  if (left != whole) return left < whole ? -1 : 1;
  double fraction = right - static_cast<double>(whole);
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
}

int64_t kr_math_gcd(kr_context* ctx, int64_t left, int64_t right) {
  return checked(ctx, std::gcd(magnitude(left), magnitude(right)), "math.gcd");
}

int64_t kr_math_lcm(kr_context* ctx, int64_t left, int64_t right) {
  uint64_t divisor = std::gcd(magnitude(left), magnitude(right));
  if (left == 0 || right == 0) return 0;
  return checked(ctx, static_cast<Wide>(magnitude(left) / divisor) * magnitude(right), "math.lcm");
}

// The double root of a number below 2^63 is off by one at most.
int64_t kr_math_isqrt(kr_context* ctx, int64_t value) {
  if (value < 0) raiseText(ctx, kr_error_value_error, "isqrt() argument must be nonnegative");
  uint64_t root = static_cast<uint64_t>(std::sqrt(static_cast<double>(value)));
  while (root * root > static_cast<uint64_t>(value)) --root;
  while ((root + 1) * (root + 1) <= static_cast<uint64_t>(value)) ++root;
  return static_cast<int64_t>(root);
}

// After step i the product is comb(n - k + i, i), so every division is exact; it at least doubles each time.
int64_t kr_math_comb(kr_context* ctx, int64_t n, int64_t k) {
  checkCounts(ctx, n, k);
  if (k > n) return 0;
  k = std::min(k, n - k);
  int64_t result = 1;
  for (int64_t i = 1; i <= k; ++i) {
    Wide product = static_cast<Wide>(result) * static_cast<Wide>(n - k + i);
    result = checked(ctx, product / static_cast<Wide>(i), "math.comb");
  }
  return result;
}

int64_t kr_math_perm(kr_context* ctx, int64_t n, int64_t k) {
  checkCounts(ctx, n, k);
  if (k > n) return 0;
  int64_t result = 1;
  for (int64_t i = 0; i < k; ++i) {
    if (__builtin_mul_overflow(result, n - i, &result)) raiseOverflow(ctx, "math.perm");
  }
  return result;
}

int64_t kr_math_factorial(kr_context* ctx, int64_t n) {
  if (n < 0) raiseText(ctx, kr_error_value_error, "factorial() not defined for negative values");
  if (n > kLargestFactorial) raiseOverflow(ctx, "math.factorial");
  int64_t result = 1;
  for (int64_t i = 2; i <= n; ++i) result *= i;
  return result;
}

int64_t kr_numpy_pow_signed(kr_context* ctx, int64_t base, int64_t exponent) {
  if (exponent < 0) raise(ctx, kr_error_numpy_int_to_negative_power);
  return static_cast<int64_t>(wrappingPow(static_cast<uint64_t>(base), static_cast<uint64_t>(exponent)));
}

uint64_t kr_numpy_pow_unsigned(uint64_t base, uint64_t exponent) { return wrappingPow(base, exponent); }

int64_t kr_numpy_gcd_signed(int64_t left, int64_t right) {
  return static_cast<int64_t>(std::gcd(magnitude(left), magnitude(right)));
}

uint64_t kr_numpy_gcd_unsigned(uint64_t left, uint64_t right) { return std::gcd(left, right); }

int64_t kr_numpy_lcm_signed(int64_t left, int64_t right) {
  return static_cast<int64_t>(lcmOf(magnitude(left), magnitude(right)));
}

uint64_t kr_numpy_lcm_unsigned(uint64_t left, uint64_t right) { return lcmOf(left, right); }

int64_t kr_numpy_floor_divide(int64_t left, int64_t right) {
  if (right == 0) return 0;
  if (right == -1) return static_cast<int64_t>(-static_cast<uint64_t>(left));
  const int64_t quotient = left / right;
  const int64_t rest = left % right;
  return quotient - (rest != 0 && (rest ^ right) < 0 ? 1 : 0);
}

int64_t kr_numpy_remainder(int64_t left, int64_t right) {
  if (right == 0 || right == -1) return 0;
  const int64_t rest = left % right;
  return rest != 0 && (rest ^ right) < 0 ? rest + right : rest;
}
