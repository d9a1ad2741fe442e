// The place of the greatest or least element among neighbours, once per instruction set.
#pragma once

#include <cstdint>

namespace krait::indexing {

constexpr int64_t kExtremeBlock = 16384;  // the most elements that a kernel looks at: 8 bits count its steps

template <class T>
struct ExtremeKernels {
  // The first of the most extreme elements; of floats the first nan, if there is one. At least one element.
  int64_t (*greatest)(const T*, int64_t count);
  int64_t (*least)(const T*, int64_t count);
};

// Integers, float and double.
template <class T>
[[nodiscard]] const ExtremeKernels<T>& avx512ExtremeKernels();
template <class T>
[[nodiscard]] const ExtremeKernels<T>& portableExtremeKernels();

template <class T>
[[nodiscard]] const ExtremeKernels<T>& extremeKernels() {
  static const ExtremeKernels<T>& kernels =
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
          ? avx512ExtremeKernels<T>()
          : portableExtremeKernels<T>();
  return kernels;
}

}  // namespace krait::indexing

// The types of elements: KRAIT_EXTREME(T).
#define KRAIT_EXTREMES \
  KRAIT_EXTREME(int8_t) KRAIT_EXTREME(int16_t) KRAIT_EXTREME(int32_t) KRAIT_EXTREME(int64_t) KRAIT_EXTREME(uint8_t) \
  KRAIT_EXTREME(uint16_t) KRAIT_EXTREME(uint32_t) KRAIT_EXTREME(uint64_t) KRAIT_EXTREME(float) KRAIT_EXTREME(double)
