// Vectors of kLanes floats and what the kernels do with them beyond C's operators. Every operation gives the same bits
// for any number of lanes and on any instruction set: products are fused where fma() says so and nowhere else.
//
// Included by one file for each instruction set, inside its unnamed namespace: nothing here may be shared between files
// that are compiled for different processors.
template <class T, int kLanes>
struct Lanes {
  static constexpr bool kIsDouble = sizeof(T) == 8;
  using Int = std::conditional_t<kIsDouble, int64_t, int32_t>;
  using Unsigned = std::conditional_t<kIsDouble, uint64_t, uint32_t>;
  typedef T F __attribute__((vector_size(sizeof(T) * kLanes)));
  typedef Int I __attribute__((vector_size(sizeof(T) * kLanes)));
  typedef Unsigned U __attribute__((vector_size(sizeof(T) * kLanes)));

  static constexpr int kMantissaBits = kIsDouble ? 52 : 23;
  static constexpr Int kSign = std::numeric_limits<Int>::min();
  static constexpr Int bitsOf(T x) { return __builtin_bit_cast(Int, x); }
  static constexpr Int kOne = kIsDouble ? static_cast<Int>(0x3ff0000000000000) : static_cast<Int>(0x3f800000);
  // Added to a number of less than half its size, leaves the nearest integer in the last bits.
  static constexpr T kRounder = kIsDouble ? T(0x1.8p52) : T(0x1.8p23);

  static F all(T x) { return F{} + x; }
  static I bits(F x) { return __builtin_bit_cast(I, x); }
  static F fromBits(I x) { return __builtin_bit_cast(F, x); }
  static F fma(F a, F b, F c) { return __builtin_elementwise_fma(a, b, c); }
  static F fma(F a, F b, T c) { return __builtin_elementwise_fma(a, b, all(c)); }
  static F fma(F a, T b, F c) { return __builtin_elementwise_fma(a, all(b), c); }
  static F magnitude(F x) { return fromBits(bits(x) & ~kSign); }
  static I sign(F x) { return bits(x) & kSign; }
  static F flipSign(F x, I sign) { return fromBits(bits(x) ^ sign); }

  // The smaller one; a nan stays one.
  static F limit(F x, T high) { return all(high) < x ? all(high) : x; }

  // A nan stays one.
  static F clamp(F x, T low, T high) {
    x = all(high) < x ? all(high) : x;
    return all(low) > x ? all(low) : x;
  }

  // c[0] + c[1] x + ...; pairs of terms side by side.
  template <int kTerms>
  static F polynomial(const T (&c)[kTerms], F x) {
    if constexpr (kTerms <= 3) {
      F sum = all(c[kTerms - 1]);
#pragma clang loop unroll(full)
      for (int k = kTerms - 2; k >= 0; --k) sum = fma(sum, x, c[k]);
      return sum;
    } else {
      const F square = x * x;
      F sum = kTerms % 2 ? all(c[kTerms - 1]) : fma(all(c[kTerms - 1]), x, c[kTerms - 2]);
#pragma clang loop unroll(full)
      for (int k = kTerms - 4 + kTerms % 2; k >= 0; k -= 2) sum = fma(sum, square, fma(all(c[k + 1]), x, c[k]));
      return sum;
    }
  }

  // table[index % 16]
  static F lookUp(const T (&table)[16], I index) {
#ifdef __AVX512F__
    if constexpr (sizeof(F) == 128) {
      struct Halves {
        typename Lanes<T, kLanes / 2>::I low, high;
      };
      const auto halves = __builtin_bit_cast(Halves, index);
      struct {
        typename Lanes<T, kLanes / 2>::F low, high;
      } found{Lanes<T, kLanes / 2>::lookUp(table, halves.low), Lanes<T, kLanes / 2>::lookUp(table, halves.high)};
      return __builtin_bit_cast(F, found);
    } else if constexpr (kIsDouble && kLanes == 8) {
      return __builtin_bit_cast(F, _mm512_permutex2var_pd(_mm512_load_pd(table), __builtin_bit_cast(__m512i, index),
                                                          _mm512_load_pd(table + 8)));
    } else if constexpr (!kIsDouble && kLanes == 16) {
      return __builtin_bit_cast(F, _mm512_permutexvar_ps(__builtin_bit_cast(__m512i, index), _mm512_load_ps(table)));
    } else
#endif
#ifdef __AVX2__
    if constexpr (!kIsDouble && kLanes == 8) {
      const auto places = __builtin_bit_cast(__m256i, index);
      const __m256 low = _mm256_permutevar8x32_ps(_mm256_load_ps(table), places);
      const __m256 high = _mm256_permutevar8x32_ps(_mm256_load_ps(table + 8), places);
      return __builtin_bit_cast(F, _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(places, 28))));
    } else
