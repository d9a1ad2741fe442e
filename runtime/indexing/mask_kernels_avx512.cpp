// Loops over masks with AVX-512: 64 bools become 64 bits, of which each vector of elements takes its share.
//
// Vectors are read under the mask, so that no memory behind an array is touched.
#include <immintrin.h>

#include <array>
#include <bit>
#include <cstring>

#include "runtime/indexing/mask_kernels.h"

#pragma clang attribute push(                                                                                \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt"))),                   \
    apply_to = function)

namespace krait::indexing {
namespace {

constexpr int64_t kBlock = 64;

// The instructions for elements of kBytes each. Bits: one for each element of a vector.
template <int kBytes>
struct Lanes;

template <>
struct Lanes<1> {
  static __m512i load(uint64_t bits, const char* from) { return _mm512_maskz_loadu_epi8(bits, from); }
  static void store(char* to, uint64_t bits, __m512i v) { _mm512_mask_storeu_epi8(to, bits, v); }
  static __m512i compress(uint64_t bits, __m512i v) { return _mm512_maskz_compress_epi8(bits, v); }
  static __m512i expand(uint64_t bits, __m512i v) { return _mm512_maskz_expand_epi8(bits, v); }
};

template <>
struct Lanes<2> {
  static __m512i load(uint64_t bits, const char* from) {
    return _mm512_maskz_loadu_epi16(static_cast<__mmask32>(bits), from);
  }
  static void store(char* to, uint64_t bits, __m512i v) {
    _mm512_mask_storeu_epi16(to, static_cast<__mmask32>(bits), v);
  }
  static __m512i compress(uint64_t bits, __m512i v) {
    return _mm512_maskz_compress_epi16(static_cast<__mmask32>(bits), v);
  }
  static __m512i expand(uint64_t bits, __m512i v) {
    return _mm512_maskz_expand_epi16(static_cast<__mmask32>(bits), v);
  }
};

template <>
struct Lanes<4> {
  static __m512i load(uint64_t bits, const char* from) {
    return _mm512_maskz_loadu_epi32(static_cast<__mmask16>(bits), from);
  }
  static void store(char* to, uint64_t bits, __m512i v) {
    _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(bits), v);
  }
  static __m512i compress(uint64_t bits, __m512i v) {
    return _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), v);
  }
  static __m512i expand(uint64_t bits, __m512i v) {
    return _mm512_maskz_expand_epi32(static_cast<__mmask16>(bits), v);
  }
};

template <>
struct Lanes<8> {
  static __m512i load(uint64_t bits, const char* from) {
    return _mm512_maskz_loadu_epi64(static_cast<__mmask8>(bits), from);
  }
  static void store(char* to, uint64_t bits, __m512i v) {
    _mm512_mask_storeu_epi64(to, static_cast<__mmask8>(bits), v);
  }
  static __m512i compress(uint64_t bits, __m512i v) {
    return _mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), v);
  }
  static __m512i expand(uint64_t bits, __m512i v) {
    return _mm512_maskz_expand_epi64(static_cast<__mmask8>(bits), v);
  }
};

// Two words each.
template <>
struct Lanes<16> {
  static uint64_t words(uint64_t bits) { return _pdep_u64(bits, 0x55) * 3; }
  static __m512i load(uint64_t bits, const char* from) { return Lanes<8>::load(words(bits), from); }
  static void store(char* to, uint64_t bits, __m512i v) { Lanes<8>::store(to, words(bits), v); }
  static __m512i compress(uint64_t bits, __m512i v) { return Lanes<8>::compress(words(bits), v); }
  static __m512i expand(uint64_t bits, __m512i v) { return Lanes<8>::expand(words(bits), v); }
};

// Up to 64 bools as bits.
uint64_t bitsAt(const uint8_t* mask, int64_t count) {
  const uint64_t there =
      count >= kBlock ? ~uint64_t{0} : _bzhi_u64(~uint64_t{0}, static_cast<unsigned>(count));
  const __m512i bools = _mm512_maskz_loadu_epi8(there, mask);
  return _mm512_test_epi8_mask(bools, bools);
}

// The share of a vector.
template <int kCount>
uint64_t bitsOf(uint64_t bits, int part) {
  if constexpr (kCount == kBlock) return bits;
  return bits >> (part * kCount) & ((uint64_t{1} << (kCount % kBlock)) - 1);
}

// Calls use(position of the first element, bits) for each vector of elements.
template <int kBytes, class Use>
[[gnu::always_inline]] void forEachVector(const uint8_t* mask, int64_t size, Use use) {
  constexpr int kCount = 64 / kBytes;
  for (int64_t k = 0; k < size; k += kBlock) {
    const uint64_t bits = bitsAt(mask + k, size - k);
    if (bits == 0) continue;
    for (int part = 0; part < kBytes; ++part) use(k + part * kCount, bitsOf<kCount>(bits, part));
  }
}

int64_t countTrue(const uint8_t* mask, int64_t size) {
  int64_t count = 0;
  for (int64_t k = 0; k < size; k += kBlock) count += std::popcount(bitsAt(mask + k, size - k));
  return count;
}

int64_t* positions(int64_t* out, const uint8_t* mask, int64_t size, int64_t first) {
  const __m512i lanes = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  forEachVector<8>(
      mask, size, [&](int64_t k, uint64_t bits) __attribute__((always_inline)) {
        const __m512i here = _mm512_add_epi64(lanes, _mm512_set1_epi64(first + k));
        _mm512_storeu_si512(out, Lanes<8>::compress(bits, here));
        out += std::popcount(bits);
      });
  return out;
}

template <int kBytes>
void select(char* out, const char* from, const uint8_t* mask, int64_t size) {
  forEachVector<kBytes>(
      mask, size, [&](int64_t k, uint64_t bits) __attribute__((always_inline)) {
        const __m512i elements = Lanes<kBytes>::load(bits, from + k * kBytes);
        _mm512_storeu_si512(out, Lanes<kBytes>::compress(bits, elements));
        out += std::popcount(bits) * kBytes;
      });
}

template <int kBytes>
void fill(char* to, const char* element, const uint8_t* mask, int64_t size) {
  char all[64];
  for (int k = 0; k < 64; k += kBytes) std::memcpy(all + k, element, kBytes);
  const __m512i elements = _mm512_loadu_si512(all);
  forEachVector<kBytes>(
      mask, size, [&](int64_t k, uint64_t bits) __attribute__((always_inline)) {
        Lanes<kBytes>::store(to + k * kBytes, bits, elements);
      });
}

template <int kBytes>
void spread(char* to, const char* values, const uint8_t* mask, int64_t size) {
  forEachVector<kBytes>(
      mask, size, [&](int64_t k, uint64_t bits) __attribute__((always_inline)) {
        const auto count = static_cast<unsigned>(std::popcount(bits));
        const __m512i elements = Lanes<kBytes>::load(_bzhi_u64(~uint64_t{0}, count), values);
        Lanes<kBytes>::store(to + k * kBytes, bits, Lanes<kBytes>::expand(bits, elements));
        values += count * kBytes;
      });
}

template <int kBytes>
constexpr MaskKernels kKernels{countTrue, positions, select<kBytes>, fill<kBytes>, spread<kBytes>};

constexpr std::array kBySize = {kKernels<1>, kKernels<2>, kKernels<4>, kKernels<8>, kKernels<16>};

}  // namespace

const MaskKernels& avx512MaskKernels(int64_t item_size) {
  return kBySize[static_cast<size_t>(std::countr_zero(static_cast<uint64_t>(item_size)))];
}

}  // namespace krait::indexing

#pragma clang attribute pop
