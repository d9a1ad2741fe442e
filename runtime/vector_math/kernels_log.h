// log, log2, log10 and log1p. x = 2**e z, z about 1; z times a short inverse from a table is 1 + r; then
// log x = e log 2 - log inverse + log(1 + r), where the first two are sums of a multiple of a coarse grid, added
// without an error, and a rest. The interval of the table around 1 has the inverse 1, so that r is z - 1 and
// nothing cancels. The inverses are multiples of 1/32 so near the middle of their intervals that r is exact
// everywhere. (The decomposition is P. Tang's, Table-driven implementation of the logarithm function, 1990.)
template <class T>
struct BaseE {
  using K = LogConstants<T>;
  static constexpr bool kIsNatural = true;
  static constexpr auto& kTable = K::kLogE;
  static constexpr auto& kTail = K::kLogETail;
  static constexpr auto& kSeries = K::kLog;
  static constexpr T kOf2 = K::kLogEOf2, kOf2Tail = K::kLogEOf2Tail, kScale = 1;
};
template <class T>
struct Base2 {
  using K = LogConstants<T>;
  static constexpr bool kIsNatural = false;
  static constexpr auto& kTable = K::kLog2;
  static constexpr auto& kTail = K::kLog2Tail;
  static constexpr auto& kSeries = K::kLog2Series;
  static constexpr T kOf2 = K::kLog2Of2, kOf2Tail = K::kLog2Of2Tail, kScale = K::kLog2Scale;
};
template <class T>
struct Base10 {
  using K = LogConstants<T>;
  static constexpr bool kIsNatural = false;
  static constexpr auto& kTable = K::kLog10;
  static constexpr auto& kTail = K::kLog10Tail;
  static constexpr auto& kSeries = K::kLog10Series;
  static constexpr T kOf2 = K::kLog10Of2, kOf2Tail = K::kLog10Of2Tail, kScale = K::kLog10Scale;
};

template <class T, int kLanes>
struct LogKernels : Lanes<T, kLanes> {
  using L = Lanes<T, kLanes>;
  using typename L::F;
  using typename L::I;
  using typename L::Int;
  using typename L::U;
  using K = LogConstants<T>;

  // One lies in the middle of the table's interval 8 of 16, counted in bits.
  static constexpr Int kStep = Int{1} << (L::kMantissaBits - 4);
  static constexpr Int kOffset = L::kOne - 8 * kStep - kStep / 2;
  static constexpr Int kExponents = static_cast<Int>(~((Int{1} << L::kMantissaBits) - 1));

  struct Split {
    F exponent, z;
    I index;      // into the tables, modulo 16
    I exponents;  // the exponent in its place among the bits
  };
  static Split split(F x) {
    const I above = L::bits(x) - kOffset;
    const I exponents = above & kExponents;
    return {L::toFloat(above >> L::kMantissaBits), L::fromBits(L::bits(x) - exponents), above >> (L::kMantissaBits - 4),
            exponents};
  }

  // Anything but a normal positive number.
  static I isSpecial(F x) {
    constexpr Int kSmallest = Int{1} << L::kMantissaBits;
    constexpr Int kInfinity = L::bitsOf(std::numeric_limits<T>::infinity());
    return __builtin_bit_cast(U, L::bits(x) - kSmallest) >= static_cast<typename L::Unsigned>(kInfinity - kSmallest);
  }

  // of r and, if there is one, what r lacks
  template <class Base, class... Tail>
  static F sum(const Split& s, F r, Tail... r_tail) {
    const F whole = L::fma(s.exponent, Base::kOf2, L::lookUp(Base::kTable, s.index));
    F rest = L::lookUp(Base::kTail, s.index);
    if constexpr (Base::kOf2Tail != 0) rest = L::fma(s.exponent, Base::kOf2Tail, rest);
    const F series = L::fma(r, L::polynomial(Base::kSeries, r), T(-0.5) * Base::kScale);
    F linear = r;
    if constexpr (sizeof...(Tail) > 0) rest += (r_tail + ...);
    if constexpr (!Base::kIsNatural) {
      linear = r * Base::kScale;
      rest += L::fma(r, Base::kScale, -linear);
    }
    const F head = whole + linear;
    return head + L::fma(r * r, series, ((whole - head) + linear) + rest);
  }

  template <class Base>
  static F logTo(F x, T (*library)(T)) {
    const Split s = split(x);
    const F result = sum<Base>(s, L::fma(s.z, L::lookUp(K::kInverse, s.index), T(-1)));
    const I is_special = isSpecial(x);
    return L::any(is_special) ? L::replace(result, x, is_special, library) : result;
  }

  static F log(F x) { return logTo<BaseE<T>>(x, library_log); }
  static F log2(F x) { return logTo<Base2<T>>(x, library_log2); }
  static F log10(F x) { return logTo<Base10<T>>(x, library_log10); }

  // log(y + rest), the rest small; y a normal positive number of moderate size. Not exact: half a unit worse.
  template <bool kIsExact = true>
  static F logOfSum(F y, F rest) {
    const Split s = split(y);
    const F inverse = L::lookUp(K::kInverse, s.index);
    const F power = L::fromBits(L::kOne - s.exponents);
    const F r_of_y = L::fma(s.z, inverse, T(-1));
    const F r_of_rest = rest * power * inverse;
    const F r = r_of_y + r_of_rest;
    if constexpr (!kIsExact) return sum<BaseE<T>>(s, r);
    return sum<BaseE<T>>(s, r, (r_of_y - r) + r_of_rest);
  }

  // log y + rest, which is what a small part that y lacks adds, of a normal positive number.
  static F logOf(F y, F rest) {
    const Split s = split(y);
    return sum<BaseE<T>>(s, L::fma(s.z, L::lookUp(K::kInverse, s.index), T(-1)), rest);
  }

  static F log1p(F x) {
    const F y = x + T(1);
    const F added = y - T(1);
    const F result = L::withSignOf(logOfSum(y, (T(1) - (y - added)) + (x - added)), x);
    // 2**-e is no normal number where x is very large.
    const I is_special = isSpecial(y) | (x > L::all(L::kIsDouble ? T(0x1p1000) : T(0x1p120)));
    return L::any(is_special) ? L::replace(result, x, is_special, library_log1p) : result;
  }
};
