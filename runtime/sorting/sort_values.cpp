// Sorting one line of any type; see sort_values.h.
//
// Integers of 8 bits are counted, and those of 16 bits where a line is long enough. Numbers of 32 and 64 bits are keys
// themselves. Floats first lose their nans, to the end of the line, and their zeros if there are negative ones: what is
// left has a total order. Complex numbers are argsorted and then taken.
#include "runtime/sorting/sort_values.h"

#include <algorithm>

#include "runtime/sorting/argsort.h"
#include "runtime/sorting/parallel_sort.h"
#include "runtime/sorting/quicksort.h"

namespace krait::sorting {
namespace {

template <class T>
constexpr bool isFloatType = std::is_floating_point_v<T> || std::is_same_v<T, Half>;

// Calls is_ordered(first, count) for stretches that overlap by one key, until one of them is not in order: as a rule that
// shows in the first one.
template <class Key>
bool areOrdered(kr_context* ctx, const Key* keys, size_t count, bool (*is_ordered)(const Key*, size_t)) {
  constexpr size_t kStep = 256;
  for (size_t first = 0; first + 1 < count; first += kStep) {
    if (!is_ordered(keys + first, std::min(count - first, kStep + 1))) return false;
    if (isInterrupted(ctx)) poll(ctx);
  }
  return true;
}

template <class Key>
void sortKeys(Scratch& scratch, Key* keys, size_t count) {
  kr_context* ctx = scratch.ctx;
  const Kernels<Key>& kernels = keyKernels<Key>();
  if (count <= kernels.short_count) return kernels.sortShort({keys, nullptr, count});
  if (areOrdered(ctx, keys, count, kernels.isAscending)) return;
  if (areOrdered(ctx, keys, count, kernels.isDescending)) {
    std::reverse(keys, keys + count);
    return;
  }
  if (scratch.is_parallel && count >= kParallelCount) return sortLineInParallel<Key>(ctx, kernels, {keys, nullptr, count});
  sortLine(ctx, kernels, {keys, nullptr, count});
}

// What a line of floats has that is equal to something without being the same.
struct Unlike {
  size_t unordered = 0, negative_zeros = 0, zeros = 0;
};

template <class T>
bool isZero(T value) {
  if constexpr (std::is_same_v<T, Half>) return (value.bits & 0x7fff) == 0;
  else return value == 0;
}

template <class T>
bool isNegativeZero(T value) {
  if constexpr (std::is_same_v<T, Half>) return value.bits == 0x8000;
  else return bitsOf<OrderedInt<T>>(value) == std::numeric_limits<OrderedInt<T>>::min();
}

template <class T>
bool hasUnlike(kr_context* ctx, const T* values, size_t count) {
  if constexpr (std::is_same_v<T, Half>) {
    return true;
  } else {
    bool is_found = false;
    inBlocks(ctx, count, [&](size_t first, size_t end) {
      is_found = is_found || keyKernels<T>().hasUnlike(values + first, end - first);
    });
    return is_found;
  }
}

// Counted only where there is one.
template <class T>
Unlike countUnlike(kr_context* ctx, const T* values, size_t count) {
  Unlike counts;
  if (!hasUnlike(ctx, values, count)) return counts;
  inBlocks(ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) {
      counts.unordered += isUnordered(values[k]);
      counts.negative_zeros += isNegativeZero(values[k]);
      counts.zeros += isZero(values[k]);
    }
  });
  return counts;
}

// Moves zeros and then nans to the end, in their order. Gives how many others there are.
template <class T>
size_t moveUnlikeToEnd(Scratch& scratch, T* values, size_t count, const Unlike& counts) {
  T* const zeros = scratch.get<T>(Use::Other, count);
  T* const unordered = zeros + counts.zeros;
  size_t kept = 0, zero = 0, nan = 0;
  const auto fillGap = [&] { std::copy_n(unordered, nan, std::copy_n(zeros, zero, values + kept)); };
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t end = std::min(count, first + kBlock);
    for (size_t k = first; k < end; ++k) {
      const T value = values[k];
      if (isUnordered(value)) unordered[nan++] = value;
      else if (isZero(value)) zeros[zero++] = value;
      else values[kept++] = value;
    }
    if (isInterrupted(scratch.ctx)) {
      fillGap();  // so that a raise leaves a permutation
      poll(scratch.ctx);
    }
  }
  fillGap();
  return kept;
}

