// Integer functions against values from Python, with their limits and exceptions.
#include "runtime/int_math.h"

#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

using IntMathTest = InContext;

TEST_F(IntMathTest, PowIsExactOrRaises) {
  auto pow = [&](int64_t a, int64_t b) { return valueOf([&] { return kr_int_pow(ctx, a, b); }); };
  EXPECT_EQ(pow(0, 0), 1);
  EXPECT_EQ(pow(3, 39), 4052555153018976267);
  EXPECT_EQ(pow(-2, 63), INT64_MIN);
  EXPECT_EQ(pow(2, 62), int64_t{1} << 62);
  EXPECT_EQ(pow(-1, INT64_MAX), -1);
  EXPECT_EQ(pow(INT64_MIN, 1), INT64_MIN);
  EXPECT_EQ(errorOf([&] { kr_int_pow(ctx, 2, 63); }), kr_error_integer_overflow);
  EXPECT_EQ(errorText(), "**");
  EXPECT_EQ(errorOf([&] { kr_int_pow(ctx, 3, INT64_MAX); }), kr_error_integer_overflow);
  EXPECT_EQ(errorOf([&] { kr_int_pow(ctx, 2, -1); }), kr_error_int_to_negative_power);
}

TEST_F(IntMathTest, TrueDivisionIsCorrectlyRounded) {
  auto divide = [&](int64_t a, int64_t b) { return valueOf([&] { return kr_int_true_divide(ctx, a, b); }); };
  EXPECT_SAME(divide(1, 3), 1.0 / 3.0);
  EXPECT_SAME(divide(0, -5), -0.0);
  EXPECT_SAME(divide(INT64_MIN, INT64_MIN), 1.0);
  EXPECT_SAME(divide(9007199254740993, 1), 9007199254740992.0);
  EXPECT_SAME(divide(9007199254740995, 1), 9007199254740996.0);
  EXPECT_SAME(divide(27021597764222979, 3), 9007199254740992.0);  // a tie only before the division
  EXPECT_SAME(divide(-9223372036854775807, 9223372036854775806), -1.0);
  EXPECT_EQ(errorOf([&] { kr_int_true_divide(ctx, 1, 0); }), kr_error_division_by_zero);
}

TEST_F(IntMathTest, RoundToTensIsHalfEven) {
  auto round = [&](int64_t value, int64_t digits) {
    return valueOf([&] { return kr_int_round(ctx, value, digits); });
  };
  EXPECT_EQ(round(25, -1), 20);
  EXPECT_EQ(round(35, -1), 40);
  EXPECT_EQ(round(-25, -1), -20);
  EXPECT_EQ(round(26, -1), 30);
  EXPECT_EQ(round(26, 3), 26);
  EXPECT_EQ(round(123, -20), 0);
  EXPECT_EQ(round(5000000000000000000, -19), 0);
  EXPECT_EQ(errorOf([&] { kr_int_round(ctx, INT64_MAX, -1); }), kr_error_integer_overflow);
  EXPECT_EQ(errorOf([&] { kr_int_round(ctx, INT64_MAX, -19); }), kr_error_integer_overflow);
}

TEST_F(IntMathTest, ComparisonWithFloatIsExact) {
  int64_t odd = (int64_t{1} << 53) + 1;
  EXPECT_EQ(kr_int_compare_float(odd, 9007199254740992.0), 1);
  EXPECT_EQ(kr_int_compare_float(INT64_MAX, 9223372036854775808.0), -1);
  EXPECT_EQ(kr_int_compare_float(INT64_MIN, -9223372036854775808.0), 0);
  EXPECT_EQ(kr_int_compare_float(2, 2.5), -1);
  EXPECT_EQ(kr_int_compare_float(-2, -2.5), 1);
  EXPECT_EQ(kr_int_compare_float(0, -INFINITY), 1);
  EXPECT_EQ(kr_int_compare_float(0, NAN), 2);
}

