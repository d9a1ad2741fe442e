// tan. Of doubles: the quotient of the sine and the cosine of kernels_sin.h, each a sum of two numbers,
// corrected by what the division leaves. Of floats: one polynomial over half a period, or the corrected
// reciprocal of what it gives; of large ones in double precision.
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
    const F above_head = L::fma(cosine, a.r, sine);
    const auto above =
        L::ordered(above_head, L::fma(cosine, a.r, sine - above_head) + L::lookUp(K::kSinTail, a.k) +
                                   L::fma(cosine, s.sine, sine * s.cosine));
    const F below_head = L::fma(-sine, a.r, cosine);
    const auto below =
        L::ordered(below_head, L::fma(-sine, a.r, cosine - below_head) + L::lookUp(K::kCosTail, a.k) +
                                   L::fma(-sine, s.sine, cosine * s.cosine));
    const F inverse = 1.0 / below.head;
    const F quotient = above.head * inverse;
    const F left = L::fma(-quotient, below.head, above.head) + L::fma(-quotient, below.tail, above.tail);
    const F result = L::flipSign(L::fma(left, inverse, quotient), L::sign(x));
    const I is_large = Sine::isLarge(size);
    return L::any(is_large) ? L::replace(result, x, is_large, library_tan) : result;
  }
};

template <int kLanes>
struct SingleTanKernels : Lanes<float, kLanes> {
  using L = Lanes<float, kLanes>;
  using typename L::F;
  using typename L::I;
  using K = SinConstants;

  static constexpr float kLargest = 0x1p13F;

  // k pi/2 comes in three parts, the first two so short that near and near - r have no error.
  static F tan(F x) {
    const F size = L::magnitude(x);
    const F halves = L::fma(size, K::kPerHalfPiSingle, L::all(L::kRounder));
    const F k = halves - L::kRounder;
    const F near = L::fma(k, -K::kHalfPiSingle0, size);
    const F r = L::fma(k, -K::kHalfPiSingle1, near);
    const F rest = L::fma(k, -K::kHalfPiSingle2, L::fma(k, -K::kHalfPiSingle1, near - r));
    const F square = r * r;
    // The rest counts 1 + tan**2 times, at most twice; 1 + 1.62 r**2 is near enough.
    const F series = L::fma(square, L::fma(r, L::polynomial(K::kTanFloat, square), rest * 1.62F), rest);
    const auto tangent = L::ordered(r, series);
    const F inverse = -1.0F / tangent.head;
    const F left = L::fma(inverse, tangent.tail, L::fma(inverse, tangent.head, 1.0F));
    const I is_odd = (L::bits(halves) << 31) != 0;
    const F result = L::flipSign(is_odd ? L::fma(left, inverse, inverse) : tangent.head, L::sign(x));
    const I is_large = ~(size <= L::all(kLargest));
    return L::any(is_large) ? large(result, x, is_large) : result;
  }

  // In double precision.
  __attribute__((noinline, cold)) static F large(F result, F x, I is_large) {
    using D = Lanes<double, kLanes>;
    const auto wide = __builtin_convertvector(x, typename D::F);
    const auto halves = D::fma(wide, K::kPerHalfPi, D::all(D::kRounder));
    const auto k = halves - D::kRounder;
    const auto r = D::fma(k, -K::kHalfPi1, D::fma(k, -K::kHalfPi0, wide));
    const auto square = r * r;
    const auto tangent = r * D::fma(square, D::polynomial(K::kTanSingle, square), 1.0);
    const typename D::I is_odd = (D::bits(halves) << 63) != 0;
    result = is_large ? __builtin_convertvector(is_odd ? -1.0 / tangent : tangent, F) : result;
    constexpr float kLargestWide = 0x1p30F;
    const I is_larger = ~(L::magnitude(x) <= L::all(kLargestWide));
    return L::any(is_larger) ? L::replace(result, x, is_larger, library_tan) : result;
  }
};