#endif
    {
      F found;
#pragma clang loop unroll(full)
      for (int k = 0; k < kLanes; ++k) found[k] = table[index[k] & 15];
      return found;
    }
  }

  // x >= 0: the polynomial of the interval it is in. The first ends at `first`, the others are half octaves, and what is
  // beyond the last one is taken to stand at its end.
  template <int kTerms>
  static F piecewise(const T (&points)[16], const T (&terms)[kTerms][16], T first, F x) {
    constexpr int kHalfOctave = kMantissaBits - 1;
    const Int start = bitsOf(first) - (Int{1} << kHalfOctave);
    const F limited = limit(x, __builtin_bit_cast(T, start + (Int{16} << kHalfOctave) - 1));
    I index = bits(limited) - start;
    index = (index > 0 ? index : I{}) >> kHalfOctave;
    const F r = limited - lookUp(points, index);
    F sum = lookUp(terms[kTerms - 1], index);
#pragma clang loop unroll(full)
    for (int k = kTerms - 2; k >= 0; --k) sum = fma(sum, r, lookUp(terms[k], index));
    return sum;
  }

  // Columns of 16, one for each interval: its terms and its point.
  template <int kTerms>
  struct Intervals {
    alignas(64) T columns[16][(kTerms + 4) / 4 * 4] = {};
    constexpr Intervals(const T (&points)[16], const T (&terms)[kTerms][16]) {
      for (int j = 0; j < 16; ++j) {
        for (int k = 0; k < kTerms; ++k) columns[j][k] = terms[k][j];
        columns[j][kTerms] = points[j];
      }
    }
  };

  // The terms of each lane's interval, and its point behind them.
  template <auto& kPoints, auto& kTerms, int kCount>
  static void lookUpAll(I index, F (&found)[kCount]) {
#ifdef __AVX2__
    if constexpr (kIsDouble && kLanes == 4) {
      static constexpr Intervals<kCount - 1> kIntervals(kPoints, kTerms);
      const T* columns[4] = {kIntervals.columns[index[0] & 15], kIntervals.columns[index[1] & 15],
                             kIntervals.columns[index[2] & 15], kIntervals.columns[index[3] & 15]};
#pragma clang loop unroll(full)
      for (int k = 0; k < kCount; k += 4) {
        const __m256d a = _mm256_load_pd(columns[0] + k), b = _mm256_load_pd(columns[1] + k);
        const __m256d c = _mm256_load_pd(columns[2] + k), d = _mm256_load_pd(columns[3] + k);
        const __m256d ab = _mm256_unpacklo_pd(a, b), cd = _mm256_unpacklo_pd(c, d);
        const __m256d ab_high = _mm256_unpackhi_pd(a, b), cd_high = _mm256_unpackhi_pd(c, d);
        const __m256d four[] = {_mm256_permute2f128_pd(ab, cd, 0x20), _mm256_permute2f128_pd(ab_high, cd_high, 0x20),
                                _mm256_permute2f128_pd(ab, cd, 0x31), _mm256_permute2f128_pd(ab_high, cd_high, 0x31)};
        for (int n = 0; n < 4 && k + n < kCount; ++n) found[k + n] = __builtin_bit_cast(F, four[n]);
      }
      return;
    }
#endif
#pragma clang loop unroll(full)
    for (int k = 0; k < kCount - 1; ++k) found[k] = lookUp(kTerms[k], index);
    found[kCount - 1] = lookUp(kPoints, index);
  }

  // c[kFirst] + c[kFirst + 1] x + ...; groups of four terms side by side.
  template <int kFirst, int kTerms, int kCount>
  static F polynomialFrom(const F (&c)[kCount], F x) {
    const F square = x * x, fourth = square * square;
    F sum{};
#pragma clang loop unroll(full)
    for (int k = kFirst + (kTerms - kFirst - 1) / 4 * 4; k >= kFirst; k -= 4) {
      const auto pair = [&](int term) { return term + 1 < kTerms ? fma(c[term + 1], x, c[term]) : c[term]; };
      const F group = k + 2 < kTerms ? fma(pair(k + 2), square, pair(k)) : pair(k);
      sum = k + 4 < kTerms ? fma(sum, fourth, group) : group;
    }
    return sum;
  }

  // x >= 0: the polynomial of the interval it is in. Which one that is, the bits of x + shift say down to its octaves'
  // pieces, of which there are 2**kSplit each; what is beyond the 16 is in the last one.
  template <int kSplit, auto& kPoints, auto& kTerms>
  static F shiftedPiecewise(T shift, T beyond, F x) {
    constexpr int kCount = sizeof(kTerms) / sizeof(kTerms[0]);
    const F shifted = limit(x + shift, __builtin_bit_cast(T, bitsOf(beyond) - 1));
    F c[kCount + 1];
    lookUpAll<kPoints, kTerms>(bits(shifted) >> (kMantissaBits - kSplit), c);
    const F r = x - c[kCount];
    return c[0] + fma(r, c[1], r * r * polynomialFrom<2, kCount>(c, r));
  }

  // 2**n of -126 <= n <= 127, or -1022 <= n <= 1023.
  static F powerOfTwo(I n) { return fromBits((n << kMantissaBits) + kOne); }

  // y 2**n, rounded once; inf and subnormal where that is what it is. n within twice the range of powerOfTwo.
  static F scale(F y, I n) {
#ifdef __AVX512F__
    if constexpr (kIsDouble && kLanes == 8) {
      const __m512d power = _mm512_cvtepi64_pd(__builtin_bit_cast(__m512i, n));
      return __builtin_bit_cast(F, _mm512_scalef_pd(__builtin_bit_cast(__m512d, y), power));
    }
    if constexpr (!kIsDouble && kLanes == 16) {
      const __m512 power = _mm512_cvtepi32_ps(__builtin_bit_cast(__m512i, n));
      return __builtin_bit_cast(F, _mm512_scalef_ps(__builtin_bit_cast(__m512, y), power));
    }
#endif
    const I half = n >> 1;
    return y * powerOfTwo(half) * powerOfTwo(n - half);
  }

  // y 2**floor(k / 16), rounded once; k in the last bits and as a float.
  static F scaleSixteenths(F y, I k, F k_float) {
#ifdef __AVX512F__
    const F n = k_float * T(0.0625);
    if constexpr (kIsDouble && kLanes == 8)
      return __builtin_bit_cast(F, _mm512_scalef_pd(__builtin_bit_cast(__m512d, y), __builtin_bit_cast(__m512d, n)));
    if constexpr (!kIsDouble && kLanes == 16)
      return __builtin_bit_cast(F, _mm512_scalef_ps(__builtin_bit_cast(__m512, y), __builtin_bit_cast(__m512, n)));
#endif
    return scale(y, (k - bitsOf(kRounder)) >> 4);
  }

  // An integer of less than 2**22.
  static F toFloat(I n) {
#ifndef __AVX512DQ__
    if constexpr (kIsDouble) return fromBits(n + bitsOf(kRounder)) - all(kRounder);
#endif
    return __builtin_convertvector(n, F);
  }

  static bool any(I mask) { return __builtin_reduce_or(mask) != 0; }

  // A sum of two numbers and what its rounding lost. ordered: |a| >= |b|, or a is 0. (T. Dekker, 1971; D. Knuth.)
  struct Pair {
    F head, tail;
  };
  static Pair ordered(F a, F b) {
    const F head = a + b;
    return {head, (a - head) + b};
  }
  static Pair sumOf(F a, F b) {
    const F head = a + b;
    const F added = head - a;
    return {head, (a - (head - added)) + (b - added)};
  }
  static Pair productOf(F a, F b) {
    const F head = a * b;
    return {head, fma(a, b, -head)};
  }
  static F withSignOf(F size, F x) { return fromBits((bits(size) & ~kSign) | sign(x)); }
  static F root(F x) { return __builtin_elementwise_sqrt(x); }

  // What the square root of a lacks, where a_tail belongs to a, too. A reciprocal will do for that which is right at
  // powers of two and 12 % from the truth between them: the bits taken from a constant, a rough logarithm negated.
  static F rootTail(F a, F a_tail, F root) {
    constexpr Int kHalf = Int{1} << kMantissaBits;
    return (fma(-root, root, a) + a_tail) * fromBits(2 * kOne - kHalf - bits(root));
  }

  // Whether the bits are outside [low, high): zero, subnormal, infinite, nan, or negative when those of a number.
  static I isOutside(I bits, Int low, Int high) {
    return __builtin_bit_cast(U, bits - low) >= static_cast<Unsigned>(high - low);
  }

  // The lanes under the mask from f, one by one.
  __attribute__((noinline, cold)) static F replace(F result, F x, I mask, T (*f)(T)) {
    for (int k = 0; k < kLanes; ++k)
      if (mask[k]) result[k] = f(x[k]);
    return result;
  }
  __attribute__((noinline, cold)) static F replace(F result, F x, F y, I mask, T (*f)(T, T)) {
    for (int k = 0; k < kLanes; ++k)
      if (mask[k]) result[k] = f(x[k], y[k]);
    return result;
  }
};
