// One number at a time: the kernel where the processor fuses products with sums as the vector forms do, which only then
// exist; the C library's function elsewhere.
#include "runtime/vector_math/vector_math.h"

#include <cmath>

extern "C" {
#define KR_VECTOR_KERNEL1(name)          \
  double kr_vm_##name##_fused(double x); \
  float kr_vm_##name##f_fused(float x);
#define KR_VECTOR_KERNEL2(name)                    \
  double kr_vm_##name##_fused(double x, double y); \
  float kr_vm_##name##f_fused(float x, float y);
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
}

namespace {
const bool kIsFused = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}  // namespace

#define KR_VECTOR_KERNEL1(name)                                                            \
  double kr_vm_##name(double x) { return kIsFused ? kr_vm_##name##_fused(x) : ::name(x); } \
  float kr_vm_##name##f(float x) { return kIsFused ? kr_vm_##name##f_fused(x) : ::name##f(x); }
#define KR_VECTOR_KERNEL2(name)                                                                           \
  double kr_vm_##name(double x, double y) { return kIsFused ? kr_vm_##name##_fused(x, y) : ::name(x, y); } \
  float kr_vm_##name##f(float x, float y) { return kIsFused ? kr_vm_##name##f_fused(x, y) : ::name##f(x, y); }
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
