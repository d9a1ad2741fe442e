// The vector forms for AVX2, 4 doubles or 8 floats, and one lane of the same for code that is not vectorised.
#include <immintrin.h>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace {
#include "runtime/vector_math/kernels.h"

using Doubles = Lanes<double, 4>::F;
using Floats = Lanes<float, 8>::F;
}  // namespace

#define KR_DOUBLE_LANES 4
#define KR_FLOAT_LANES 8
#define KR_JOIN(lanes, f) _ZGVdN##lanes##f
#define KR_VECTOR_NAME(lanes, f) KR_JOIN(lanes, f)
#include "runtime/vector_math/entries.h"

extern "C" {
#define KR_VECTOR_KERNEL1(name)                                                                         \
  double kr_vm_##name##_fused(double x) { return Kernels<double, 1>::name(Lanes<double, 1>::F{x})[0]; } \
  float kr_vm_##name##f_fused(float x) { return Kernels<float, 1>::name(Lanes<float, 1>::F{x})[0]; }
#define KR_VECTOR_KERNEL2(name)                                                             \
  double kr_vm_##name##_fused(double x, double y) {                                         \
    return Kernels<double, 1>::name(Lanes<double, 1>::F{x}, Lanes<double, 1>::F{y})[0];     \
  }                                                                                         \
  float kr_vm_##name##f_fused(float x, float y) {                                           \
    return Kernels<float, 1>::name(Lanes<float, 1>::F{x}, Lanes<float, 1>::F{y})[0];        \
  }
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
}
