// The vector forms give the bits of the functions of one number, in every lane.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "runtime/vector_math/vector_math.h"

namespace {
typedef double Doubles4 __attribute__((vector_size(32)));
typedef float Floats8 __attribute__((vector_size(32)));
typedef double Doubles8 __attribute__((vector_size(64)));
typedef float Floats16 __attribute__((vector_size(64)));
}  // namespace

// A function with a vector argument may only be called by one that is compiled for the same instruction set.
#define KR_CALL1(form, Vector, T, set)                                                                       \
  extern "C" __attribute__((target(set))) Vector form(Vector);                                               \
  __attribute__((target(set))) static void call##form(const T* x, T* out) {                                  \
    Vector vector;                                                                                           \
    std::memcpy(&vector, x, sizeof vector);                                                                  \
    vector = form(vector);                                                                                   \
    std::memcpy(out, &vector, sizeof vector);                                                                \
  }
#define KR_CALL2(form, Vector, T, set)                                                                       \
  extern "C" __attribute__((target(set))) Vector form(Vector, Vector);                                       \
  __attribute__((target(set))) static void call##form(const T* x, const T* y, T* out) {                      \
    Vector first, second;                                                                                    \
    std::memcpy(&first, x, sizeof first);                                                                    \
    std::memcpy(&second, y, sizeof second);                                                                  \
    first = form(first, second);                                                                             \
    std::memcpy(out, &first, sizeof first);                                                                  \
  }
#define KR_VECTOR_KERNEL1(name)                                                                              \
  KR_CALL1(_ZGVdN4v_kr_vm_##name, Doubles4, double, "avx2")                                                  \
  KR_CALL1(_ZGVdN8v_kr_vm_##name##f, Floats8, float, "avx2")                                                 \
  KR_CALL1(_ZGVeN8v_kr_vm_##name, Doubles8, double, "avx512f,evex512")                                       \
  KR_CALL1(_ZGVeN16v_kr_vm_##name##f, Floats16, float, "avx512f,evex512")
#define KR_VECTOR_KERNEL2(name)                                                                              \
  KR_CALL2(_ZGVdN4vv_kr_vm_##name, Doubles4, double, "avx2")                                                 \
  KR_CALL2(_ZGVdN8vv_kr_vm_##name##f, Floats8, float, "avx2")                                                \
  KR_CALL2(_ZGVeN8vv_kr_vm_##name, Doubles8, double, "avx512f,evex512")                                      \
  KR_CALL2(_ZGVeN16vv_kr_vm_##name##f, Floats16, float, "avx512f,evex512")
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"

namespace krait::test {
namespace {

const bool kHasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
const bool kHasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");

template <class T>
std::vector<T> samples() {
  std::vector<T> values{0,
                        1,
                        std::numeric_limits<T>::max(),
                        std::numeric_limits<T>::min(),
                        std::numeric_limits<T>::denorm_min(),
                        std::numeric_limits<T>::infinity(),
                        std::numeric_limits<T>::quiet_NaN(),
                        T(0.5)};
  for (int k = -60; k < 60; ++k) values.push_back(std::ldexp(T(1) + T(k) * T(0.0078), k / (k % 3 ? 8 : 1)));
  const size_t count = values.size();
  for (size_t k = 0; k < count; ++k) values.push_back(-values[k]);
  return values;  // a multiple of every number of lanes
}

template <class T>
void expectSameBits(const char* name, T x, T y, T got, T expected) {
  if (std::isnan(got) && std::isnan(expected)) return;
  EXPECT_EQ(std::memcmp(&got, &expected, sizeof got), 0)
      << name << " of " << x << ", " << y << ": " << got << ", " << expected;
}

template <class T, class Form, class One>
void compare1(const char* name, int lanes, Form form, One one) {
  const std::vector<T> values = samples<T>();
  T out[16];
  for (size_t k = 0; k < values.size(); k += static_cast<size_t>(lanes)) {
    form(&values[k], out);
    for (int lane = 0; lane < lanes; ++lane)
      expectSameBits(name, values[k + lane], T(0), out[lane], one(values[k + lane]));
  }
}

template <class T, class Form, class One>
void compare2(const char* name, int lanes, Form form, One one) {
  const std::vector<T> values = samples<T>();
  std::vector<T> others(values.size());
  T out[16];
  for (size_t shift = 0; shift < values.size(); shift += 7) {
    for (size_t k = 0; k < values.size(); ++k) others[k] = values[(k + shift) % values.size()];
    for (size_t k = 0; k < values.size(); k += static_cast<size_t>(lanes)) {
      form(&values[k], &others[k], out);
      for (int lane = 0; lane < lanes; ++lane)
        expectSameBits(name, values[k + lane], others[k + lane], out[lane],
                       one(values[k + lane], others[k + lane]));
    }
  }
}

TEST(VectorFormsTest, Avx2HasTheBitsOfOneNumber) {
  if (!kHasAvx2) GTEST_SKIP() << "needs AVX2 and FMA";
#define KR_VECTOR_KERNEL1(name)                                                                              \
  compare1<double>(#name, 4, call_ZGVdN4v_kr_vm_##name, kr_vm_##name);                                       \
  compare1<float>(#name "f", 8, call_ZGVdN8v_kr_vm_##name##f, kr_vm_##name##f);
#define KR_VECTOR_KERNEL2(name)                                                                              \
  compare2<double>(#name, 4, call_ZGVdN4vv_kr_vm_##name, kr_vm_##name);                                      \
  compare2<float>(#name "f", 8, call_ZGVdN8vv_kr_vm_##name##f, kr_vm_##name##f);
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
}

TEST(VectorFormsTest, Avx512HasTheBitsOfOneNumber) {
  if (!kHasAvx512) GTEST_SKIP() << "needs AVX-512";
#define KR_VECTOR_KERNEL1(name)                                                                              \
  compare1<double>(#name, 8, call_ZGVeN8v_kr_vm_##name, kr_vm_##name);                                       \
  compare1<float>(#name "f", 16, call_ZGVeN16v_kr_vm_##name##f, kr_vm_##name##f);
#define KR_VECTOR_KERNEL2(name)                                                                              \
  compare2<double>(#name, 8, call_ZGVeN8vv_kr_vm_##name, kr_vm_##name);                                      \
  compare2<float>(#name "f", 16, call_ZGVeN16vv_kr_vm_##name##f, kr_vm_##name##f);
#define KR_VECTOR_LIBRARY1(name)
#define KR_VECTOR_LIBRARY2(name)
#include "runtime/vector_math/functions.def"
}

}  // namespace
}  // namespace krait::test
