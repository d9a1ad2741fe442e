// Float arithmetic, the math module and NumPy's float functions, against values from CPython 3.11 and NumPy
// 2.
#include "runtime/float_math.h"

#include <limits>

#include "runtime/float_arithmetic.h"
#include "runtime/numpy_float.h"
#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kMax = std::numeric_limits<double>::max();
const double kNan = std::nan("");

using Unary = double (*)(kr_context*, double);
using Binary = double (*)(kr_context*, double, double);
using ToInt = int64_t (*)(kr_context*, double);

class FloatMathTest : public InContext {
 protected:
  double valueAt(Unary function, double x) {
    return valueOf([&] { return function(ctx, x); });
  }
  double valueAt(Binary function, double x, double y) {
    return valueOf([&] { return function(ctx, x, y); });
  }
  uint32_t errorAt(Unary function, double x) {
    return errorOf([&] { function(ctx, x); });
  }
  uint32_t errorAt(Binary function, double x, double y) {
    return errorOf([&] { function(ctx, x, y); });
  }
};

TEST_F(FloatMathTest, FloorDivisionAndModulo) {
  struct Case {
    double x, y, quotient, remainder;
  };
  for (const Case& c : {Case{7.5, 2, 3, 1.5},
                        {-7.5, 2, -4, 0.5},
                        {7.5, -2, -4, -0.5},
                        {-7.5, -2, 3, -1.5},
                        {0.0, -3, -0.0, -0.0},
                        {-6, 3, -2, 0.0},
                        {1, 0.1, 9, 0x1.9999999999996p-4},
                        {-1, kInf, -1, kInf},
                        {1, kInf, 0, 1},
                        {kInf, 2, kNan, kNan},
                        {2, kNan, kNan, kNan}}) {
    EXPECT_SAME(valueAt(kr_float_floordiv, c.x, c.y), c.quotient);
    EXPECT_SAME(valueAt(kr_float_mod, c.x, c.y), c.remainder);
    EXPECT_SAME(kr_numpy_floordiv(c.x, c.y), c.quotient);
    EXPECT_SAME(kr_numpy_mod(c.x, c.y), c.remainder);
    double both[2];
    EXPECT_EQ(errorOf([&] { kr_float_divmod(ctx, c.x, c.y, both); }), kr_error_none);
    EXPECT_SAME(both[0], c.quotient);
    EXPECT_SAME(both[1], c.remainder);
  }
}

TEST_F(FloatMathTest, DivisionByZeroRaisesForPythonOnly) {
  double both[2];
  EXPECT_EQ(errorAt(kr_float_floordiv, 1, 0.0), kr_error_float_floordiv_by_zero);
  EXPECT_EQ(errorAt(kr_float_mod, 1, -0.0), kr_error_float_modulo_by_zero);
  EXPECT_EQ(errorOf([&] { kr_float_divmod(ctx, 1, 0, both); }), kr_error_float_divmod_by_zero);
  kr_numpy_divmod(-1, 0.0, both);
  EXPECT_SAME(both[0], -kInf);
  EXPECT_SAME(both[1], kNan);
}

TEST_F(FloatMathTest, PowersAndTheirErrors) {
  for (Binary pow : {kr_float_pow, kr_math_pow}) {
    EXPECT_SAME(valueAt(pow, 2, 10), 1024.0);
    EXPECT_SAME(valueAt(pow, -0.0, 3), -0.0);
    EXPECT_SAME(valueAt(pow, -kInf, 3), -kInf);
    EXPECT_SAME(valueAt(pow, -1, kInf), 1.0);
    EXPECT_SAME(valueAt(pow, 1, kNan), 1.0);
    EXPECT_SAME(valueAt(pow, kNan, 0), 1.0);
    EXPECT_SAME(valueAt(pow, 0.0, -kInf), kInf);
    EXPECT_SAME(valueAt(pow, 1e-200, 2), 0.0);
  }
  EXPECT_EQ(errorAt(kr_float_pow, -0.0, -1), kr_error_zero_to_negative_power);
  EXPECT_EQ(errorAt(kr_float_pow, -8, 1.0 / 3), kr_error_negative_to_fraction);
  EXPECT_EQ(errorAt(kr_float_pow, 10, 400), kr_error_power_result_too_large);
  EXPECT_EQ(errorAt(kr_math_pow, 0, -1), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_pow, -8, 0.5), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_pow, -10, 401), kr_error_math_range);
}

