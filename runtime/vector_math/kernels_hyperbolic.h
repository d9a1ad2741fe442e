// sinh, cosh, and the inverse functions asinh, acosh, atanh.
//
// x = (16 n + j) ln2/16 + r, as for exp; with A = 2**n 2**(j/16) / 2 and B = 1 / 4A, sinh x is
// (A - B) cosh r + (A + B) sinh r, and cosh x is (A + B) cosh r + (A - B) sinh r. The inverse functions are
// logarithms of sums of two numbers. Of floats, sinh, acosh and atanh have a polynomial of their own where
// the formula above would need sums of two numbers.
template <int kLanes>
struct SingleHyperbolic : Lanes<float, kLanes> {
  using L = Lanes<float, kLanes>;
  using typename L::F;
  using typename L::I;
  using Exp = ExpKernels<float, kLanes>;
  using Log = LogKernels<float, kLanes>;
  using K = SingleConstants;

  // limited: no larger than what e**x / 2 does not overflow at.
  static F sinh(F size, F limited) {
    using E = ExpConstants<float>;
    const auto a = Exp::reduce(limited);
    const F half = L::scaleSixteenths(L::lookUp(E::kHalfPower, a.bits), a.bits, a.k);
    const F change = L::fma(a.r * a.r, L::polynomial(E::kExp, a.r), a.r) + L::lookUp(E::kPowerTail, a.bits);
    const F added = half * change;
    const F large = half + (added - 0.25F / (half + added));
    const F square = size * size;
    const F small = L::fma(size * square, L::polynomial(K::kSinhSmall, square), size);
    return size < L::all(1) ? small : large;
  }

  // Below 2, sqrt(2 t) times a polynomial in t = x - 1.
  static F acosh(F x) {
    constexpr auto kSixteenth = typename L::Int{1} << (L::kMantissaBits - 4);
    const F t = x - 1.0F;
    const I is_small = x < L::all(2);
    const F inside = is_small ? t + t : L::fma(x, x, -1.0F);
    const F root = L::root(inside);
    const F tail = L::rootTail(inside, F{}, root);
    const F small = root + L::fma(root * t, L::polynomial(K::kAcoshSmall, t), tail);
    const auto sum = L::ordered(x, root);
    const F inverse = L::fromBits(2 * L::kOne - kSixteenth - L::bits(sum.head));  // 6 % from the truth at worst
    return is_small ? small : Log::logOf(sum.head, sum.tail * inverse);
  }

  // From a half on, (1 + x) / (1 - x) and what its rounding lacks; 1 / (1 + x) is 0.57, more or less.
  static F atanh(F size) {
    const F square = size * size;
    const F small = L::fma(size * square, L::polynomial(K::kAtanhSmall, square), size);
    const F above = 1.0F + size, below = 1.0F - size;
    const F quotient = above / below;
    const F left = L::fma(-quotient, below, above);
    return size < L::all(0.5F) ? small : 0.5F * Log::logOf(quotient, left * 0.57F);
  }
};

