// Python's float arithmetic; see float_arithmetic.h.
#include "runtime/float_arithmetic.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "runtime/floor_division.h"
#include "runtime/raise.h"

namespace krait {
namespace {

// Beyond these no double has digits to round, or only digits to drop.
constexpr int64_t kMostDigits = 323;
constexpr int64_t kLeastDigits = -308;

// Enough for 309 digits, a point, 323 digits and an exponent.
struct DecimalText {
  char text[768];
  size_t size = 0;

  [[nodiscard]] double parse() const {
    double value = HUGE_VAL;  // stays if the text is out of range, which only overflow can make it
    std::from_chars(text, text + size, value);
    return value;
  }
};

DecimalText fixedText(double x, int digits) {
  DecimalText decimal;
  auto end =
      std::to_chars(decimal.text, decimal.text + sizeof decimal.text, x, std::chars_format::fixed, digits);
  decimal.size = static_cast<size_t>(end.ptr - decimal.text);
  return decimal;
}

// Is 0.dropped (with more after it if `sticky`) above one half, or one half exactly with an odd digit before?
bool roundsUp(std::string_view dropped, bool sticky, bool odd) {
  if (dropped[0] != '5') return dropped[0] > '5';
  bool tie = !sticky && dropped.find_first_not_of('0', 1) == std::string_view::npos;
  return !tie || odd;
}

// Adds one to a decimal number with a zero in front.
void increment(char* digits, size_t size) {
  while (digits[--size] == '9') digits[size] = '0';
  ++digits[size];
}

// Rounds a finite x >= 0 to a multiple of 10^places, places > 0, on its exact decimal digits.
double roundToTens(double x, size_t places) {
  DecimalText whole = fixedText(std::trunc(x), 0);
  if (whole.size < places) return 0.0;
  size_t kept = whole.size - places;
  DecimalText result;
  result.text[0] = '0';
  std::memcpy(result.text + 1, whole.text, kept);
  bool odd = (result.text[kept] - '0') % 2 != 0;
  std::string_view dropped(whole.text + kept, places);
  if (roundsUp(dropped, x != std::trunc(x), odd)) increment(result.text, kept + 1);
  result.text[kept + 1] = 'e';
  auto end = std::to_chars(result.text + kept + 2, result.text + sizeof result.text, places);
  result.size = static_cast<size_t>(end.ptr - result.text);
  return result.parse();
}

int64_t wholeToInt(kr_context* ctx, double whole) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (whole >= -kTwoTo63 && whole < kTwoTo63) [[likely]]
    return static_cast<int64_t>(whole);
  if (std::isnan(whole)) raise(ctx, kr_error_float_nan_to_int);
  if (std::isinf(whole)) raise(ctx, kr_error_float_infinity_to_int);
  raiseDouble(ctx, kr_error_int_out_of_range, whole);
}

}  // namespace
}  // namespace krait

using namespace krait;

double kr_float_mod(kr_context* ctx, double x, double y) {
  if (y == 0.0) raise(ctx, kr_error_float_modulo_by_zero);
  return floorDivide(x, y).remainder;
}

double kr_float_floordiv(kr_context* ctx, double x, double y) {
  if (y == 0.0) raise(ctx, kr_error_float_floordiv_by_zero);
  return floorDivide(x, y).quotient;
}

void kr_float_divmod(kr_context* ctx, double x, double y, double* out) {
  if (y == 0.0) raise(ctx, kr_error_float_divmod_by_zero);
  Division<double> division = floorDivide(x, y);
  out[0] = division.quotient;
  out[1] = division.remainder;
}

// C99 gives CPython's value wherever CPython gives one.
double kr_float_pow(kr_context* ctx, double x, double y) {
  double result = std::pow(x, y);
  if (std::isfinite(result) || !std::isfinite(x) || !std::isfinite(y)) [[likely]]
    return result;
  if (x == 0.0) raise(ctx, kr_error_zero_to_negative_power);
  raise(ctx, std::isnan(result) ? kr_error_negative_to_fraction : kr_error_power_result_too_large);
}

double kr_float_round(kr_context* ctx, double x, int64_t digits) {
  if (!std::isfinite(x) || digits > kMostDigits) return x;
  if (digits < kLeastDigits) return 0.0 * x;
  if (digits >= 0) return fixedText(x, static_cast<int>(digits)).parse();
  double size = roundToTens(std::fabs(x), static_cast<size_t>(-digits));
  if (std::isinf(size)) raiseText(ctx, kr_error_overflow_error, "rounded value too large to represent");
  return std::copysign(size, x);
}

int64_t kr_float_round_to_int(kr_context* ctx, double x) { return wholeToInt(ctx, std::rint(x)); }

int64_t kr_float_to_int(kr_context* ctx, double x) { return wholeToInt(ctx, std::trunc(x)); }

int64_t kr_float_floor_to_int(kr_context* ctx, double x) { return wholeToInt(ctx, std::floor(x)); }

int64_t kr_float_ceil_to_int(kr_context* ctx, double x) { return wholeToInt(ctx, std::ceil(x)); }
