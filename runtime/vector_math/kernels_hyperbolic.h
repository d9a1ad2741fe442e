// sinh, cosh, and the inverse functions asinh, acosh, atanh.
//
// x = (16 n + j) ln2/16 + r, as for exp; with A = 2**n 2**(j/16) / 2 and B = 1 / 4A, sinh x is (A - B) cosh r + (A + B) sinh r, and
// cosh x is (A + B) cosh r + (A - B) sinh r. The inverse functions are logarithms of sums of two numbers.
template <class T, int kLanes>
struct HyperbolicKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using Exp = ExpKernels<T, kLanes>;
  using Log = LogKernels<T, kLanes>;
  using K = ExpConstants<T>;

  static constexpr T kHigh = L::kIsDouble ? T(709) : T(88);

  struct Halves {
    F grown, shrunk, grown_tail, shrunk_tail;
    F r, sine, cosine;  // sinh r = r + sine, cosh r = 1 + cosine
  };
  static Halves halves(F size) {
    const auto a = Exp::reduce(size > L::all(kHigh) ? L::all(kHigh) : size);
    const F grown = L::lookUp(K::kPower, a.k), shrunk = L::lookUp(K::kPower, -a.k);
    const I up = (a.k >> 4) - 1, down = (-a.k >> 4) - 1;
    const F square = a.r * a.r;
    Halves h{L::scale(grown, up), L::scale(shrunk, down)};
    h.grown_tail = h.grown * L::lookUp(K::kPowerTail, a.k);
    h.shrunk_tail = h.shrunk * L::lookUp(K::kPowerTail, -a.k);
    h.r = a.r;
    h.sine = L::fma(square * a.r, L::polynomial(K::kSinh, square), a.r_tail);
    h.cosine = square * L::polynomial(K::kCosh, square);
    return h;
  }

  // first cosh r + second sinh r
  static F combined(Pair first, Pair second, const Halves& h) {
    const Pair product = L::productOf(second.head, h.r);
    const Pair sum = L::ordered(first.head, product.head);
    const F tail = sum.tail + (product.tail + L::fma(second.tail, h.r, first.tail));
    return sum.head + (L::fma(first.head, h.cosine, second.head * h.sine) + tail);
  }

  static F sinh(F x) {
    const F size = L::magnitude(x);
    const Halves h = halves(size);
    Pair less = L::ordered(h.grown, -h.shrunk), more = L::ordered(h.grown, h.shrunk);
    less.tail += h.grown_tail - h.shrunk_tail;
    more.tail += h.grown_tail + h.shrunk_tail;
    const F result = L::withSignOf(combined(less, more, h), x);
    const I is_large = size > L::all(kHigh);
    return L::any(is_large) ? L::replace(result, x, is_large, library_sinh) : result;
  }

  static F cosh(F x) {
    const F size = L::magnitude(x);
    const Halves h = halves(size);
    Pair less = L::ordered(h.grown, -h.shrunk), more = L::ordered(h.grown, h.shrunk);
    less.tail += h.grown_tail - h.shrunk_tail;
    more.tail += h.grown_tail + h.shrunk_tail;
    const F result = combined(more, less, h);
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
  static F acosh(F x) {
    const Pair square = L::productOf(x, x);
    const Pair difference = L::ordered(square.head, L::all(-1));
    const Pair inside = L::ordered(difference.head, difference.tail + square.tail);
    const F root = L::root(inside.head);
    const Pair sum = L::ordered(x, root);
    const F result = Log::logOfSum(sum.head, sum.tail + L::rootTail(inside.head, inside.tail, root));
    const I is_special = ~((x >= L::all(1)) & (x < L::all(kSquarable)));
    return L::any(is_special) ? L::replace(result, x, is_special, library_acosh) : result;
  }

  // log(1 + 2x / (1 - x)) / 2
  static F atanh(F x) {
    const F size = L::magnitude(x);
    const Pair below = L::ordered(L::all(1), -size);
    const F above = size + size;
    const F inverse = T(1) / below.head;
    const F quotient = above * inverse;
    const F left = L::fma(-quotient, below.tail, L::fma(-quotient, below.head, above));
    const Pair sum = L::sumOf(L::all(1), quotient);
    const F result = L::withSignOf(T(0.5) * Log::logOfSum(sum.head, L::fma(left, inverse, sum.tail)), x);
    const I is_special = ~(size < L::all(1));
    return L::any(is_special) ? L::replace(result, x, is_special, library_atanh) : result;
  }
};
