// Argsort by sorting the keys together with their positions; see argsort.h.
//
// Keys of up to 32 bits go into one int64 with their position below, so that keys alone are sorted, and ties keep their
// order. Longer ones are sorted as pairs; where ties have to keep their order, the positions of each run of equal keys
// are sorted afterwards. The largest key, which a nan has too, is kept out of the pairs and comes last: the network
// fills up with it.
#include "runtime/sorting/argsort.h"

#include <algorithm>
#include <limits>

#include "runtime/sorting/parallel_sort.h"
#include "runtime/sorting/quicksort.h"

namespace krait::sorting {
namespace {

constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
constexpr size_t kMostPacked = size_t{1} << 32;

bool isAscending(const int64_t* keys, size_t count) {
  constexpr size_t kStep = 256;
  for (size_t first = 1; first < count; first += kStep) {
    const size_t end = std::min(count, first + kStep);
    bool is_descent = false;
    for (size_t k = first; k < end; ++k) is_descent |= keys[k] < keys[k - 1];
    if (is_descent) return false;
  }
  return true;
}

// On several threads where that is wanted and worth it.
void sortLong(Scratch& scratch, const Kernels<int64_t>& kernels, Line<int64_t> line) {
  if (scratch.is_parallel && line.count >= kParallelCount) return sortLineInParallel(scratch.ctx, kernels, line);
  sortLine(scratch.ctx, kernels, line);
}

void sortPositions(Scratch& scratch, int64_t* positions, size_t count) {
  if (!isAscending(positions, count)) sortLong(scratch, keyKernels<int64_t>(), {positions, nullptr, count});
}

// Calls use(first, end) for each run of two or more equal keys.
template <class Each>
void forEachTie(const int64_t* keys, size_t count, Each use) {
  for (size_t first = 0; first < count;) {
    size_t end = first + 1;
    while (end < count && keys[end] == keys[first]) ++end;
    if (end - first > 1) use(first, end);
    first = end;
  }
}

// Sorts pairs none of which has the largest key.
void sortPairs(Scratch& scratch, int64_t* keys, int64_t* order, size_t count, Ties ties) {
  if (isAscending(keys, count)) return;
  sortLong(scratch, pairKernels(), {keys, order, count});
  if (ties == Ties::AnyOrder) return;
  forEachTie(keys, count, [&](size_t first, size_t end) { sortPositions(scratch, order + first, end - first); });
}

template <class T>
int64_t wideKey(T value) {
  return orderedInt(value);
}

// Makes pairs of the values and their positions; those with the largest key go to the end. Gives how many do not.
template <class T>
size_t makePairs(kr_context* ctx, const T* values, size_t count, int64_t* keys, int64_t* order) {
  size_t made = 0;
  inBlocks(ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) {
      const int64_t key = wideKey(values[k]);
      keys[made] = key;
      order[made] = static_cast<int64_t>(k);
      made += key != kLargest;
    }
  });
  if (made == count) return made;
  size_t last = made;
  inBlocks(ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end && last < count; ++k) {
      order[last] = static_cast<int64_t>(k);
      last += wideKey(values[k]) == kLargest;
    }
  });
  return made;
}

template <class T>
constexpr bool isPackable = sizeof(T) <= 4;

template <class T>
void pack(kr_context* ctx, const T* values, size_t count, int64_t* packed) {
  inBlocks(ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) {
      packed[k] = static_cast<int64_t>(static_cast<uint64_t>(orderedInt(values[k])) << 32 | k);
    }
  });
}

void unpack(kr_context* ctx, int64_t* packed, size_t count) {
  inBlocks(ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) packed[k] &= 0xffffffff;
  });
}

// Complex numbers: four classes, in NumPy's order, and in each class those parts decide that are no nan.
template <class F>
int classOf(ComplexNumber<F> value) {
  return (value.real != value.real ? 2 : 0) + (value.imag != value.imag ? 1 : 0);
}

// Sorts positions by a part of the values at them; ties as they were, and `then` is called for each.
template <class Part, class Then>
void sortBy(Scratch& scratch, Part part, int64_t* keys, int64_t* order, size_t count, Then then) {
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) keys[k] = orderedInt(static_cast<double>(part(order[k])));
  });
  sortPairs(scratch, keys, order, count, Ties::KeepOrder);
  forEachTie(keys, count, then);
}