TEST_F(FloatMathTest, RoundIsCorrectOnTheExactValue) {
  auto round = [&](double x, int64_t digits) {
    return valueOf([&] { return kr_float_round(ctx, x, digits); });
  };
  EXPECT_SAME(round(2.675, 2), 2.67);  // 2.675 is a little below
  EXPECT_SAME(round(0.125, 2), 0.12);
  EXPECT_SAME(round(-0.4, 0), -0.0);
  EXPECT_SAME(round(25.0, -1), 20.0);
  EXPECT_SAME(round(25.000000000000004, -1), 30.0);
  EXPECT_SAME(round(-35.0, -1), -40.0);
  EXPECT_SAME(round(51.0, -2), 100.0);
  EXPECT_SAME(round(50.0, -2), 0.0);
  EXPECT_SAME(round(999.5, -1), 1000.0);
  EXPECT_SAME(round(1e22, 5), 1e22);
  EXPECT_SAME(round(-kInf, 3), -kInf);
  EXPECT_SAME(round(1.5, -400), 0.0);
  EXPECT_SAME(round(5e-324, 400), 5e-324);
  EXPECT_EQ(errorOf([&] { kr_float_round(ctx, kMax, -308); }), kr_error_overflow_error);
  EXPECT_EQ(errorText(), "rounded value too large to represent");
}

TEST_F(FloatMathTest, ConversionsToInt) {
  struct Case {
    double x;
    int64_t to_int, floor, ceil, round;
  };
  for (const Case& c : {Case{2.5, 2, 2, 3, 2},
                        {-2.5, -2, -3, -2, -2},
                        {3.5, 3, 3, 4, 4},
                        {-0.0, 0, 0, 0, 0},
                        {-9223372036854775808.0, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN}}) {
    EXPECT_EQ(valueOf([&] { return kr_float_to_int(ctx, c.x); }), c.to_int);
    EXPECT_EQ(valueOf([&] { return kr_float_floor_to_int(ctx, c.x); }), c.floor);
    EXPECT_EQ(valueOf([&] { return kr_float_ceil_to_int(ctx, c.x); }), c.ceil);
    EXPECT_EQ(valueOf([&] { return kr_float_round_to_int(ctx, c.x); }), c.round);
  }
  for (ToInt convert :
       {kr_float_to_int, kr_float_floor_to_int, kr_float_ceil_to_int, kr_float_round_to_int}) {
    EXPECT_EQ(errorOf([&] { convert(ctx, kNan); }), kr_error_float_nan_to_int);
    EXPECT_EQ(errorOf([&] { convert(ctx, -kInf); }), kr_error_float_infinity_to_int);
    EXPECT_EQ(errorOf([&] { convert(ctx, 9223372036854775808.0); }), kr_error_int_out_of_range);
    EXPECT_EQ(context_.error_args[0].f64, 9223372036854775808.0);
  }
}

TEST_F(FloatMathTest, DomainAndRangeErrors) {
  for (Unary function : {kr_math_acos, kr_math_asin}) EXPECT_EQ(errorAt(function, 1.5), kr_error_math_domain);
  for (Unary function : {kr_math_log, kr_math_log2, kr_math_log10}) {
    EXPECT_EQ(errorAt(function, 0.0), kr_error_math_domain);
    EXPECT_EQ(errorAt(function, -kInf), kr_error_math_domain);
    EXPECT_SAME(valueAt(function, kInf), kInf);
  }
  for (Unary function : {kr_math_sin, kr_math_cos, kr_math_tan}) {
    EXPECT_EQ(errorAt(function, kInf), kr_error_math_domain);
    EXPECT_SAME(valueAt(function, kNan), kNan);
  }
  for (Unary function : {kr_math_exp, kr_math_exp2, kr_math_expm1, kr_math_sinh, kr_math_cosh}) {
    EXPECT_EQ(errorAt(function, 2000.0), kr_error_math_range);
    EXPECT_SAME(valueAt(function, kInf), kInf);
  }
  EXPECT_EQ(errorAt(kr_math_sqrt, -1), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_atanh, 1), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_acosh, 0.5), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_log1p, -1), kr_error_math_domain);
  EXPECT_SAME(valueAt(kr_math_exp, -1000), 0.0);
  EXPECT_SAME(valueAt(kr_math_sqrt, -0.0), -0.0);
}

