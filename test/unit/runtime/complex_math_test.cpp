// Complex arithmetic, cmath and NumPy's complex functions, against values from CPython 3.11 and NumPy 2.
#include "runtime/complex_math.h"

#include <limits>

#include "runtime/numpy_complex.h"
#include "test/unit/runtime/in_context.h"

namespace krait::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

struct Parts {
  double re, im;
};

using Cmath = void (*)(kr_context*, double, double, double*);
using Complex2 = void (*)(kr_context*, double, double, double, double, double*);

class ComplexMathTest : public InContext {
 protected:
  Parts valueAt(Cmath function, Parts z) {
    double out[2] = {};
    EXPECT_EQ(errorOf([&] { function(ctx, z.re, z.im, out); }), kr_error_none);
    return {out[0], out[1]};
  }
  Parts valueAt(Complex2 function, Parts a, Parts b) {
    double out[2] = {};
    EXPECT_EQ(errorOf([&] { function(ctx, a.re, a.im, b.re, b.im, out); }), kr_error_none);
    return {out[0], out[1]};
  }
  uint32_t errorAt(Cmath function, Parts z) {
    double out[2];
    return errorOf([&] { function(ctx, z.re, z.im, out); });
  }
  uint32_t errorAt(Complex2 function, Parts a, Parts b) {
    double out[2];
    return errorOf([&] { function(ctx, a.re, a.im, b.re, b.im, out); });
  }
};

void expectSame(Parts actual, Parts expected) {
  EXPECT_SAME(actual.re, expected.re);
  EXPECT_SAME(actual.im, expected.im);
}

void expectNear(Parts actual, Parts expected) {
  EXPECT_DOUBLE_EQ(actual.re, expected.re);
  EXPECT_DOUBLE_EQ(actual.im, expected.im);
}

