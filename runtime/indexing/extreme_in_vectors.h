// The search of extreme_kernels.h with vectors of 64 bytes; included inside an unnamed namespace, once per instruction set.
//
// Every lane keeps the most extreme element that it has seen and the step at which that was; both change under one mask, so
// that no branch depends on an element. In the end the first step, vector and lane that hold the extreme are the place. The
// last step goes over the last elements again as far as it must: what it sees twice changes nothing, being no more extreme.
//
// No include guard and no includes: the file that includes it has them.

template <size_t kBytes>
using SmallIntOf = std::conditional_t<kBytes == 2, int16_t, int8_t>;
template <class T>
using IntOf = std::conditional_t<sizeof(T) == 8, int64_t, std::conditional_t<sizeof(T) == 4, int32_t, SmallIntOf<sizeof(T)>>>;

template <class T>
constexpr int kExtremeLanes = 64 / sizeof(T);

template <class T>
using Lanes [[gnu::vector_size(64)]] = T;

// By reference: how vectors are passed depends on the instruction set.
template <class T>
void loadLanes(Lanes<T>& lanes, const T* from) {
  std::memcpy(&lanes, from, sizeof lanes);
}

// One bit for each lane of a mask.
template <class Int>
uint64_t bitsOf(const Lanes<Int>& mask) {
  typedef bool Bits __attribute__((ext_vector_type(64 / sizeof(Int))));  // has no form in brackets
  const Bits bits = __builtin_convertvector(mask, Bits);
  uint64_t word = 0;
  std::memcpy(&word, &bits, 64 / sizeof(Int) / 8);
  return word;
}

template <bool kGreatest, class T>
bool isMoreExtreme(T a, T b) {
  return kGreatest ? a > b : a < b;
}

template <bool kGreatest, class T>
int64_t placeOneByOne(const T* line, int64_t count) {
  int64_t place = 0;
  for (int64_t k = 0; k < count; ++k) {
    if (line[k] != line[k]) return k;
    if (isMoreExtreme<kGreatest>(line[k], line[place])) place = k;
  }
  return place;
}

template <class T, bool kGreatest, int kVectors>
struct ExtremeSearch {
  using Int = IntOf<T>;
  using Mask = Lanes<Int>;
  static constexpr int64_t kLanes = kExtremeLanes<T>;
  static constexpr int64_t kStep = kVectors * kLanes;

  Lanes<T> best[kVectors];
  Mask step[kVectors];
  Mask unordered;

  // One comparison tells of two vectors whether there is a nan in them.
  void lookForNan(const Lanes<T> (&seen)[kVectors]) {
    if constexpr (!std::is_floating_point_v<T>) return;
    if constexpr (kVectors == 1) {
      unordered |= seen[0] != seen[0];
    } else {
#pragma clang loop unroll(full)
      for (int v = 0; v < kVectors; v += 2) unordered |= (seen[v] != seen[v]) | (seen[v + 1] != seen[v + 1]);
    }
  }

  void start(const T* at) {
#pragma clang loop unroll(full)
    for (int v = 0; v < kVectors; ++v) {
      loadLanes(best[v], at + v * kLanes);
      step[v] = Mask{};
    }
    unordered = Mask{};
    lookForNan(best);
  }

  void look(const T* at, int64_t number) {
    Lanes<T> seen[kVectors];
#pragma clang loop unroll(full)
    for (int v = 0; v < kVectors; ++v) {
      loadLanes(seen[v], at + v * kLanes);
      const Mask is_more = kGreatest ? seen[v] > best[v] : seen[v] < best[v];
      best[v] = is_more ? seen[v] : best[v];
      step[v] = is_more ? Mask{} + static_cast<Int>(number) : step[v];
    }
    lookForNan(seen);
  }

  T extreme() const {
    Lanes<T> most = best[0];
#pragma clang loop unroll(full)
    for (int v = 1; v < kVectors; ++v) most = (kGreatest ? best[v] > most : best[v] < most) ? best[v] : most;
    if constexpr (std::is_floating_point_v<T>) {
      const Mask bits = __builtin_bit_cast(Mask, most), keys = bits ^ ((bits < 0) & kMagnitude);
      return ofKey(kGreatest ? __builtin_reduce_max(keys) : __builtin_reduce_min(keys));
    }
    else return kGreatest ? __builtin_reduce_max(most) : __builtin_reduce_min(most);
  }

  // Floats that are numbers as integers of the same order, which are quicker to reduce.
  static constexpr Int kMagnitude = std::numeric_limits<Int>::max();
  static T ofKey(Int key) { return __builtin_bit_cast(T, key < 0 ? key ^ kMagnitude : key); }

  // Counted from the beginning of its step.
  struct Found {
    int64_t step, offset;
  };
  Found find() const {
    constexpr Int kNever = std::numeric_limits<Int>::max();
    const Lanes<T> most = Lanes<T>{} + extreme();
    Mask first = Mask{} + kNever, held[kVectors];
#pragma clang loop unroll(full)
    for (int v = 0; v < kVectors; ++v) {
      held[v] = best[v] == most ? step[v] : Mask{} + kNever;
      first = held[v] < first ? held[v] : first;
    }
    const Int number = __builtin_reduce_min(first);
    return {number, firstLane(held, number)};
  }

  // Which lane of the vectors holds the number first. As one word where their bits fit: a branch on the vector is a guess.
  static int64_t firstLane(const Mask (&held)[kVectors], Int number) {
    uint64_t bits = 0;
    if constexpr (kStep <= 64) {
#pragma clang loop unroll(full)
      for (int v = 0; v < kVectors; ++v) bits |= bitsOf<Int>(held[v] == number) << (v * kLanes);
      return __builtin_ctzll(bits);
    }
    int v = -1;
    while (bits == 0) bits = bitsOf<Int>(held[++v] == number);
    return v * kLanes + __builtin_ctzll(bits);
  }

  // At least a step of elements.
  int64_t place(const T* line, int64_t count) {
    const int64_t whole = count / kStep;
    start(line);
    for (int64_t k = 1; k < whole; ++k) look(line + k * kStep, k);
    if (count > whole * kStep) look(line + count - kStep, whole);
    if (std::is_floating_point_v<T> && bitsOf<Int>(unordered) != 0) return placeOneByOne<kGreatest>(line, count);
    const Found found = find();
    return (found.step == whole ? count - kStep : found.step * kStep) + found.offset;
  }
};

template <class T, bool kGreatest>
int64_t extremePlace(const T* line, int64_t count) {
  constexpr int64_t kManyVectors = 24;  // before that, putting the results of four together takes longer than it saves
  if (count >= kManyVectors * kExtremeLanes<T>) return ExtremeSearch<T, kGreatest, 4>{}.place(line, count);
  if (count >= 2 * kExtremeLanes<T>) return ExtremeSearch<T, kGreatest, 2>{}.place(line, count);
  if (count >= kExtremeLanes<T>) return ExtremeSearch<T, kGreatest, 1>{}.place(line, count);
  return placeOneByOne<kGreatest>(line, count);
}

template <class T>
constexpr ExtremeKernels<T> kExtremeKernels{extremePlace<T, true>, extremePlace<T, false>};