template <class F>
void sortClass(Scratch& scratch, const ComplexNumber<F>* values, int of_class, int64_t* keys, int64_t* order, size_t count) {
  const auto real = [&](int64_t k) { return values[k].real; };
  const auto imag = [&](int64_t k) { return values[k].imag; };
  const auto nothing = [](size_t, size_t) {};
  if (of_class == 0) {
    sortBy(scratch, real, keys, order, count, [&](size_t first, size_t end) {
      // The keys of a run are free once it is found: its end is known.
      sortBy(scratch, imag, keys + first, order + first, end - first, nothing);
    });
  } else if (of_class == 1) {
    sortBy(scratch, real, keys, order, count, nothing);
  } else if (of_class == 2) {
    sortBy(scratch, imag, keys, order, count, nothing);
  }
}

template <class F>
void argsortComplex(Scratch& scratch, const ComplexNumber<F>* values, size_t count, int64_t* order) {
  size_t ends[4] = {};
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) ++ends[classOf(values[k])];
  });
  size_t next[4] = {0, ends[0], ends[0] + ends[1], ends[0] + ends[1] + ends[2]};
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) order[next[classOf(values[k])]++] = static_cast<int64_t>(k);
  });
  int64_t* keys = scratch.get<int64_t>(Use::Keys, count);
  for (int of_class = 0; of_class < 4; ++of_class) {
    sortClass(scratch, values, of_class, keys, order + next[of_class] - ends[of_class], ends[of_class]);
  }
}

}  // namespace

template <class T>
void argsortValues(Scratch& scratch, const T* values, size_t count, int64_t* order, Ties ties) {
  if constexpr (isComplexType<T>) {
    argsortComplex(scratch, values, count, order);
  } else {
    if (isPackable<T> && count < kMostPacked) {
      pack(scratch.ctx, values, count, order);
      sortPositions(scratch, order, count);
      unpack(scratch.ctx, order, count);
      return;
    }
    int64_t* keys = scratch.get<int64_t>(Use::Keys, count);
    sortPairs(scratch, keys, order, makePairs(scratch.ctx, values, count, keys, order), ties);
  }
}

template <class T>
void argselectValues(Scratch& scratch, const T* values, size_t count, int64_t* order, std::span<const int64_t> positions) {
  if constexpr (isComplexType<T>) {
    argsortComplex(scratch, values, count, order);
  } else {
    if (isPackable<T> && count < kMostPacked) {
      pack(scratch.ctx, values, count, order);
      selectLine(scratch.ctx, keyKernels<int64_t>(), {order, nullptr, count}, positions);
      unpack(scratch.ctx, order, count);
      return;
    }
    int64_t* keys = scratch.get<int64_t>(Use::Keys, count);
    const size_t made = makePairs(scratch.ctx, values, count, keys, order);
    const auto end = std::lower_bound(positions.begin(), positions.end(), static_cast<int64_t>(made));
    selectLine(scratch.ctx, pairKernels(), {keys, order, made}, {positions.begin(), end});
  }
}

template <class T>
void reorder(Scratch& scratch, const T* values, size_t count, int64_t* order) {
  T* line = scratch.get<T>(Use::Other, count);
  int64_t* positions = scratch.get<int64_t>(Use::Values, count);
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) line[k] = values[order[k]];
  });
  argsortValues(scratch, line, count, positions, Ties::KeepOrder);
  inBlocks(scratch.ctx, count, [&](size_t first, size_t end) {
    for (size_t k = first; k < end; ++k) positions[k] = order[positions[k]];
  });
  std::copy_n(positions, count, order);
}

#define KRAIT_ELEMENT(T)                                                                             \
  template void argsortValues(Scratch&, const T*, size_t, int64_t*, Ties);                           \
  template void argselectValues(Scratch&, const T*, size_t, int64_t*, std::span<const int64_t>);     \
  template void reorder(Scratch&, const T*, size_t, int64_t*);
#include "runtime/sorting/element_types.def"
#undef KRAIT_ELEMENT

}  // namespace krait::sorting
