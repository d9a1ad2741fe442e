// The kernels on one number: special values, both types.
#include "runtime/vector_math/vector_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace krait::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

struct Kernel {
  const char* name;
  double (*of_double)(double);
  float (*of_float)(float);
  double (*library)(double);
};

const Kernel kKernels[] = {
#define KR_VECTOR_KERNEL1(name) {#name, kr_vm_##name, kr_vm_##name##f, ::name},
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

TEST(VectorMathTest, SpecialValues) {
  const double values[] = {0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 100.0, -100.0, 1e-30, -1e-30, 1e30, -1e30,
                           kInfinity, -kInfinity, kNan};
  for (const Kernel& kernel : kKernels) {
    for (const double x : values) {
      expectNear(kernel.name, x, kernel.of_double(x), kernel.library(x));
      const auto single = static_cast<float>(x);
      expectNear(kernel.name, single, kernel.of_float(single), kernel.library(single));
    }
  }
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
}

}  // namespace
}  // namespace krait::test
