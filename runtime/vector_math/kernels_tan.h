// tan. Of doubles: the quotient of the sine and the cosine of kernels_sin.h, each a sum of two numbers, corrected by what
// the division leaves. Of floats: in double precision over half a period, by one polynomial; the reciprocal is a quotient
// of floats and one step of Newton's.
template <int kLanes>
struct TanKernels : Lanes<double, kLanes> {
  using L = Lanes<double, kLanes>;
  using typename L::F;
  using typename L::I;
  using K = SinConstants;
  using Sine = SinKernels<kLanes>;

  static F tan(F x) {
    const F size = L::magnitude(x);
    const auto a = Sine::reduce(size);
    const auto s = Sine::series(a);
    const F sine = L::lookUp(K::kSin, a.k), cosine = L::lookUp(K::kCos, a.k);
    const F above = L::fma(cosine, a.r, sine);
    const F above_tail =
        L::fma(cosine, a.r, sine - above) + L::lookUp(K::kSinTail, a.k) + L::fma(cosine, s.sine, sine * s.cosine);
    const F below = L::fma(-sine, a.r, cosine);
    const F below_tail =
        L::fma(-sine, a.r, cosine - below) + L::lookUp(K::kCosTail, a.k) + L::fma(-sine, s.sine, cosine * s.cosine);
    const F inverse = 1.0 / below;
    const F quotient = above * inverse;
    const F left = L::fma(-quotient, below, above) + L::fma(-quotient, below_tail, above_tail);
    const F result = L::flipSign(L::fma(left, inverse, quotient), L::sign(x));
    const I is_large = Sine::isLarge(size);
    return L::any(is_large) ? L::replace(result, x, is_large, library_tan) : result;
  }
};

template <int kLanes>
struct SingleTanKernels {
  using L = Lanes<double, kLanes>;
  using S = Lanes<float, kLanes>;
  using F = typename L::F;
  using I = typename L::I;
  using K = SinConstants;

  static typename S::F tan(typename S::F x) {
    const F wide = __builtin_convertvector(x, F);
    const F halves = L::fma(wide, K::kPerHalfPi, L::all(L::kRounder));
    const F k = halves - L::kRounder;
    const F r = L::fma(k, -K::kHalfPi1, L::fma(k, -K::kHalfPi0, wide));
    const F square = r * r;
    const F tangent = r * L::fma(square, L::polynomial(K::kTanSingle, square), 1.0);
    const F inverse = __builtin_convertvector(-1.0F / __builtin_convertvector(tangent, typename S::F), F);
    const F cotangent = L::fma(L::fma(inverse, tangent, 1.0), inverse, inverse);
    const I is_odd = (L::bits(halves) << 63) != 0;
    const typename S::F result = __builtin_convertvector(is_odd ? cotangent : tangent, typename S::F);
    const typename S::F signed_zero = S::fromBits(S::bits(result) | (S::bits(x) & ((x == 0.0F) & S::kSign)));
    const typename S::I is_large = ~(S::magnitude(x) <= S::all(SingleSinKernels<kLanes>::kLargest));
    return S::any(is_large) ? S::replace(signed_zero, x, is_large, library_tan) : signed_zero;
  }
};