TEST_F(FloatMathTest, TwoArgumentFunctions) {
  EXPECT_SAME(valueAt(kr_math_fmod, -7, 3), -1.0);
  EXPECT_SAME(valueAt(kr_math_fmod, 2, kInf), 2.0);
  EXPECT_EQ(errorAt(kr_math_fmod, kInf, 2), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_fmod, 1, 0), kr_error_math_domain);
  EXPECT_SAME(valueAt(kr_math_remainder, 5, 2), 1.0);
  EXPECT_SAME(valueAt(kr_math_remainder, 7, 2), -1.0);
  EXPECT_EQ(errorAt(kr_math_remainder, 1, 0), kr_error_math_domain);
  EXPECT_SAME(valueAt(kr_math_log_base, 8, 2), 3.0);
  EXPECT_EQ(errorAt(kr_math_log_base, 8, 1), kr_error_float_division_by_zero);
  EXPECT_EQ(errorAt(kr_math_log_base, 8, -1), kr_error_math_domain);
}

TEST_F(FloatMathTest, PartsOfFloats) {
  EXPECT_SAME(kr_math_frexp_mantissa(-12.0), -0.75);
  EXPECT_EQ(kr_math_frexp_exponent(-12.0), 4);
  EXPECT_EQ(kr_math_frexp_exponent(kInf), 0);
  EXPECT_SAME(kr_math_modf_fraction(-2.5), -0.5);
  EXPECT_SAME(kr_math_modf_fraction(-kInf), -0.0);
  EXPECT_SAME(kr_math_ulp(1.0), 0x1p-52);
  EXPECT_SAME(kr_math_ulp(kMax), 0x1p971);
  EXPECT_SAME(kr_math_ulp(-0.0), 5e-324);
  EXPECT_SAME(kr_math_degrees(kr_math_radians(180.0)), 180.0);
  EXPECT_SAME(valueOf([&] { return kr_math_ldexp(ctx, 0.75, 4); }), 12.0);
  EXPECT_SAME(valueOf([&] { return kr_math_ldexp(ctx, -1, INT64_MIN); }), -0.0);
  EXPECT_SAME(valueOf([&] { return kr_math_ldexp(ctx, kInf, INT64_MAX); }), kInf);
  EXPECT_EQ(errorOf([&] { kr_math_ldexp(ctx, 1, INT64_MAX); }), kr_error_math_range);
}

TEST_F(FloatMathTest, IsClose) {
  auto close = [&](double a, double b, double relative, double absolute) {
    return valueOf([&] { return kr_math_isclose(ctx, a, b, relative, absolute); });
  };
  EXPECT_EQ(close(1, 1 + 1e-10, 1e-9, 0), 1);
  EXPECT_EQ(close(1, 1 + 1e-8, 1e-9, 0), 0);
  EXPECT_EQ(close(kInf, kInf, 0, 0), 1);
  EXPECT_EQ(close(kInf, kMax, 1, kInf), 0);
  EXPECT_EQ(close(kNan, kNan, 1, 1), 0);
  EXPECT_EQ(errorOf([&] { kr_math_isclose(ctx, 1, 1, -1, 0); }), kr_error_value_error);
}

