// With AVX-512, whose instructions compare 64-bit numbers; see position_range.h.
#include <immintrin.h>

#include "runtime/indexing/position_range.h"

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)

namespace krait::indexing {

// At least 8 positions; the last 8 may be looked at twice.
PositionRange avx512RangeOf(const int64_t* values, int64_t count) {
  __m512i low = _mm512_loadu_si512(values + count - 8), high = low, low2 = low, high2 = low;
  int64_t k = 0;
  for (; k + 16 <= count; k += 16) {
    const __m512i a = _mm512_loadu_si512(values + k), b = _mm512_loadu_si512(values + k + 8);
    low = _mm512_min_epi64(low, a);
    high = _mm512_max_epi64(high, a);
    low2 = _mm512_min_epi64(low2, b);
    high2 = _mm512_max_epi64(high2, b);
  }
  if (k + 8 <= count) {
    const __m512i a = _mm512_loadu_si512(values + k);
    low = _mm512_min_epi64(low, a);
    high = _mm512_max_epi64(high, a);
  }
  return {_mm512_reduce_min_epi64(_mm512_min_epi64(low, low2)),
          _mm512_reduce_max_epi64(_mm512_max_epi64(high, high2))};
}

}  // namespace krait::indexing

#pragma clang attribute pop