// Of a sorted line whose last `zeros` elements are zeros: puts them between negative and positive numbers.
template <class T>
void insertZeros(Scratch& scratch, T* values, size_t count, size_t zeros) {
  if (zeros == 0) return;
  T* saved = scratch.get<T>(Use::Other, count);
  std::copy_n(values + count, zeros, saved);
  T* place = std::partition_point(values, values + count, [](T value) { return isLess(value, T{}); });
  std::memmove(static_cast<void*>(place + zeros), place, static_cast<size_t>(values + count - place) * sizeof(T));
  std::copy_n(saved, zeros, place);
}

// 16 bits by their rank among all values of the type, and back.
template <class T>
int32_t rankOf(T value) {
  if constexpr (std::is_same_v<T, Half>) return (value.bits & 0x8000) != 0 ? -1 - (value.bits & 0x7fff) : value.bits;
  else return value;
}

template <class T>
T ofRank(int32_t rank) {
  if constexpr (std::is_same_v<T, Half>) return {static_cast<uint16_t>(rank < 0 ? 0x8000 | (-1 - rank) : rank)};
  else return static_cast<T>(rank);
}

// Writes `count` copies. A few of them without a branch on how many: more are written than belong there, and the next value
// goes over them.
template <class T>
T* putCopies(T* to, const T* end, size_t count, T value) {
  constexpr size_t kAtOnce = 32 / sizeof(T);
  if (count > kAtOnce || end - to < static_cast<ptrdiff_t>(kAtOnce)) return std::fill_n(to, count, value);
  std::fill_n(to, kAtOnce, value);
  return to + count;
}

template <class Count, class T>
void sortByCounting(Scratch& scratch, T* values, size_t count) {
  constexpr int32_t kRanks = 1 << (8 * sizeof(T));
  constexpr int32_t kLeast = std::is_unsigned_v<T> ? 0 : -kRanks / 2;
  Count* counts = scratch.get<Count>(Use::Counts, kRanks);
  std::fill_n(counts, kRanks, Count{0});
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) ++counts[rankOf(values[k]) - kLeast];
  });
  T* next = values;
  for (int32_t rank = 0; rank < kRanks; ++rank) {
    next = putCopies(next, values + count, counts[rank], ofRank<T>(rank + kLeast));
  }
}

constexpr size_t kCountedFrom = 16384;  // elements of 16 bits

template <class T>
void sortSmall(Scratch& scratch, T* values, size_t count) {
  const bool is_counted = count >= kCountedFrom || (sizeof(T) == 1 && count >= 256);
  if (is_counted && count <= UINT32_MAX) return sortByCounting<uint32_t>(scratch, values, count);
  if (is_counted) return sortByCounting<uint64_t>(scratch, values, count);
  int32_t ranks[kCountedFrom];
  for (size_t k = 0; k < count; ++k) ranks[k] = rankOf(values[k]);
  sortKeys(scratch, ranks, count);
  for (size_t k = 0; k < count; ++k) values[k] = ofRank<T>(ranks[k]);
}

template <class T>
void sortOrdered(Scratch& scratch, T* values, size_t count) {
  if constexpr (sizeof(T) <= 2) sortSmall(scratch, values, count);
  else sortKeys(scratch, values, count);
}

template <class T>
void sortFloats(Scratch& scratch, T* values, size_t count) {
  const Unlike unlike = countUnlike(scratch.ctx, values, count);
  if (unlike.unordered == 0 && unlike.negative_zeros == 0) return sortOrdered(scratch, values, count);
  const size_t kept = moveUnlikeToEnd(scratch, values, count, unlike);
  sortOrdered(scratch, values, kept);
  insertZeros(scratch, values, kept, unlike.zeros);
}