TEST_F(ComplexMathTest, CmathOnOrdinaryNumbers) {
  struct Case {
    const char* name;
    Cmath function;
    Parts right;  // of 1.5 + 2.25i
    Parts left;   // of -0.3 - 0.7i
  };
  const Case cases[] = {
      {"acos",
       kr_cmath_acos,
       {0x1.0358707c46b2bp+0, -0x1.b3c3765e5210fp+0},
       {0x1.d10800360badbp+0, 0x1.573660a8e1223p-1}},
      {"acosh",
       kr_cmath_acosh,
       {0x1.b3c3765e5210fp+0, 0x1.0358707c46b2bp+0},
       {0x1.573660a8e1223p-1, -0x1.d10800360badbp+0}},
      {"asin",
       kr_cmath_asin,
       {0x1.1d8e898ff83dap-1, 0x1.b3c3765e5210fp+0},
       {-0x1.f742578e46e18p-3, -0x1.573660a8e1223p-1}},
      {"asinh",
       kr_cmath_asinh,
       {0x1.ad17fea7f9154p+0, 0x1.e66d5e0285b82p-1},
       {-0x1.8ad85d20a7d89p-2, -0x1.6af5644deffb0p-1}},
      {"atan",
       kr_cmath_atan,
       {0x1.59562d05355acp+0, 0x1.364e8d6c1359bp-2},
       {-0x1.eb8e57b0c8583p-2, -0x1.6742a858acb4fp-1}},
      {"atanh",
       kr_cmath_atanh,
       {0x1.82fe37a6f6107p-3, 0x1.42da1553d06d8p+0},
       {-0x1.995badf413ed5p-3, -0x1.4782cbabc8157p-1}},
      {"cos",
       kr_cmath_cos,
       {0x1.5b7059547ccfbp-2, -0x1.2b7b90e170116p+2},
       {0x1.32f8ca8651068p+0, -0x1.cb1d366c1717ep-3}},
      {"cosh",
       kr_cmath_cosh,
       {-0x1.7a4bf7a5d22c9p+0, 0x1.a81fcd865907cp+0},
       {0x1.995a8dc541dadp-1, 0x1.91c56f6e83525p-3}},
      {"exp",
       kr_cmath_exp,
       {-0x1.685b0ec2c24f7p+1, 0x1.be58b52811fedp+1},
       {0x1.221a941c37884p-1, -0x1.e8b3c099e4095p-2}},
      {"log",
       kr_cmath_log,
       {0x1.fd5574dc8aad9p-1, 0x1.f730bd281f69bp-1},
       {-0x1.16e67af787642p-2, -0x1.f9c6b238c6435p+0}},
      {"log10",
       kr_cmath_log10,
       {0x1.ba66d7c89069dp-2, 0x1.b510cc39c3b27p-2},
       {-0x1.e47fdd365ecb1p-4, -0x1.b74fc43c8da1fp-1}},
      {"sin",
       kr_cmath_sin,
       {0x1.323619dccdda8p+2, 0x1.53cde56207b16p-2},
       {-0x1.7bd47f8c613b1p-2, -0x1.730c3b2561e7fp-1}},
      {"sinh",
       kr_cmath_sinh,
       {-0x1.566a25dfb2725p+0, 0x1.d4919cc9caf5dp+0},
       {-0x1.dcffe6a4294a5p-3, -0x1.58cb3c2892d94p-1}},
      {"sqrt",
       kr_cmath_sqrt,
       {0x1.7329bf464acb7p+0, 0x1.8d47e8fc83ca6p-1},
       {0x1.ebef343f064b6p-2, -0x1.7504d33f7cbf1p-1}},
      {"tan",
       kr_cmath_tan,
       {0x1.a4273d742ebcap-9, 0x1.05b13412dc897p+0},
       {-0x1.848a64fc88a31p-3, -0x1.47989336927b1p-1}},
      {"tanh",
       kr_cmath_tanh,
       {0x1.042e8269e8782p+0, -0x1.9635e8c0b500dp-4},
       {-0x1.e0fa641a5f24fp-2, -0x1.743e37d3c8975p-1}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    expectNear(valueAt(c.function, {1.5, 2.25}), c.right);
    expectNear(valueAt(c.function, {-0.3, -0.7}), c.left);
  }
}

TEST_F(ComplexMathTest, CmathOnSpecialNumbers) {
  constexpr double kPi = 3.14159265358979323846;
  expectSame(valueAt(kr_cmath_sqrt, {-4, -0.0}), {0, -2});
  expectSame(valueAt(kr_cmath_sqrt, {-4, 0.0}), {0, 2});
  expectSame(valueAt(kr_cmath_sqrt, {kNan, -kInf}), {kInf, -kInf});
  expectSame(valueAt(kr_cmath_log, {-1, -0.0}), {0, -kPi});
  expectSame(valueAt(kr_cmath_log, {-kInf, kInf}), {kInf, 3 * kPi / 4});
  expectSame(valueAt(kr_cmath_acos, {-kInf, kNan}), {kNan, kInf});
  expectSame(valueAt(kr_cmath_exp, {-kInf, 2}), {-0.0, 0.0});
  expectSame(valueAt(kr_cmath_exp, {-kInf, kInf}), {0.0, 0.0});
  expectSame(valueAt(kr_cmath_exp, {kInf, kNan}), {kInf, kNan});
  expectSame(valueAt(kr_cmath_tanh, {kInf, 1}), {1, 0.0});
  expectSame(valueAt(kr_cmath_cosh, {-kInf, 1}), {kInf, -kInf});
  expectSame(valueAt(kr_cmath_atan, {0.0, kInf}), {kPi / 2, 0.0});
  expectSame(valueAt(kr_cmath_rect, {-kInf, 0.5}), {-kInf, -kInf});
  expectSame(valueAt(kr_cmath_rect, {2, -0.0}), {2, -0.0});
}

TEST_F(ComplexMathTest, CmathErrors) {
  EXPECT_EQ(errorAt(kr_cmath_log, {0, -0.0}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_log10, {0, 0}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_atanh, {1, 0}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_atan, {0, -1}), kr_error_math_domain);
  for (Cmath function : {kr_cmath_exp, kr_cmath_cosh, kr_cmath_sinh}) {
    EXPECT_EQ(errorAt(function, {800, 1}), kr_error_math_range);
    EXPECT_EQ(errorAt(function, {kInf, kInf}), kr_error_math_domain);
  }
  EXPECT_EQ(errorAt(kr_cmath_cos, {1, 800}), kr_error_math_range);
  EXPECT_EQ(errorAt(kr_cmath_tanh, {1, kInf}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_rect, {1, kInf}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_polar, {1.7e308, 1.7e308}), kr_error_math_range);
}

TEST_F(ComplexMathTest, NumbersAtTheEndsOfTheRange) {
  expectNear(valueAt(kr_cmath_sqrt, {1.6e308, 0}), {1.2649110640673517e+154, 0});
  expectNear(valueAt(kr_cmath_log, {1e308, 1e308}), {709.542782232446, 0.7853981633974483});
  expectNear(valueAt(kr_cmath_exp, {709.5, 0.5}), {1.1891123654305422e+308, 6.496150459387445e+307});
  expectNear(valueAt(kr_cmath_acosh, {1e308, 0}), {709.889355822726, 0});
}

TEST_F(ComplexMathTest, LogarithmToABase) {
  expectNear(valueAt(kr_cmath_log_base, {8, 0}, {2, 0}), {3, 0});
  EXPECT_EQ(errorAt(kr_cmath_log_base, {8, 0}, {1, 0}), kr_error_math_domain);
  EXPECT_EQ(errorAt(kr_cmath_log_base, {8, 0}, {0, 0}), kr_error_math_domain);
  expectSame(valueAt(kr_cmath_log_base, {0, 0}, {2, 0}), {-kInf, kNan});
}

TEST_F(ComplexMathTest, DivisionAndAbsoluteValue) {
  expectSame(valueAt(kr_complex_divide, {1, 2}, {3, -4}), {-0.2, 0.4});
  expectSame(valueAt(kr_complex_divide, {1, 1}, {kNan, 1}), {kNan, kNan});
  EXPECT_EQ(errorAt(kr_complex_divide, {1, 2}, {0, -0.0}), kr_error_complex_division_by_zero);
  EXPECT_SAME(valueOf([&] { return kr_complex_abs(ctx, 3, -4); }), 5.0);
  EXPECT_SAME(valueOf([&] { return kr_complex_abs(ctx, kNan, -kInf); }), kInf);
  EXPECT_EQ(errorOf([&] { kr_complex_abs(ctx, 1.7e308, 1.7e308); }), kr_error_complex_abs_overflow);
}

TEST_F(ComplexMathTest, Power) {
  expectSame(valueAt(kr_complex_pow, {1, 2}, {2, 0}), {-3, 4});
  expectSame(valueAt(kr_complex_pow, {0, 0}, {0, 0}), {1, 0});
  expectSame(valueAt(kr_complex_pow, {0, 0}, {2.5, 0}), {0, 0});
  expectSame(valueAt(kr_complex_pow, {0, 2}, {-1, 0}), {0, -0.5});
  expectNear(valueAt(kr_complex_pow, {1.5, 2.25}, {0.5, -1.25}),
             {0x1.068b246d81cecp+2, -0x1.eb3a188808737p+1});
  EXPECT_EQ(errorAt(kr_complex_pow, {0, 0}, {-1, 0}), kr_error_zero_to_negative_complex_power);
  EXPECT_EQ(errorAt(kr_complex_pow, {0, 0}, {1, 1}), kr_error_zero_to_negative_complex_power);
  EXPECT_EQ(errorAt(kr_complex_pow, {1e200, 0}, {2, 0}), kr_error_complex_power_overflow);
}

TEST_F(ComplexMathTest, IsClose) {
  const double a[] = {1, 2}, near_a[] = {1, 2 + 1e-10}, far_away[] = {kInf, 0};
  auto close = [&](const double* x, const double* y) {
    return valueOf([&] { return kr_cmath_isclose(ctx, x, y, 1e-9, 0); });
  };
  EXPECT_EQ(close(a, near_a), 1);
  EXPECT_EQ(close(a, far_away), 0);
  EXPECT_EQ(close(far_away, far_away), 1);
  EXPECT_EQ(errorOf([&] { kr_cmath_isclose(ctx, a, a, 0, -1); }), kr_error_value_error);
}

TEST(NumPyComplexTest, FunctionsInBothWidths) {
  struct Case {
    const char* name;
    void (*wide)(double, double, double*);
    void (*narrow)(float, float, float*);
    Parts value;  // of 1.5 + 2.25i
  };
  const Case cases[] = {
      {"sqrt", kr_numpy_csqrt, kr_numpy_csqrtf, {0x1.7329bf464acb7p+0, 0x1.8d47e8fc83ca6p-1}},
      {"exp", kr_numpy_cexp, kr_numpy_cexpf, {-0x1.685b0ec2c24f7p+1, 0x1.be58b52811fedp+1}},
      {"log", kr_numpy_clog, kr_numpy_clogf, {0x1.fd5574dc8aad9p-1, 0x1.f730bd281f69bp-1}},
      {"sin", kr_numpy_csin, kr_numpy_csinf, {0x1.323619dccdda8p+2, 0x1.53cde56207b16p-2}},
      {"cos", kr_numpy_ccos, kr_numpy_ccosf, {0x1.5b7059547ccfbp-2, -0x1.2b7b90e170116p+2}},
      {"tan", kr_numpy_ctan, kr_numpy_ctanf, {0x1.a4273d742ebc9p-9, 0x1.05b13412dc897p+0}},
      {"sinh", kr_numpy_csinh, kr_numpy_csinhf, {-0x1.566a25dfb2725p+0, 0x1.d4919cc9caf5dp+0}},
      {"cosh", kr_numpy_ccosh, kr_numpy_ccoshf, {-0x1.7a4bf7a5d22c9p+0, 0x1.a81fcd865907cp+0}},
      {"tanh", kr_numpy_ctanh, kr_numpy_ctanhf, {0x1.042e8269e8783p+0, -0x1.9635e8c0b500fp-4}},
      {"arcsin", kr_numpy_carcsin, kr_numpy_carcsinf, {0x1.1d8e898ff83dbp-1, 0x1.b3c3765e52110p+0}},
      {"arccos", kr_numpy_carccos, kr_numpy_carccosf, {0x1.0358707c46b2bp+0, -0x1.b3c3765e52110p+0}},
      {"arctan", kr_numpy_carctan, kr_numpy_carctanf, {0x1.59562d05355acp+0, 0x1.364e8d6c1359bp-2}},
      {"arcsinh", kr_numpy_carcsinh, kr_numpy_carcsinhf, {0x1.ad17fea7f9154p+0, 0x1.e66d5e0285b82p-1}},
      {"arccosh", kr_numpy_carccosh, kr_numpy_carccoshf, {0x1.b3c3765e52110p+0, 0x1.0358707c46b2bp+0}},
      {"arctanh", kr_numpy_carctanh, kr_numpy_carctanhf, {0x1.82fe37a6f6107p-3, 0x1.42da1553d06d8p+0}},
      {"exp2", kr_numpy_cexp2, kr_numpy_cexp2f, {0x1.03dafa40aaceap-5, 0x1.6a041241e181dp+1}},
      {"expm1", kr_numpy_cexpm1, kr_numpy_cexpm1f, {-0x1.e85b0ec2c24f8p+1, 0x1.be58b52811fedp+1}},
      {"log1p", kr_numpy_clog1p, kr_numpy_clog1pf, {0x1.368429d92e466p+0, 0x1.77338a80603bep-1}},
      {"log2", kr_numpy_clog2, kr_numpy_clog2f, {0x1.6f681c7319f9cp+0, 0x1.6af9a29bfaa3fp+0}},
      {"log10", kr_numpy_clog10, kr_numpy_clog10f, {0x1.ba66d7c89069ep-2, 0x1.b510cc39c3b28p-2}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    double wide[2];
    float narrow[2];
    c.wide(1.5, 2.25, wide);
    c.narrow(1.5f, 2.25f, narrow);
    expectNear({wide[0], wide[1]}, c.value);
    double scale = std::hypot(c.value.re, c.value.im);
    EXPECT_NEAR(narrow[0], c.value.re, 1e-6 * scale);
    EXPECT_NEAR(narrow[1], c.value.im, 1e-6 * scale);
  }
}

TEST(NumPyComplexTest, DivisionAndPower) {
  double out[2];
  float narrow[2];
  kr_numpy_cdivide(1, -1, 0, 0, out);
  expectSame({out[0], out[1]}, {kInf, -kInf});
  kr_numpy_cdivide(1, 2, 3, -4, out);
  expectNear({out[0], out[1]}, {-0.2, 0.4});
  kr_numpy_cdividef(1, 2, 3, -4, narrow);
  EXPECT_FLOAT_EQ(narrow[1], 0.4f);
  kr_numpy_cpow(0, 0, -1, 0, out);
  expectSame({out[0], out[1]}, {kNan, kNan});
  kr_numpy_cpow(1, 2, 3, 0, out);
  expectSame({out[0], out[1]}, {-11, -2});
  kr_numpy_cpow(0, 2, -4, 0, out);
  expectSame({out[0], out[1]}, {0.0625, 0.0});
  kr_numpy_cpowf(0, 2, 2, 0, narrow);
  EXPECT_EQ(narrow[0], -4.0f);
}

}  // namespace
}  // namespace krait::test
