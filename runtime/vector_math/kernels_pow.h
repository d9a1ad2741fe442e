// pow: e**(y log x), where log x is a sum of two numbers with a relative error of 2**-65 (2**-34 in single precision): that
// of r**3 in the series, the highest power whose coefficient is not a sum. (The method is that of S. Gal, 1986, and of Arm's
// optimized routines; our tables are smaller, so that they fit into registers, and the series longer.)
template <class T, int kLanes>
struct PowKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using Exp = ExpKernels<T, kLanes>;
  using Log = LogKernels<T, kLanes>;
  using K = LogConstants<T>;

  static Pair logOf(F x) {
    const auto s = Log::split(x);
    const Pair product = L::productOf(s.z, L::lookUp(K::kInverse, s.index));
    const Pair r = L::ordered(product.head - T(1), product.tail);
    const Pair square = L::productOf(r.head, r.head);
    const F cubic = L::polynomial(K::kPowLog, r.head);
    const F quadratic = L::fma(r.head, cubic, T(-0.5));
    const F quadratic_tail = L::fma(r.head, cubic, T(-0.5) - quadratic);
    const Pair series = L::productOf(square.head, quadratic);
    const F series_tail = L::fma(square.head, quadratic_tail, L::fma(square.tail, quadratic, series.tail));
    const F whole = L::fma(s.exponent, K::kLogEOf2, L::lookUp(K::kLogE, s.index));
    const F rest = L::fma(s.exponent, K::kLogEOf2Tail, L::lookUp(K::kLogETail, s.index));
    const Pair linear = L::ordered(whole, r.head);
    const Pair sum = L::ordered(linear.head, series.head);
    return {sum.head, sum.tail + (linear.tail + (L::fma(-r.tail, r.head, r.tail) + (rest + series_tail)))};
  }

  static F expOf(F head, F tail) {
    const F x = L::clamp(head, L::kIsDouble ? T(-746) : T(-104), L::kIsDouble ? T(710) : T(89));
    tail = x == head ? tail : F{};
    const auto a = Exp::reduce(x);
    const Pair r = L::ordered(a.r, a.r_tail + tail);
    using E = ExpConstants<T>;
    const F change = L::fma(r.head * r.head, L::polynomial(E::kExp, r.head), r.head) + (L::lookUp(E::kPowerTail, a.k) + r.tail);
    const F sixteenths = L::lookUp(E::kPower, a.k);
    return L::scale(L::fma(sixteenths, change, sixteenths), a.k >> 4);
  }

  static F pow(F x, F y) {
    constexpr T kLargest = L::kIsDouble ? T(0x1p64) : T(0x1p32);  // to it, even the number next to 1 is out of range
    const Pair log = logOf(L::magnitude(x));
    const F limited = L::clamp(y, -kLargest, kLargest);
    const F head = log.head * limited;
    const F tail = L::fma(log.tail, limited, L::fma(log.head, limited, -head));
    const F result = expOf(head, tail);
    const I is_special = Log::isSpecial(x) | ~(y == y);
    return L::any(is_special) ? special(result, x, y, is_special) : result;
  }

  // The power of the magnitude of x has the sign of x where y is odd. What is left are zeros, subnormals, infinities, nan, and
  // negative numbers to powers that are no integers.
  __attribute__((noinline, cold)) static F special(F result, F x, F y, I is_special) {
    const F half = y * T(0.5);
    const I is_integer = __builtin_elementwise_trunc(y) == y;
    const I is_odd = is_integer & (__builtin_elementwise_trunc(half) != half);
    const I is_negative = is_integer & ~Log::isSpecial(-x);
    result = L::flipSign(result, is_negative & is_odd & L::kSign);
    is_special &= ~is_negative;
    return L::any(is_special) ? L::replace(result, x, y, is_special, library_pow) : result;
  }
};
