// With AVX-512; see every_second.h.
#include <immintrin.h>

#include <cstring>

#include "runtime/every_second.h"

namespace krait {

bool hasEverySecond() {
  static const bool has_it = __builtin_cpu_supports("avx512f");
  return has_it;
}

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)

namespace {

__m512i everySecond(__m512i low, __m512i high, uint32_t) {
  const __m512i places = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  return _mm512_permutex2var_epi32(low, places, high);
}

__m512i everySecond(__m512i low, __m512i high, uint64_t) {
  return _mm512_permutex2var_epi64(low, _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0), high);
}

template <class T>
void copy(int64_t count, T* to, const T* from) {
  constexpr int64_t kLanes = 64 / sizeof(T);
  int64_t k = 0;
  for (; k + kLanes < count; k += kLanes) {
    const __m512i low = _mm512_loadu_si512(from + 2 * k), high = _mm512_loadu_si512(from + 2 * k + kLanes);
    _mm512_storeu_si512(to + k, everySecond(low, high, T{}));
  }
  for (; k < count; ++k) std::memcpy(to + k, from + 2 * k, sizeof(T));
}

}  // namespace

void copyEverySecond(int64_t count, uint32_t* to, const uint32_t* from) { copy(count, to, from); }
void copyEverySecond(int64_t count, uint64_t* to, const uint64_t* from) { copy(count, to, from); }

#pragma clang attribute pop

}  // namespace krait
