// erf and erfc. For x >= 0, e**(x**2) erfc x = P(t) / (1 + 2x) with a polynomial P of t = (x - c) / (x + c),
// c = 3.75, which takes all x to -1 ... 1. (M. Shepherd and J. Laframboise, Chebyshev approximation of (1 +
// 2x) exp(x**2) erfc x, 1981.) e**(-x**2) takes the rest of the square with it. erf of small numbers, where
// an error of t would tell, has a series of its own. erf of doubles is 16 polynomials.
template <class T, int kLanes>
struct ErfKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using K = ErfConstants<T>;
  using E = ExpConstants<T>;

  // Of x >= kErfEnd, not so large that the result were no normal number.
  static F erfcSize(F x) {
    const F inverse = T(1) / (x + T(3.75));
    const F estimate = (x - T(3.75)) * inverse;
    const F t = L::fma(L::fma(-estimate, x + T(3.75), x - T(3.75)), inverse, estimate);
    const Pair p = L::ordered(L::all(K::kErfc[0]), t * L::polynomial(K::kErfcRest, t));
    const Pair below = L::ordered(L::all(1), x + x);
    const Pair above = L::ordered(x + x, L::all(1));
    const F below_tail = x > L::all(T(0.5)) ? above.tail : below.tail;
    const F inverse_below = T(1) / below.head;
    const F quotient = p.head * inverse_below;
    const F left =
        L::fma(-quotient, below_tail, L::fma(-quotient, below.head, p.head) + (p.tail + T(K::kErfcTail)));

    const Pair square = L::productOf(x, x);
    const F rounded = L::fma(square.head, -E::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F near = L::fma(k, -E::kLn2High, -square.head);
    const F r = L::fma(k, -E::kLn2Low, near) - square.tail;
    const I index = L::bits(rounded);
    const F change = L::fma(r * r, L::polynomial(E::kExp, r), r) + L::lookUp(E::kPowerTail, index);
    const F power = L::lookUp(E::kPower, index);
    const Pair product = L::productOf(power, quotient);
    const F tail = L::fma(power * left, inverse_below, product.tail);
    return L::scaleSixteenths(product.head + L::fma(product.head, change, tail), index, k);
  }

  // Of 0 <= x <= kErfEnd.
  static Pair erfSmall(F x) {
    const F square = x * x;
    const Pair linear = L::productOf(x, L::all(K::kErf));
    return {linear.head,
            L::fma(x, L::all(K::kErfTail), linear.tail + x * square * L::polynomial(K::kErfSeries, square))};
  }

  static constexpr T kLargest = L::kIsDouble ? T(26.5) : T(9.1);

  static F erfc(F x) {
    const F size = L::magnitude(x);
    const Pair erf = erfSmall(size);
    const I flip = L::sign(x) ^ L::kSign;
    const Pair one = L::ordered(L::all(1), L::flipSign(erf.head, flip));
    const F small = one.head + (one.tail + L::flipSign(erf.tail, flip));
    const F large = erfcSize(L::limit(size, kLargest));
    const F result = size < L::all(K::kErfEnd) ? small : x < F{} ? T(2) - large : large;
    const I is_special = ~(x <= L::all(kLargest));
    return L::any(is_special) ? L::replace(result, x, is_special, library_erfc) : result;
  }

  static F erf(F x) {
    const F size = L::magnitude(x);
    if constexpr (L::kIsDouble) {
      using D = DoubleConstants;
      return L::withSignOf(L::template shiftedPiecewise<3, D::kErfPoints, D::kErf>(2.0, 8.0, L::limit(size, 6.0)), x);
    }
    const Pair small = erfSmall(size);
    const F large = T(1) - erfcSize(L::limit(size, T(4.5)));
    return L::withSignOf(size < L::all(K::kErfEnd) ? small.head + small.tail : large, x);
  }
};
