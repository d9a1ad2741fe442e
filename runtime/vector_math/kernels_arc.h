// atan, atan2, asin and acos.
//
// The angle of a / b, 0 <= a <= b, is that of c plus the angle of (a - c b) / (b + c a), with c near the
// quotient: found from the difference of the numbers' bits, a rough logarithm, so that there is one division.
// The points c are such that their angles are on the grid on which angles are added. The other octants reflect
// this. asin and acos: one polynomial in z, x**2 where |x| is below a half, else (1 - |x|)/2, since asin x =
// pi/2 - 2 asin sqrt z. (The reflection is fdlibm's, Sun Microsystems 1993.)
template <class T, int kLanes>
struct ArcKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Int;
  using typename L::Pair;
  using K = ArcConstants<T>;

  // Between which a quotient and what it leaves are exact.
  static constexpr Int kLowest = L::bitsOf(L::kIsDouble ? T(0x1p-450) : T(0x1p-60));
  static constexpr Int kHighest = L::bitsOf(L::kIsDouble ? T(0x1p500) : T(0x1p60));

  // t, and what the third power of it and more add to its angle.
  struct Small {
    F t, rest;
  };
  // Of above / below, with what is left when the quotient is rounded. Its inverse need not be exact: of floats a rough
  // logarithm, the number's bits, is negated.
  static Small small(F above, F below) {
    if constexpr (!L::kIsDouble) {
      constexpr Int kSixteenth = Int{1} << (L::kMantissaBits - 4);
      const F t = above / below;
      const F left = L::fma(-t, below, above);
      const F square = t * t;
      const F inverse = L::fromBits(2 * L::kOne - kSixteenth - L::bits(below));
      return {t, L::fma(t * square, L::polynomial(K::kAtan, square), left * inverse)};
    } else {
      const F inverse = T(1) / below;
      const F t = above * inverse;
      const F left = L::fma(-t, below, above);
      const F square = t * t;
      return {t, L::fma(t * square, L::polynomial(K::kAtan, square), left * inverse)};
    }
  }

  // Of one number: c over the whole line, as p / q, which starts with 0 / 1 and ends with 1 / 0.
  static F atan(F x) {
    constexpr T kInfinite = L::kIsDouble ? T(0x1p60) : T(0x1p40);
    F size = L::magnitude(x);
    size = size > L::all(kInfinite) ? L::all(kInfinite) : size;
    constexpr int kHalf = L::kMantissaBits - 1;  // of an octave
    I index = L::bits(size) - (L::bitsOf(T(0.09375)) - (Int{1} << kHalf));
    index = index > 0 ? index : I{};
    index = (index < (Int{15} << kHalf) ? index : I{} + (Int{15} << kHalf)) >> kHalf;
    const F p = L::lookUp(K::kPointAbove, index), q = L::lookUp(K::kPointBelow, index);
    const Small near = small(L::fma(size, q, -p), L::fma(size, p, q));
    return L::withSignOf(L::lookUp(K::kPointAngle, index) + (near.t + near.rest), x);
  }

  static F atan2(F y, F x) {
    const F height = L::magnitude(y), width = L::magnitude(x);
    const I is_steep = height > width;
    const F a = is_steep ? width : height;
    const F b = is_steep ? height : width;
    constexpr int kQuarter = L::kMantissaBits - 2;  // of an octave
    I index = L::bits(a) - L::bits(b) + ((Int{31} << kQuarter) / 2);
    index = (index > 0 ? index : I{}) >> kQuarter;
    const F c = L::lookUp(K::kTangent, index);
    // The angle is to be taken from the base where either, but not both, hold: steep, to the left.
    const I flip = (L::bits(x) ^ (is_steep & L::kSign)) & L::kSign;
    const Small near = small(L::flipSign(L::fma(-c, b, a), flip), L::fma(c, a, b));
    const I is_left = L::bits(x) >> (sizeof(T) * 8 - 1);
    const F base = is_steep ? L::all(K::kHalfPi) : L::fromBits(is_left & L::bitsOf(2 * K::kHalfPi));
    const F whole = base + L::flipSign(L::lookUp(K::kAngle, index), flip);
    const F change = near.t + L::fma(base, K::kHalfPiTail / K::kHalfPi, near.rest);
    const F result = L::flipSign(whole + change, L::sign(y));
    const I is_special = L::isOutside(L::bits(b), kLowest, kHighest);
    return L::any(is_special) ? special(result, y, x, is_special) : result;
  }

  // Zeros are common.
  __attribute__((noinline, cold)) static F special(F result, F y, F x, I mask) {
    const I is_zero = (L::magnitude(y) == F{}) & (L::magnitude(x) == F{});
    const F half_turn = L::fromBits((L::bits(x) >> (sizeof(T) * 8 - 1)) & L::bitsOf(K::kPi + K::kPiTail));
    result = is_zero ? L::withSignOf(half_turn, y) : result;
    const I is_left = mask & ~is_zero;
    return L::any(is_left) ? L::replace(result, y, x, is_left, library_atan2) : result;
  }

  // asin of r, whose square is z = r**2, is r and series(z) r.
  struct Arc {
    I is_small;
    F size, r, series;
  };
  static Arc arc(F x) {
    const F size = L::magnitude(x);
    const I is_small = size < L::all(T(0.5));
    const F z = is_small ? size * size : L::fma(size, T(-0.5), L::all(T(0.5)));
    const F root = L::root(z);
    const F tail = L::rootTail(z, F{}, root);
    const F r = is_small ? size : root;
    const F r_tail = L::fromBits(L::bits(tail) & ~is_small);
    return {is_small, size, r, L::fma(r * z, L::polynomial(K::kAsin, z), r_tail)};
  }

  static F asin(F x) {
    const Arc a = arc(x);
    const F twice = a.r + a.r;
    const F head = T(K::kHalfPi) - twice;
    const F tail = ((T(K::kHalfPi) - head) - twice) + (T(K::kHalfPiTail) - (a.series + a.series));
    return L::withSignOf(a.is_small ? a.r + a.series : head + tail, x);
  }

  // pi/2 - asin x where |x| is small; else 2 asin r, or pi less that.
  static F acos(F x) {
    const Arc a = arc(x);
    const I sign = L::sign(x);
    const F r = a.is_small ? a.r : a.r + a.r;
    const F series = a.is_small ? a.series : a.series + a.series;
    const I is_left = L::bits(x) >> (sizeof(T) * 8 - 1);
    const F base = a.is_small ? L::all(K::kHalfPi) : L::fromBits(is_left & L::bitsOf(K::kPi));
    const F base_tail = a.is_small ? L::all(K::kHalfPiTail) : L::fromBits(is_left & L::bitsOf(K::kPiTail));
    const I flip = sign ^ (a.is_small & L::kSign);
    const F change = L::flipSign(r, flip);
    const Pair sum = L::ordered(base, change);
    return sum.head + (sum.tail + (base_tail + L::flipSign(series, flip)));
  }
};
