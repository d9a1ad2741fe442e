// hypot and cbrt.
//
// hypot: of numbers scaled by a power of two, the root of the sum of squares, each a sum of two numbers, and what that lacks.
// cbrt: x = 2**(3q) 2**k z, 1 <= z < 2; a polynomial for z**(-1/3), two steps that treble the digits (the series of
// (1 - e)**(-1/3) is E. Schroeder's iteration, 1870), and then what the cube of the result lacks.
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
    const I is_special = L::isOutside(L::bits(large), kLeast, kInfinity - kLeast) | ~(small <= large);
    return L::any(is_special) ? L::replace(result, x, y, is_special, library_hypot) : result;
  }

  static F cbrt(F x) {
    const F size = L::magnitude(x);
    const I is_small = size < L::all(std::numeric_limits<T>::min());
    constexpr int kShift = L::kIsDouble ? 54 : 24;
    const F normal = is_small ? size * L::powerOfTwo(I{} + kShift) : size;
    const F z = L::fromBits((L::bits(normal) & ((Int{1} << L::kMantissaBits) - 1)) | L::kOne);
    const F exponent = L::toFloat((L::bits(normal) >> L::kMantissaBits) - (L::kOne >> L::kMantissaBits));
    const F rounded = L::fma(exponent, T(1.0 / 3), L::all(T(-1.0 / 3))) + L::kRounder;
    const F third = rounded - L::kRounder;
    const I k = L::bits(L::fma(third, L::all(-3), exponent) + L::kRounder);
    const F m = z * L::lookUp(K::kPower, k);
    const F estimate = L::polynomial(K::kCbrt, z) * L::lookUp(K::kCubeRoot, k);
    const F lack = L::fma(-m * estimate, estimate * estimate, T(1));
    const F w = L::fma(estimate * lack, L::fma(lack, T(2.0 / 9), L::all(T(1.0 / 3))), estimate);
    const F square = w * w;
    const F y = m * square;
    const Pair y_square = L::productOf(y, y);
    const F left = L::fma(-y, y_square.tail, L::fma(-y, y_square.head, m));
    const F root = L::fma(left * square, L::all(T(1.0 / 3)), y);
    const I up = L::bits(rounded) - L::bitsOf(L::kRounder) - (is_small & Int{kShift / 3});
    const I is_special = L::isOutside(L::bits(size), Int{1}, kInfinity);
    return is_special ? x + x : L::flipSign(root * L::powerOfTwo(up), L::sign(x));
  }
};
