// hypot and cbrt.
//
// hypot: of numbers scaled by a power of two, the root of the sum of squares, each a sum of two numbers, and
// what that lacks. cbrt: a third of the bits of x, which are a rough logarithm (W. Kahan, Computing a real
// cube root, 1991), taken from a constant is w near x**(-1/3); steps w (1 - e)**(-1/3) with e = 1 - x w**3;
// and then what the cube of the result lacks.
template <class T, int kLanes>
struct RootKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Int;
  using typename L::Pair;
  using K = RootConstants<T>;

  static constexpr Int kInfinity = L::bitsOf(std::numeric_limits<T>::infinity());

  static F hypot(F x, F y) {
    const F width = L::magnitude(x), height = L::magnitude(y);
    const F large = width > height ? width : height;
    const F small = width > height ? height : width;
    const I exponents = L::bits(large) & kInfinity;
    const F down = L::fromBits(2 * L::kOne - exponents);
    const F a = large * down, b = small * down;
    const Pair square = L::productOf(a, a), other = L::productOf(b, b);
    const Pair sum = L::ordered(square.head, other.head);
    const F root = L::root(sum.head);
    const F tail = L::rootTail(sum.head, sum.tail + (square.tail + other.tail), root);
    const F result = (root + tail) * L::fromBits(exponents);
    constexpr Int kLeast = Int{2} << L::kMantissaBits;
    const I is_special = (L::isOutside(L::bits(large), kLeast, kInfinity - kLeast) & (large != T(0))) | ~(small <= large);
    return L::any(is_special) ? L::replace(result, x, y, is_special, library_hypot) : result;
  }

  // 3 % from the truth.
  static F inverseEstimate(F size) {
    if constexpr (L::kIsDouble) {
      constexpr int kShift = 20;  // what is left has less than 51 bits
      const F shifted = L::fromBits((L::bits(size) >> kShift) + L::bitsOf(L::kRounder));
      const F thirds = L::fma(shifted, T(-1.0 / 3), L::all(L::kRounder / 3 * 4));
      return L::fromBits((L::bits(thirds) << kShift) + K::kEstimate);
    } else {
      const F thirds = __builtin_convertvector(L::bits(size), F) * T(-1.0 / 3);
      return L::fromBits(__builtin_convertvector(thirds, I) + K::kEstimate);
    }
  }

  static F cbrt(F x) {
    const F size = L::magnitude(x);
    F w = inverseEstimate(size);
    const F lack = L::fma(-size * w, w * w, T(1));
    w = L::fma(w * lack, L::polynomial(K::kCbrt, lack), w);
    const F square = w * w;
    F y = size * square;
    if constexpr (L::kIsDouble) {
      const F rest = L::fma(-y, w, T(1));
      y = L::fma(y * rest, L::fma(rest, T(5.0 / 9), L::all(T(2.0 / 3))), y);
    }
    const F left = L::fma(-y, y * y, size);
    const F root = L::fma(left * square, L::all(T(1.0 / 3)), y);
    const F result = L::withSignOf(root, x);
    constexpr Int kLowest = L::bitsOf(L::kIsDouble ? T(0x1p-900) : T(0x1p-90));
    constexpr Int kHighest = L::bitsOf(L::kIsDouble ? T(0x1p1000) : T(0x1p120));
    const I is_special = L::isOutside(L::bits(size), kLowest, kHighest);
    return L::any(is_special) ? special(result, x) : result;
  }

  // Brings what is out of range into it. Zero, infinite and nan are the same as their cubes.
  __attribute__((noinline, cold)) static F special(F result, F x) {
    const F size = L::magnitude(x);
    constexpr T kBy = L::kIsDouble ? T(0x1p210) : T(0x1p60), kRootBy = L::kIsDouble ? T(0x1p70) : T(0x1p20);
    const I is_small = size < L::all(L::kIsDouble ? T(0x1p-900) : T(0x1p-90));
    const I is_large = size >= L::all(L::kIsDouble ? T(0x1p1000) : T(0x1p120));
    const I is_fixed = (x == T(0)) | L::isOutside(L::bits(size), Int{0}, kInfinity);
    const F scaled = is_small ? x * kBy : is_large ? x * (1 / kBy) : x;
    const F root = cbrt(is_fixed ? L::all(1) : scaled);
    const F unscaled = is_small ? root * (1 / kRootBy) : is_large ? root * kRootBy : result;
    return is_fixed ? x + x : unscaled;
  }
};