template <class T, int kLanes>
struct HyperbolicKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using Exp = ExpKernels<T, kLanes>;
  using Log = LogKernels<T, kLanes>;
  using K = ExpConstants<T>;

  static constexpr T kHigh = L::kIsDouble ? T(710.47) : T(89.41);

  struct Halves {
    F grown, shrunk, grown_tail, shrunk_tail;
    F r, r_tail, sine, cosine;  // sinh r = r + sine, cosh r = 1 + cosine
  };
  static Halves halves(F size) {
    const F limited = size > L::all(kHigh) ? L::all(kHigh) : size;
    const F rounded = L::fma(limited, K::kPerLn2, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const I up = L::bits(rounded), down = L::bits(L::kRounder - k);
    Halves h;
    h.grown = L::scaleSixteenths(L::lookUp(K::kHalfPower, up), up, k);
    h.shrunk = L::scaleSixteenths(L::lookUp(K::kHalfPower, down), down, -k);
    h.grown_tail = L::lookUp(K::kPowerTail, up);
    h.shrunk_tail = L::lookUp(K::kPowerTail, down);
    const F near = L::fma(k, -K::kLn2High, limited);
    h.r = L::fma(k, -K::kLn2Low, near);
    h.r_tail = L::fma(k, -K::kLn2Low, near - h.r);
    const F square = h.r * h.r;
    h.sine = square * h.r * L::polynomial(K::kSinh, square);
    h.cosine = square * L::polynomial(K::kCosh, square);
    return h;
  }

  static F sinhSize(F size) {
    const Halves h = halves(size);
    const Pair less = L::ordered(h.grown, -h.shrunk);
    const F more = h.grown + h.shrunk;
    const F head = L::fma(more, h.r, less.head);
    F tail = L::fma(more, h.r, less.head - head) + less.tail;
    tail = L::fma(h.grown, h.grown_tail, L::fma(-h.shrunk, h.shrunk_tail, tail));
    tail = L::fma(less.head, h.cosine, L::fma(more, h.sine + h.r_tail, tail));
    return head + tail;
  }

  static F sinh(F x) {
    const F size = L::magnitude(x);
    F result;
    if constexpr (L::kIsDouble) {
      result = L::withSignOf(sinhSize(size), x);
    } else {
      result = L::withSignOf(SingleHyperbolic<kLanes>::sinh(size, L::limit(size, kHigh)), x);
    }
    const I is_large = size > L::all(kHigh);
    return L::any(is_large) ? L::replace(result, x, is_large, library_sinh) : result;
  }

  static F cosh(F x) {
    const F size = L::magnitude(x);
    const Halves h = halves(size);
    const Pair more = L::ordered(h.grown, h.shrunk);
    const F less = h.grown - h.shrunk;
    const F tail = L::fma(less, h.r + h.sine, L::fma(h.grown, h.grown_tail, more.tail));
    const F result = more.head + L::fma(more.head, h.cosine, tail);
    const I is_large = size > L::all(kHigh);
    return L::any(is_large) ? L::replace(result, x, is_large, library_cosh) : result;
  }

  static constexpr T kSquarable = L::kIsDouble ? T(0x1p500) : T(0x1p60);

  // log(x + sqrt(x**2 + 1))
  static F asinh(F x) {
    const F size = L::magnitude(x);
    const Pair square = L::productOf(size, size);
    const F one = L::all(1);
    const Pair inside = L::sumOf(one, square.head);
    const F root = L::root(inside.head);
    const F root_tail = L::rootTail(inside.head, inside.tail + square.tail, root);
    const Pair sum = L::ordered(root, size);
    const F result = L::withSignOf(Log::logOfSum(sum.head, sum.tail + root_tail), x);
    const I is_special = ~(size < L::all(kSquarable));
    return L::any(is_special) ? L::replace(result, x, is_special, library_asinh) : result;
  }

  // log(x + sqrt(x**2 - 1))
  static F acoshNumber(F x) {
    const Pair square = L::productOf(x, x);
    const Pair difference = L::ordered(square.head, L::all(-1));
    const Pair inside = L::ordered(difference.head, difference.tail + square.tail);
    const F root = L::root(inside.head);
    const Pair sum = L::ordered(x, root);
    return Log::logOfSum(sum.head, sum.tail + L::rootTail(inside.head, inside.tail, root));
  }

  static F acosh(F x) {
    F result;
    if constexpr (L::kIsDouble) {
      result = acoshNumber(x);
    } else {
      result = SingleHyperbolic<kLanes>::acosh(x);
    }
    const I is_special = ~((x >= L::all(1)) & (x < L::all(kSquarable)));
    return L::any(is_special) ? L::replace(result, x, is_special, library_acosh) : result;
  }

  // log((1 + x) / (1 - x)) / 2
  static F atanhSize(F size) {
    const Pair above = L::ordered(L::all(1), size), below = L::ordered(L::all(1), -size);
    const F inverse = T(1) / below.head;
    const F quotient = above.head * inverse;
    const F left = L::fma(-quotient, below.tail, L::fma(-quotient, below.head, above.head) + above.tail);
    return T(0.5) * Log::template logOfSum<false>(quotient, left * inverse);
  }

  static F atanh(F x) {
    const F size = L::magnitude(x);
    F result;
    if constexpr (L::kIsDouble) {
      result = L::withSignOf(atanhSize(size), x);
    } else {
      result = L::withSignOf(SingleHyperbolic<kLanes>::atanh(size), x);
    }
    const I is_special = ~(size < L::all(1));
    return L::any(is_special) ? L::replace(result, x, is_special, library_atanh) : result;
  }
};
