// NumPy's floor division and remainder of 8 64-bit integers at a time, for which no processor has an instruction: by doubles.
//
// A first quotient, of the numbers rounded to doubles, is off by 2**12 at most, and what it leaves fits into 64 bits. A second
// one, of that and to the nearest integer, leaves no more than half the divisor (and 2**-38 of it), so that the signs say
// whether to go one down. No step rounds what it leaves, so that the result is exact. Compiled for AVX-512.
#include <immintrin.h>

namespace {

struct Division {
  __m512i quotient, remainder;
};

// Rounded down, of divisors that are not 0. The smallest integer by -1 wraps around.
Division divide(__m512i a, __m512i b) {
  const __m512d largest = _mm512_set1_pd(0x1.fffffffffffffp62);
  const __m512d inverse = _mm512_div_pd(_mm512_set1_pd(1.0), _mm512_cvtepi64_pd(b));
  const __m512d estimate = _mm512_min_pd(_mm512_mul_pd(_mm512_cvtepi64_pd(a), inverse), largest);
  const __m512i first = _mm512_cvtpd_epi64(estimate);
  const __m512i left = _mm512_sub_epi64(a, _mm512_mullo_epi64(first, b));
  const __m512i second = _mm512_cvtpd_epi64(_mm512_mul_pd(_mm512_cvtepi64_pd(left), inverse));
  const __m512i rest = _mm512_sub_epi64(left, _mm512_mullo_epi64(second, b));
  const __mmask8 differs = _mm512_movepi64_mask(_mm512_xor_si512(rest, b));
  const __mmask8 is_above = _mm512_mask_test_epi64_mask(differs, rest, rest);
  const __m512i sum = _mm512_add_epi64(first, second);
  return {_mm512_mask_sub_epi64(sum, is_above, sum, _mm512_set1_epi64(1)), _mm512_mask_add_epi64(rest, is_above, rest, b)};
}

__m512i orOne(__m512i b, __mmask8 is_zero) { return _mm512_mask_mov_epi64(b, is_zero, _mm512_set1_epi64(1)); }

}  // namespace

// The vector forms of kr_numpy_floor_divide and kr_numpy_remainder (int_math.h): by 0 both are 0.
extern "C" {

__m512i _ZGVeN8vv_kr_numpy_floor_divide(__m512i a, __m512i b) {
  const __mmask8 is_zero = _mm512_testn_epi64_mask(b, b);
  return _mm512_maskz_mov_epi64(~is_zero, divide(a, orOne(b, is_zero)).quotient);
}

__m512i _ZGVeN8vv_kr_numpy_remainder(__m512i a, __m512i b) {
  const __mmask8 is_zero = _mm512_testn_epi64_mask(b, b);
  return _mm512_maskz_mov_epi64(~is_zero, divide(a, orOne(b, is_zero)).remainder);
}

}  // extern "C"
