// The kernels on one number: special values, both types.
#include "runtime/vector_math/vector_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace krait::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

struct KernelOfTwo {
  const char* name;
  double (*of_double)(double, double);
  float (*of_float)(float, float);
  double (*library)(double, double);
};

const KernelOfTwo kKernelsOfTwo[] = {
#define KR_VECTOR_KERNEL1(name)
#define KR_VECTOR_KERNEL2(name) {#name, kr_vm_##name, kr_vm_##name##f, ::name},
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
};

struct Kernel {
  const char* name;
  double (*of_double)(double);
  float (*of_float)(float);
  double (*library)(double);
};

const Kernel kKernels[] = {
#define KR_VECTOR_KERNEL1(name) {#name, kr_vm_##name, kr_vm_##name##f, ::name},
#define KR_VECTOR_KERNEL2(name)
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
};

template <class T>
void expectNear(const char* name, T x, T got, double expected) {
  const T rounded = static_cast<T>(expected);
  if (std::isnan(rounded)) {
    EXPECT_TRUE(std::isnan(got)) << name << " of " << x;
    return;
  }
  EXPECT_EQ(std::signbit(got), std::signbit(rounded)) << name << " of " << x;
  const T below = std::nextafter(rounded, -std::numeric_limits<T>::infinity());
  const T above = std::nextafter(rounded, std::numeric_limits<T>::infinity());
  EXPECT_TRUE(got == rounded || (got >= below && got <= above)) << name << " of " << x << ": " << got;
}

const double kValues[] = {0.0, 1.0, 2.0, 3.0, 0.5, 0.625, 100.0, 1e-30, 1e30, 1e-310, kInfinity, kNan,
                          -0.0, -1.0, -2.0, -3.0, -0.5, -0.625, -100.0, -1e-30, -1e30, -1e-310, -kInfinity};

TEST(VectorMathTest, SpecialValues) {
  for (const Kernel& kernel : kKernels) {
    for (const double x : kValues) {
      expectNear(kernel.name, x, kernel.of_double(x), kernel.library(x));
      const auto single = static_cast<float>(x);
      expectNear(kernel.name, single, kernel.of_float(single), kernel.library(single));
    }
  }
}

TEST(VectorMathTest, SpecialValuesOfTwo) {
  for (const KernelOfTwo& kernel : kKernelsOfTwo) {
    for (const double x : kValues) {
      for (const double y : kValues) {
        expectNear(kernel.name, x, kernel.of_double(x, y), kernel.library(x, y));
        const auto first = static_cast<float>(x), second = static_cast<float>(y);
        expectNear(kernel.name, first, kernel.of_float(first, second), kernel.library(first, second));
      }
    }
  }
}

// Error and gamma functions are in no NumPy function. Long double is right to a 2000th of a unit there.
TEST(VectorMathTest, ErrorAndGammaFunctions) {
  const auto errorOf = [](double got, long double expected) {
    const auto rounded = static_cast<double>(expected);
    const double unit = std::nextafter(std::fabs(rounded), kInfinity) - std::fabs(rounded);
    return static_cast<double>(std::fabs(got - expected) / unit);
  };
  double largest[4] = {};
  for (int k = 1; k < 20000; ++k) {
    const double x = k * 0.00131, signed_x = k % 2 ? x : -x;
    largest[0] = std::max(largest[0], errorOf(kr_vm_erf(signed_x), erfl(signed_x)));
    largest[1] = std::max(largest[1], errorOf(kr_vm_erfc(signed_x), erfcl(signed_x)));
    largest[2] = std::max(largest[2], errorOf(kr_vm_tgamma(6 * x), tgammal(6 * x)));
    largest[3] = std::max(largest[3], errorOf(kr_vm_lgamma(x), lgammal(x)));
  }
  EXPECT_LE(largest[0], 1.0);
  EXPECT_LE(largest[1], 1.1);
  EXPECT_LE(largest[2], 2.0);
  EXPECT_LE(largest[3], 2.0);
  for (int n = 1, factorial = 1; n < 13; factorial *= n++) EXPECT_EQ(kr_vm_tgamma(n), factorial) << n;
  EXPECT_EQ(kr_vm_lgamma(1.0), 0.0);
  EXPECT_EQ(kr_vm_lgamma(2.0), 0.0);
  EXPECT_EQ(kr_vm_erfc(-10.0), 2.0);
}

TEST(VectorMathTest, EndsOfTheRange) {
  EXPECT_EQ(kr_vm_exp(710.0), kInfinity);
  EXPECT_EQ(kr_vm_exp(-746.0), 0.0);
  EXPECT_EQ(kr_vm_exp2(1024.0), kInfinity);
  EXPECT_EQ(kr_vm_exp2(1023.0), 0x1p1023);
  EXPECT_EQ(kr_vm_exp2(-1074.0), 0x1p-1074);
  EXPECT_EQ(kr_vm_log2(0x1p-1074), -1074.0);
  EXPECT_EQ(kr_vm_expm1(-50.0), -1.0);
  EXPECT_EQ(kr_vm_tanh(30.0), 1.0);
  EXPECT_EQ(kr_vm_log1p(-1.0), -kInfinity);
  EXPECT_EQ(kr_vm_log(-0.0), -kInfinity);
  EXPECT_EQ(kr_vm_sinh(711.0), kInfinity);
  EXPECT_EQ(kr_vm_pow(2.0, 1024.0), kInfinity);
  EXPECT_EQ(kr_vm_pow(2.0, 1023.0), 0x1p1023);
  EXPECT_EQ(kr_vm_pow(2.0, -1074.0), 0x1p-1074);
  EXPECT_EQ(kr_vm_pow(-2.0, -1075.0), 0.0);
  EXPECT_EQ(kr_vm_pow(-3.0, 3.0), -27.0);
  EXPECT_EQ(kr_vm_hypot(0x1p1023, 0.0), 0x1p1023);
  EXPECT_EQ(kr_vm_hypotf(3e-45F, 0.0F), 3e-45F);
  EXPECT_EQ(kr_vm_cbrt(0x1p-1074), 0x1p-358);
  EXPECT_EQ(kr_vm_cbrtf(0x1p126F), 0x1p42F);
}

}  // namespace
}  // namespace krait::test
