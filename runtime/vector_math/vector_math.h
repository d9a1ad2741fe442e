// The functions of functions.def that have kernels, for one number: kr_vm_exp(double), kr_vm_expf(float) ...
//
// One number and a lane of a vector give the same bits. None raises. Without AVX2 and FMA: the C library's functions.
#pragma once

extern "C" {
#define KR_VECTOR_KERNEL1(name)  \
  double kr_vm_##name(double x); \
  float kr_vm_##name##f(float x);
#define KR_VECTOR_KERNEL2(name)            \
  double kr_vm_##name(double x, double y); \
  float kr_vm_##name##f(float x, float y);
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
}