// Not-a-times are all the same.
size_t moveNotATimesToEnd(int64_t* ticks, size_t count) {
  constexpr int64_t kNotATime = std::numeric_limits<int64_t>::min();
  int64_t* end = std::remove(ticks, ticks + count, kNotATime);
  std::fill(end, ticks + count, kNotATime);
  return static_cast<size_t>(end - ticks);
}

template <class T>
void sortComplex(Scratch& scratch, T* values, size_t count) {
  T* copy = scratch.get<T>(Use::Other, count);
  int64_t* order = scratch.get<int64_t>(Use::Values, count);
  std::copy_n(values, count, copy);
  argsortValues(scratch, copy, count, order, Ties::KeepOrder);
  for (size_t first = 0; first < count; first += kBlock) {
    const size_t end = std::min(count, first + kBlock);
    for (size_t k = first; k < end; ++k) values[k] = copy[order[k]];
    if (isInterrupted(scratch.ctx)) {
      std::copy_n(copy, count, values);
      poll(scratch.ctx);
      first = 0 - kBlock;  // nothing was raised: from the beginning
    }
  }
}

template <class T>
void selectKeys(kr_context* ctx, T* keys, size_t count, std::span<const int64_t> positions) {
  if (areOrdered(ctx, keys, count, keyKernels<T>().isAscending)) return;
  const auto end = std::lower_bound(positions.begin(), positions.end(), static_cast<int64_t>(count));
  selectLine(ctx, keyKernels<T>(), {keys, nullptr, count}, {positions.begin(), end});
}

// 16 bits by their ranks, in 32 bits. A raise leaves the line as it was.
template <class T>
void selectSmall(Scratch& scratch, T* values, size_t count, std::span<const int64_t> positions) {
  int32_t* ranks = scratch.get<int32_t>(Use::Other, count);
  for (size_t k = 0; k < count; ++k) ranks[k] = rankOf(values[k]);
  selectKeys(scratch.ctx, ranks, count, positions);
  for (size_t k = 0; k < count; ++k) values[k] = ofRank<T>(ranks[k]);
}

template <class T>
void selectFloats(Scratch& scratch, T* values, size_t count, std::span<const int64_t> positions) {
  const Unlike unlike = countUnlike(scratch.ctx, values, count);
  // The network makes keys out of nothing but their order, and so it would make one zero out of two.
  if (unlike.negative_zeros > 0) return sortFloats(scratch, values, count);
  if (unlike.unordered > 0) moveUnlikeToEnd(scratch, values, count, unlike);
  selectKeys(scratch.ctx, values, count - unlike.unordered, positions);
}

}  // namespace

template <class T>
void sortValues(Scratch& scratch, T* values, size_t count) {
  if constexpr (isComplexType<T>) {
    sortComplex(scratch, values, count);
  } else if constexpr (isFloatType<T>) {
    sortFloats(scratch, values, count);
  } else if constexpr (std::is_same_v<T, Time>) {
    int64_t* ticks = reinterpret_cast<int64_t*>(values);
    sortKeys(scratch, ticks, moveNotATimesToEnd(ticks, count));
  } else {
    sortOrdered(scratch, values, count);
  }
}

template <class T>
void selectValues(Scratch& scratch, T* values, size_t count, std::span<const int64_t> positions) {
  if constexpr (isComplexType<T> || sizeof(T) == 1 || std::is_same_v<T, Half>) {
    sortValues(scratch, values, count);
  } else if constexpr (sizeof(T) == 2) {
    selectSmall(scratch, values, count, positions);
  } else if constexpr (isFloatType<T>) {
    selectFloats(scratch, values, count, positions);
  } else if constexpr (std::is_same_v<T, Time>) {
    int64_t* ticks = reinterpret_cast<int64_t*>(values);
    selectKeys(scratch.ctx, ticks, moveNotATimesToEnd(ticks, count), positions);
  } else {
    selectKeys(scratch.ctx, values, count, positions);
  }
}

#define KRAIT_ELEMENT(T)                                   \
  template void sortValues(Scratch&, T*, size_t);          \
  template void selectValues(Scratch&, T*, size_t, std::span<const int64_t>);
#include "runtime/sorting/element_types.def"
#undef KRAIT_ELEMENT

}  // namespace krait::sorting
