// exp, exp2, expm1 and tanh. x = (16 n + j) ln2/16 + r gives 2**n * 2**(j/16) * e**r, with 2**(j/16) from a table that
// also holds how far its entries are from the truth, so that the last addition is the only error that counts.
template <class T, int kLanes>
struct ExpKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using K = ExpConstants<T>;

  struct Parts {
    F power;   // 2**(j/16)
    F change;  // e**r - 1, and what the table lacks
    I n;
  };

  // r: the remainder, of k sixteenths.
  static Parts parts(I k, F r) {
    const F square = r * r;
    const F change = L::fma(square, L::polynomial(K::kExp, r), r);
    return {L::lookUp(K::kPower, k), change + L::lookUp(K::kPowerTail, k), k >> 4};
  }

  static Parts partsOfExp(F x) {
    const F rounded = L::fma(x, K::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F r = L::fma(k, -K::kLn2Low, L::fma(k, -K::kLn2High, x));
    return parts(L::bits(rounded) - __builtin_bit_cast(typename L::Int, L::kRounder), r);
  }

  static F exp(F x) {
    const Parts p = partsOfExp(L::clamp(x, L::kIsDouble ? T(-746) : T(-104), L::kIsDouble ? T(710) : T(89)));
    return L::scale(L::fma(p.power, p.change, p.power), p.n);
  }

  static F exp2(F x) {
    x = L::clamp(x, L::kIsDouble ? T(-1076) : T(-151), L::kIsDouble ? T(1025) : T(129));
    const F rounded = x * T(16) + L::kRounder;
    const F k = rounded - L::kRounder;
    const F r = L::fma(k, T(-0.0625), x) * K::kLn2;
    const Parts p = parts(L::bits(rounded) - __builtin_bit_cast(typename L::Int, L::kRounder), r);
    return L::scale(L::fma(p.power, p.change, p.power), p.n);
  }

  // e**x - 1 as a sum of two, for x that does not overflow by much. Where k is 0 the table's power is 1 and the
  // difference 0, so small x keep their precision.
  struct Sum {
    F head, tail;
  };
  static Sum expm1Sum(F x) {
    const Parts p = partsOfExp(x);
    const F power = L::scale(p.power, p.n);
    const F less_one = power - T(1);
    const F missing = (power - less_one) - T(1);  // 0 but where 1 is small beside the power
    const F change = power * p.change;
    const F change_tail = L::fma(power, p.change, -change);
    const F head = less_one + change;
    const F tail = ((less_one - head) + change) + (missing + change_tail);
    return {head, tail};
  }

  static F withSignOf(F size, F x) { return L::fromBits((L::bits(size) & ~L::kSign) | L::sign(x)); }

  static F expm1(F x) {
    constexpr T kHigh = L::kIsDouble ? T(709) : T(88);
    const Sum sum = expm1Sum(L::clamp(x, T(-40), kHigh));
    const F result = withSignOf(sum.head + sum.tail, x);
    const I is_large = x > L::all(kHigh);
    return L::any(is_large) ? L::replace(result, x, is_large, libraryExpm1) : result;
  }

  // (e**2x - 1) / (e**2x + 1), the quotient corrected by what it leaves.
  static F tanh(F x) {
    const F size = L::magnitude(x);
    constexpr T kOneFrom = L::kIsDouble ? T(20) : T(10);
    const F limited = L::all(kOneFrom) < size ? L::all(kOneFrom) : size;
    const Sum above = expm1Sum(limited + limited);
    const F below = above.head + T(2);
    const F added = below - above.head;
    const F below_tail = ((above.head - (below - added)) + (T(2) - added)) + above.tail;
    const F inverse = T(1) / below;
    const F quotient = above.head * inverse;
    const F left = L::fma(-quotient, below, above.head) + L::fma(-quotient, below_tail, above.tail);
    return withSignOf(L::fma(left, inverse, quotient), x);
  }
};
