// pow: e**(y log x), where log x is a sum of two numbers with a relative error of about 2**-64. (The method
// is S. Gal's, 1986, and that of Arm's optimized routines; our tables are smaller, to fit into registers, and
// the series longer.)
template <class T, int kLanes>
struct PowKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using Exp = ExpKernels<T, kLanes>;
  using Log = LogKernels<T, kLanes>;
  using K = LogConstants<T>;

  static constexpr T kHigh = L::kIsDouble ? T(708) : T(87);

  static Pair logOf(F x) {
    const auto s = Log::split(x);
    const F r = L::fma(s.z, L::lookUp(K::kInverse, s.index), T(-1));
    const F whole = L::fma(s.exponent, K::kLogEOf2, L::lookUp(K::kLogE, s.index));
    F rest = L::fma(s.exponent, K::kLogEOf2Tail, L::lookUp(K::kLogETail, s.index));
    const F cubic = L::polynomial(K::kPowLog, r);
    const Pair square = L::productOf(r, r);
    const Pair linear = L::ordered(whole, r);
    // Of r**3 the head has all, of floats nothing: less is lost there than a float can hold.
    const F quadratic = L::kIsDouble ? L::fma(r, cubic, T(-0.5)) : L::all(T(-0.5));
    const F head = L::fma(square.head, quadratic, linear.head);
    const F tail = L::fma(square.head, quadratic, linear.head - head) + linear.tail;
    rest = L::fma(square.tail, quadratic, rest);
    if constexpr (L::kIsDouble) {
      rest = L::fma(square.head, L::fma(r, cubic, T(-0.5) - quadratic), rest);
    } else {
      rest = L::fma(square.head * r, cubic, rest);
    }
    return {head, tail + rest};
  }

  static F expOf(F head, F tail, F sum) {
    using E = ExpConstants<T>;
    const F rounded = L::fma(sum, E::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F r = L::fma(k, -E::kLn2Low, L::fma(k, -E::kLn2High, head)) + tail;
    return Exp::template power<L::kIsDouble>(L::bits(rounded), k, r);
  }

  static F pow(F x, F y) {
    const Pair log = logOf(L::magnitude(x));
    const F head = log.head * y;
    const F tail = L::fma(log.tail, y, L::fma(log.head, y, -head));
    const F sum = head + tail;
    const F result = expOf(head, tail, sum);
    const I is_special = Log::isSpecial(x) | ~(L::magnitude(sum) <= L::all(kHigh));
    return L::any(is_special) ? special(result, x, y, sum, is_special) : result;
  }

  // The power of the magnitude of x has the sign of x where y is odd; that of zero is one, zero or infinite. The C library
  // does what is left: subnormals, infinities, nan, negative numbers to powers that are no integers, and results that are
  // out of range or next to it.
  __attribute__((noinline, cold)) static F special(F result, F x, F y, F exponent, I is_special) {
    const F half = y * T(0.5);
    const I is_integer = __builtin_elementwise_trunc(y) == y;
    const I is_odd = is_integer & (__builtin_elementwise_trunc(half) != half);
    const I is_zero = (x == T(0)) & (y == y);
    const I is_negative = is_integer & ~Log::isSpecial(-x) & (L::magnitude(exponent) <= L::all(kHigh));
    const F infinity = L::all(std::numeric_limits<T>::infinity());
    const F of_zero = y > T(0) ? F{} : y < T(0) ? infinity : L::all(1);
    result = L::flipSign(is_zero ? of_zero : result, (is_negative | is_zero) & is_odd & L::sign(x));
    is_special &= ~(is_negative | is_zero);
    return L::any(is_special) ? L::replace(result, x, y, is_special, library_pow) : result;
  }
};
