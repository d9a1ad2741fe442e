// exp, exp2, expm1 and tanh. x = (16 n + j) ln2/16 + r gives 2**n * 2**(j/16) * e**r, with 2**(j/16) from a table that
// also holds how far its entries are from the truth, so that the last addition is the only error that counts.
template <class T, int kLanes>
struct ExpKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using K = ExpConstants<T>;

  // x less k sixteenths of ln2, as a sum; k also in the last bits.
  struct Reduced {
    F r, r_tail, k;
    I bits;
  };
  static Reduced reduce(F x) {
    const F rounded = L::fma(x, K::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F near = L::fma(k, -K::kLn2High, x);
    const F r = L::fma(k, -K::kLn2Low, near);
    return {r, L::fma(k, -K::kLn2Low, near - r), k, L::bits(rounded)};
  }

  // Without the table's tail the error is half a unit larger.
  template <bool kHasTail = true>
  static F power(I bits, F k, F r) {
    F change = L::fma(r * r, L::polynomial(K::kExp, r), r);
    if constexpr (kHasTail) change += L::lookUp(K::kPowerTail, bits);
    const F sixteenths = L::lookUp(K::kPower, bits);
    return L::scaleSixteenths(L::fma(sixteenths, change, sixteenths), bits, k);
  }

  static F exp(F x) {
    const Reduced a = reduce(L::clamp(x, L::kIsDouble ? T(-746) : T(-104), L::kIsDouble ? T(710) : T(89)));
    return power(a.bits, a.k, a.r);
  }

  static F exp2(F x) {
    x = L::clamp(x, L::kIsDouble ? T(-1076) : T(-151), L::kIsDouble ? T(1025) : T(129));
    const F rounded = L::fma(x, L::all(16), L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    return power(L::bits(rounded), k, L::fma(k, T(-0.0625), x) * K::kLn2);
  }

  // e**x - 1 as a sum, for x that does not overflow. Where k is 0 the power is 1 and what it is above 1 is 0, so that a
  // small x keeps its precision.
  struct Sum {
    F head, tail;
  };
  static Sum expm1Sum(F x) {
    const Reduced a = reduce(x);
    const F r = a.r;
    const F power = L::scaleSixteenths(L::lookUp(K::kPower, a.bits), a.bits, a.k);
    const F above = power - T(1);
    const F above_tail = (power - above) - T(1);
    const F linear = power * r;
    const F linear_tail = L::fma(power, r, -linear);
    const F rest = L::fma(r * r, L::polynomial(K::kExp, r), a.r_tail + L::lookUp(K::kPowerTail, a.bits));
    const F head = above + linear;
    return {head, ((above - head) + linear) + L::fma(power, rest, above_tail + linear_tail)};
  }

  static F expm1(F x) {
    constexpr T kHigh = L::kIsDouble ? T(709) : T(88);
    const Sum sum = expm1Sum(L::clamp(x, T(-40), kHigh));
    const F result = L::withSignOf(sum.head + sum.tail, x);
    const I is_large = x > L::all(kHigh);
    return L::any(is_large) ? L::replace(result, x, is_large, library_expm1) : result;
  }

  // Polynomials, of intervals that take in more the farther they are from the poles at i pi/2.
  static F tanh(F x) {
    const F size = L::magnitude(x);
    if constexpr (!L::kIsDouble) {
      return L::withSignOf(L::piecewise(SingleConstants::kTanhPoints, SingleConstants::kTanh, 0x1p-4F, size), x);
    } else {
      using D = DoubleConstants;
      return L::withSignOf(L::template shiftedPiecewise<2, D::kTanhPoints, D::kTanh>(1.0, 16.0, L::limit(size, 19.2)), x);
    }
  }
};