TEST_F(IntMathTest, DivisorsAndMultiples) {
  EXPECT_EQ(valueOf([&] { return kr_math_gcd(ctx, -12, 18); }), 6);
  EXPECT_EQ(valueOf([&] { return kr_math_gcd(ctx, 0, 0); }), 0);
  EXPECT_EQ(valueOf([&] { return kr_math_gcd(ctx, INT64_MIN, 6); }), 2);
  EXPECT_EQ(errorOf([&] { kr_math_gcd(ctx, INT64_MIN, 0); }), kr_error_integer_overflow);
  EXPECT_EQ(errorText(), "math.gcd");
  EXPECT_EQ(valueOf([&] { return kr_math_lcm(ctx, -4, 6); }), 12);
  EXPECT_EQ(valueOf([&] { return kr_math_lcm(ctx, 0, INT64_MIN); }), 0);
  EXPECT_EQ(errorOf([&] { kr_math_lcm(ctx, INT64_MAX, 2); }), kr_error_integer_overflow);
}

TEST_F(IntMathTest, IntegerSquareRoot) {
  auto isqrt = [&](int64_t value) { return valueOf([&] { return kr_math_isqrt(ctx, value); }); };
  EXPECT_EQ(isqrt(0), 0);
  EXPECT_EQ(isqrt(15), 3);
  EXPECT_EQ(isqrt(16), 4);
  EXPECT_EQ(isqrt(INT64_MAX), 3037000499);
  EXPECT_EQ(isqrt(int64_t{3037000499} * 3037000499 - 1), 3037000498);
  EXPECT_EQ(errorOf([&] { kr_math_isqrt(ctx, -1); }), kr_error_value_error);
  EXPECT_EQ(errorText(), "isqrt() argument must be nonnegative");
}

TEST_F(IntMathTest, CountingFunctions) {
  EXPECT_EQ(valueOf([&] { return kr_math_comb(ctx, 66, 33); }), 7219428434016265740);
  EXPECT_EQ(valueOf([&] { return kr_math_comb(ctx, INT64_MAX, 1); }), INT64_MAX);
  EXPECT_EQ(valueOf([&] { return kr_math_comb(ctx, 3, 5); }), 0);
  EXPECT_EQ(errorOf([&] { kr_math_comb(ctx, 67, 33); }), kr_error_integer_overflow);
  EXPECT_EQ(errorOf([&] { kr_math_comb(ctx, 3, -1); }), kr_error_value_error);
  EXPECT_EQ(errorText(), "k must be a non-negative integer");
  EXPECT_EQ(valueOf([&] { return kr_math_perm(ctx, 20, 20); }), 2432902008176640000);
  EXPECT_EQ(errorOf([&] { kr_math_perm(ctx, 21, 21); }), kr_error_integer_overflow);
  EXPECT_EQ(valueOf([&] { return kr_math_factorial(ctx, 20); }), 2432902008176640000);
  EXPECT_EQ(errorOf([&] { kr_math_factorial(ctx, 21); }), kr_error_integer_overflow);
  EXPECT_EQ(errorOf([&] { kr_math_factorial(ctx, -1); }), kr_error_value_error);
}

TEST_F(IntMathTest, NumPyIntegersWrap) {
  EXPECT_EQ(valueOf([&] { return kr_numpy_pow_signed(ctx, 3, 41); }), -420491770248316829);
  EXPECT_EQ(static_cast<int8_t>(valueOf([&] { return kr_numpy_pow_signed(ctx, 5, 4); })), 113);
  EXPECT_EQ(errorOf([&] { kr_numpy_pow_signed(ctx, 2, -1); }), kr_error_numpy_int_to_negative_power);
  EXPECT_EQ(kr_numpy_pow_unsigned(2, 64), 0u);
  EXPECT_EQ(kr_numpy_gcd_signed(INT64_MIN, 0), INT64_MIN);
  EXPECT_EQ(kr_numpy_gcd_unsigned(UINT64_MAX, 5), 5u);
  EXPECT_EQ(kr_numpy_lcm_signed(-4, 6), 12);
  EXPECT_EQ(kr_numpy_lcm_signed(0, 0), 0);
  EXPECT_EQ(kr_numpy_lcm_unsigned(4, 6), 12u);
}

}  // namespace
}  // namespace krait::test
