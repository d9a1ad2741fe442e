// pow: e**(y log x), where log x is a sum of two numbers: all terms of the series but r**3 and what follows are. (The method is
// S. Gal's, 1986, and that of Arm's optimized routines; our tables are smaller, to fit into registers, and the series longer.)
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
    const F r = L::fma(s.z, L::lookUp(K::kInverse, s.index), T(-1));
    const F whole = L::fma(s.exponent, K::kLogEOf2, L::lookUp(K::kLogE, s.index));
    F rest = L::fma(s.exponent, K::kLogEOf2Tail, L::lookUp(K::kLogETail, s.index));
    const F cubic = L::polynomial(K::kPowLog, r);
    const Pair quadratic = L::productOf(r * T(-0.5), r);
    const F cube = quadratic.head * (r * T(-2));
    const Pair linear = L::ordered(whole, r);
    const Pair sum = L::ordered(linear.head, quadratic.head);
    rest = L::fma(cube, cubic, rest + quadratic.tail);
    return L::ordered(sum.head, sum.tail + (linear.tail + rest));
  }

  static F expOf(F head, F tail) {
    using E = ExpConstants<T>;
    const F rounded = L::fma(head, E::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F r = L::fma(k, -E::kLn2Low, L::fma(k, -E::kLn2High, head)) + tail;
    return Exp::power(L::bits(rounded), k, r);
  }

  static F pow(F x, F y) {
    constexpr T kHigh = L::kIsDouble ? T(708) : T(87);
    const Pair log = logOf(L::magnitude(x));
    const F head = log.head * y;
    const F result = expOf(head, L::fma(log.tail, y, L::fma(log.head, y, -head)));
    const I is_special = Log::isSpecial(x) | ~(L::magnitude(head) <= L::all(kHigh));
    return L::any(is_special) ? special(result, x, y, head, is_special) : result;
  }

  // The power of the magnitude of x has the sign of x where y is odd. The C library does what is left: zeros, subnormals,
  // infinities, nan, negative numbers to powers that are no integers, and results that are out of range or next to it.
  __attribute__((noinline, cold)) static F special(F result, F x, F y, F head, I is_special) {
    const F half = y * T(0.5);
    const I is_integer = __builtin_elementwise_trunc(y) == y;
    const I is_odd = is_integer & (__builtin_elementwise_trunc(half) != half);
    constexpr T kHigh = L::kIsDouble ? T(708) : T(87);
    const I is_negative = is_integer & ~Log::isSpecial(-x) & (L::magnitude(head) <= L::all(kHigh));
    result = L::flipSign(result, is_negative & is_odd & L::kSign);
    is_special &= ~is_negative;
    return L::any(is_special) ? L::replace(result, x, y, is_special, library_pow) : result;
  }
};
