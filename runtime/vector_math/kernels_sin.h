// sin, cos and tan.
//
// Of doubles: |x| = k pi/16 + r + rest, sin x = S cos r + C sin r with S and C the sine and cosine of k pi/16, from tables of
// half a period. pi/16 comes in three parts, the first two so short that near and near - r have no error for k below 2**25.
// Of floats: in double precision, where one polynomial over half a period is all it takes.
// Beyond kLargest the C library has the word, for the lanes it concerns.
template <int kLanes>
struct SinKernels : Lanes<double, kLanes> {
  using L = Lanes<double, kLanes>;
  using typename L::F;
  using typename L::I;
  using K = SinConstants;

  static constexpr double kLargest = 0x1p22;

  struct Angle {
    F r, rest;
    I k;
  };
  static Angle reduce(F size) {
    const F rounded = L::fma(size, K::kPerPi, L::all(L::kRounder));
    const F k = rounded - L::kRounder;
    const F near = L::fma(k, -K::kPi0, size);
    const F r = L::fma(k, -K::kPi1, near);
    const F rest = L::fma(k, -K::kPi2, L::fma(k, -K::kPi1, near - r));
    return {r, rest, L::bits(rounded)};
  }

  struct Series {
    F sine;    // sin(r + rest) - r
    F cosine;  // cos r - 1
  };
  static Series series(const Angle& a) {
    const F square = a.r * a.r;
    return {L::fma(square * a.r, L::polynomial(K::kSinPolynomial, square), a.rest),
            square * L::polynomial(K::kCosPolynomial, square)};
  }

  static F sineOf(const Angle& a, const Series& s) {
    const F sine = L::lookUp(K::kSin, a.k);
    const F cosine = L::lookUp(K::kCos, a.k);
    const F head = L::fma(cosine, a.r, sine);
    const F tail = L::fma(cosine, a.r, sine - head) + L::lookUp(K::kSinTail, a.k);
    const F size = head + (L::fma(cosine, s.sine, sine * s.cosine) + tail);
    return L::flipSign(size, (a.k << 59) & L::kSign);
  }

  static I isLarge(F size) { return ~(size <= L::all(kLargest)); }

  static F sin(F x) {
    const F size = L::magnitude(x);
    const Angle a = reduce(size);
    const F result = L::flipSign(sineOf(a, series(a)), L::sign(x));
    const I is_large = isLarge(size);
    return L::any(is_large) ? L::replace(result, x, is_large, library_sin) : result;
  }

  static F cos(F x) {
    const F size = L::magnitude(x);
    Angle a = reduce(size);
    a.k += 8;
    const F result = sineOf(a, series(a));
    const I is_large = isLarge(size);
    return L::any(is_large) ? L::replace(result, x, is_large, library_cos) : result;
  }
};

// Half a period of the sine, for what is rounded to float.
template <int kLanes>
struct SingleSinKernels {
  using L = Lanes<double, kLanes>;
  using S = Lanes<float, kLanes>;
  using F = typename L::F;
  using I = typename L::I;
  using K = SinConstants;

  static constexpr float kLargest = 0x1p30F;

  static F sineOf(F x, F k, I sign) {
    const F r = L::fma(k, -K::kWholePi1, L::fma(k, -K::kWholePi0, x));
    const F square = r * r;
    return L::flipSign(r * L::fma(square, L::polynomial(K::kSinSingle, square), 1.0), sign);
  }

  static typename S::F rounded(F sine, typename S::F x, float (*library)(float)) {
    const typename S::F result = __builtin_convertvector(sine, typename S::F);
    const typename S::I is_large = ~(S::magnitude(x) <= S::all(kLargest));
    return S::any(is_large) ? S::replace(result, x, is_large, library) : result;
  }

  static typename S::F sin(typename S::F x) {
    const F wide = __builtin_convertvector(x, F);
    const F halves = L::fma(wide, K::kPerWholePi, L::all(L::kRounder));
    return rounded(sineOf(wide, halves - L::kRounder, L::bits(halves) << 63), x, library_sin);
  }

  // sin(x + pi/2): what is taken away is an odd number of quarters.
  static typename S::F cos(typename S::F x) {
    const F wide = __builtin_convertvector(x, F);
    const F halves = L::fma(wide, L::all(K::kPerWholePi), 0.5) + L::kRounder;
    return rounded(sineOf(wide, (halves - L::kRounder) - 0.5, L::bits(halves) << 63), x, library_cos);
  }
};
