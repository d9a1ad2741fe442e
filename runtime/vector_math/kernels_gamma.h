// The gamma function and the logarithm of its size, of positive numbers. From kFrom on J. Stirling's series
// (1730) for the logarithm, as a sum of two numbers; below, the same of x + n, divided by x (x + 1) ... (x +
// n - 1). Where lgamma is next to its zeros, at 1 and 2, it is a polynomial. The C library has the word on
// what is not positive. Floats are computed in double precision.
template <int kLanes>
struct GammaKernels : Lanes<double, kLanes> {
  using L = Lanes<double, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Pair;
  using Pow = PowKernels<double, kLanes>;
  using K = GammaConstants;

  static constexpr int kFrom = 9;

  // log gamma(x + x_tail) of x >= kFrom
  static Pair stirling(F x, F x_tail) {
    const Pair log = Pow::logOf(x);
    const F less = x - 0.5;
    const Pair product = L::productOf(log.head, less);
    const Pair sum = L::ordered(product.head, -x);
    const F inverse = 1.0 / x;
    const F series = L::fma(inverse, L::polynomial(K::kStirling, inverse * inverse), L::all(K::kHalfLogTail));
    const Pair whole = L::ordered(sum.head, L::all(K::kHalfLog));
    const F slope = L::fma(inverse, L::all(-0.5), log.head);
    const F rest = L::fma(slope, x_tail, L::fma(log.tail, less, product.tail));
    return L::ordered(whole.head, whole.tail + (sum.tail + (rest + series)));
  }

  // y = x + n, and what gamma(x + n) is to be divided by.
  struct Shifted {
    Pair y, product;
  };
  static Shifted shift(F x) {
    const F steps = __builtin_elementwise_ceil(kFrom - x);
    const F n = steps > F{} ? steps : F{};
    Shifted s{L::sumOf(n, x), {L::all(1), F{}}};
    for (int k = 0; k < kFrom; ++k) {
      const Pair term = L::sumOf(L::all(k), x);
      const Pair next = L::productOf(s.product.head, term.head);
      const F next_tail = L::fma(s.product.head, term.tail, L::fma(s.product.tail, term.head, next.tail));
      const I is_step = L::all(k) < n;
      s.product = {is_step ? next.head : s.product.head, is_step ? next_tail : s.product.tail};
    }
    return s;
  }

  static F tgammaOf(F x) {
    const Shifted s = shift(x);
    const Pair log = stirling(s.y.head, s.y.tail);
    const F gamma = Pow::expOf(log.head, log.tail, log.head);
    const F inverse = 1.0 / s.product.head;
    const F quotient = gamma * inverse;
    const F left = L::fma(-quotient, s.product.tail, L::fma(-quotient, s.product.head, gamma));
    return L::fma(left, inverse, quotient);
  }

  static F lgammaOf(F x) {
    const Shifted s = shift(x);
    const Pair of_y = stirling(s.y.head, s.y.tail);
    const Pair divisor = Pow::logOf(s.product.head);
    const Pair sum = L::sumOf(of_y.head, -divisor.head);
    const F far = sum.head + (sum.tail + (of_y.tail - (divisor.tail + s.product.tail / s.product.head)));
    const F from_one = x - 1.0, from_two = x - 2.0;
    const F near_one =
        L::fma(from_one, L::fma(from_one, L::polynomial(K::kNearOne, from_one), K::kAtOne), 0.0);  // of 1, +0
    const F near_two = from_two * L::fma(from_two, L::polynomial(K::kNearTwo, from_two), K::kAtTwo);
    const F result = L::magnitude(from_one) < L::all(K::kNear) ? near_one : far;
    return L::magnitude(from_two) < L::all(K::kNear) ? near_two : result;
  }

  static F tgamma(F x) {
    const F result = tgammaOf(x);
    const I is_special = ~((x > L::all(0x1p-900)) & (x < L::all(171.5)));
    return L::any(is_special) ? L::replace(result, x, is_special, library_tgamma) : result;
  }

  static F lgamma(F x) {
    const F result = lgammaOf(x);
    const I is_special = ~((x > L::all(0x1p-900)) & (x < L::all(0x1p900)));
    return L::any(is_special) ? L::replace(result, x, is_special, library_lgamma) : result;
  }
};

template <int kLanes>
struct SingleGammaKernels {
  using F = typename Lanes<float, kLanes>::F;
  using Wide = typename Lanes<double, kLanes>::F;
  static F tgamma(F x) {
    return __builtin_convertvector(GammaKernels<kLanes>::tgamma(__builtin_convertvector(x, Wide)), F);
  }
  static F lgamma(F x) {
    return __builtin_convertvector(GammaKernels<kLanes>::lgamma(__builtin_convertvector(x, Wide)), F);
  }
};