TEST_F(FloatMathTest, GammaAndItsLogarithm) {
  struct Case {
    double x, value;
  };
  for (const Case& c : {Case{0.5, 0x1.c5bf891b4ef6ap+0},
                        {3.7, 0x1.0aebf5759a453p+2},
                        {-2.5, -0x1.e3ff812e32181p-1},
                        {171.5, 0x1.0e1863dcad78ap+1023},
                        {-170.5, -0x1.7d2374dfcda79p-1022},
                        {1e-05, 0x1.869f6c3c3e0bap+16},
                        {145.3, 0x1.b94a8f0815bc4p+831}}) {
    EXPECT_DOUBLE_EQ(valueAt(kr_math_gamma, c.x), c.value);
  }
  for (const Case& c : {Case{0.5, 0x1.250d048e7a1c0p-1},
                        {3.7, 0x1.6d9625e359b88p+0},
                        {-2.5, -0x1.ccbf9f5ed0f60p-5},
                        {1e10, 0x1.9a43710f467c1p+37},
                        {171.5, 0x1.6292532a8beaap+9},
                        {-1e-21, 0x1.82d59465dffacp+5},
                        {100.0, 0x1.67225b4879462p+8}}) {
    EXPECT_DOUBLE_EQ(valueAt(kr_math_lgamma, c.x), c.value);
  }
  EXPECT_SAME(valueAt(kr_math_gamma, 23), 1124000727777607680000.0);
  EXPECT_SAME(valueAt(kr_math_gamma, -200.5), -0.0);
  EXPECT_SAME(valueAt(kr_math_gamma, kInf), kInf);
  EXPECT_SAME(valueAt(kr_math_lgamma, -kInf), kInf);
  EXPECT_SAME(valueAt(kr_math_lgamma, 2), 0.0);
  for (double pole : {0.0, -0.0, -3.0}) {
    EXPECT_EQ(errorAt(kr_math_gamma, pole), kr_error_math_domain);
    EXPECT_EQ(errorAt(kr_math_lgamma, pole), kr_error_math_domain);
  }
  EXPECT_EQ(errorAt(kr_math_gamma, -kInf), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_math_gamma, 172), kr_error_math_range);
  EXPECT_EQ(errorAt(kr_math_gamma, 1e-310), kr_error_math_range);
  EXPECT_EQ(errorAt(kr_math_lgamma, 1e308), kr_error_math_range);
}

TEST_F(FloatMathTest, LengthsAndDistances) {
  EXPECT_SAME(kr_math_hypot2(1.5, 2.7), 0x1.8b5a299c1670ap+1);
  EXPECT_SAME(kr_math_hypot2(1e308, 1e308), 0x1.92c80954c51f5p+1023);
  EXPECT_SAME(kr_math_hypot2(3e-320, 4e-320), 0x0.0000000002788p-1022);
  EXPECT_SAME(kr_math_hypot2(kMax, kMax), kInf);
  EXPECT_SAME(kr_math_hypot2(kNan, -kInf), kInf);
  EXPECT_SAME(kr_math_hypot2(kNan, 1), kNan);
  const double three[] = {0.1, 0.2, 0.3};
  EXPECT_SAME(kr_math_hypot(three, 3), 0x1.7f254dab9cc3ap-2);
  EXPECT_SAME(kr_math_hypot(three, 0), 0.0);
  const double p[] = {1, 2, 3}, q[] = {4, 6, 9.5};
  EXPECT_SAME(kr_math_dist(p, q, 3), 0x1.066b651a8ab0fp+3);
}

TEST_F(FloatMathTest, NumPyFunctions) {
  EXPECT_SAME(kr_numpy_logaddexp(kInf, kInf), kInf);
  EXPECT_SAME(kr_numpy_logaddexp(-kInf, 3), 3.0);
  EXPECT_DOUBLE_EQ(kr_numpy_logaddexp(1, 2), 2.3132616875182228);
  EXPECT_DOUBLE_EQ(kr_numpy_logaddexp2(3, 3), 4.0);
  EXPECT_FLOAT_EQ(kr_numpy_logaddexpf(1, 2), 2.3132617f);
  EXPECT_SAME(kr_numpy_spacing(-1.0), -0x1p-52);
  EXPECT_SAME(kr_numpy_spacing(kInf), kNan);
  EXPECT_EQ(kr_numpy_spacingf(1.0f), 0x1p-23f);
  EXPECT_SAME(kr_numpy_heaviside(-0.0, 0.25), 0.25);
  EXPECT_SAME(kr_numpy_heaviside(kNan, 0.25), kNan);
  EXPECT_EQ(kr_numpy_heavisidef(-2.0f, 0.25f), 0.0f);
  EXPECT_EQ(kr_numpy_modf(-7.5f, 2.0f), 0.5f);
  EXPECT_EQ(kr_numpy_floordivf(1.0f, 0.1f), 9.0f);
}

}  // namespace
}  // namespace krait::test
