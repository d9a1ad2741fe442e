// Quicksort's kernels with AVX-512: 64 bytes of keys at a time.
//
// A split reads blocks from whichever end has less room, and writes each vector's keys to both ends of the room that
// reading has made: compressed to the front for the left, to the back for the right. (Bramas, A novel hybrid quicksort
// algorithm vectorized using AVX-512, 2017.)
#include <immintrin.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "runtime/sorting/kernels_for_machine.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)

namespace krait::sorting {
namespace {

template <class T, int kLanes>
using Vector [[gnu::vector_size(sizeof(T) * kLanes)]] = T;

// Of integers the compiler knows what this is. Of floats it would not: which of two zeros is the lesser is for a
// comparison to say, but not for the instruction.
template <class V>
V lesser(V a, V b) {
  return b < a ? b : a;
}
template <class V>
V greater(V a, V b) {
  return b < a ? a : b;
}
template <>
Vector<float, 16> lesser(Vector<float, 16> a, Vector<float, 16> b) { return _mm512_min_ps(a, b); }
template <>
Vector<float, 16> greater(Vector<float, 16> a, Vector<float, 16> b) { return _mm512_max_ps(a, b); }
template <>
Vector<double, 8> lesser(Vector<double, 8> a, Vector<double, 8> b) { return _mm512_min_pd(a, b); }
template <>
Vector<double, 8> greater(Vector<double, 8> a, Vector<double, 8> b) { return _mm512_max_pd(a, b); }

#include "runtime/sorting/sorting_network.h"

template <class T>
constexpr int kLanes = 64 / sizeof(T);

template <class T>
using Keys = Vector<T, kLanes<T>>;
using Values = Vector<int64_t, 8>;

template <class T>
uint32_t firstLanes(size_t count) {
  return count >= kLanes<T> ? (1U << kLanes<T>) - 1 : (1U << count) - 1;
}

template <class T>
Keys<T> load(const T* from) {
  Keys<T> keys;
  std::memcpy(&keys, from, sizeof keys);
  return keys;
}

template <class V, class T>
void store(T* to, V vector) {
  std::memcpy(to, &vector, sizeof vector);
}

template <class T>
Keys<T> loadSome(const T* from, uint32_t lanes, Keys<T> others) {
  if constexpr (sizeof(T) == 8) {
    return __builtin_bit_cast(Keys<T>, _mm512_mask_loadu_epi64(__builtin_bit_cast(__m512i, others), lanes, from));
  } else {
    return __builtin_bit_cast(Keys<T>, _mm512_mask_loadu_epi32(__builtin_bit_cast(__m512i, others), lanes, from));
  }
}

template <class T>
void storeSome(T* to, uint32_t lanes, Keys<T> keys) {
  if constexpr (sizeof(T) == 8) {
    _mm512_mask_storeu_epi64(to, lanes, __builtin_bit_cast(__m512i, keys));
  } else {
    _mm512_mask_storeu_epi32(to, lanes, __builtin_bit_cast(__m512i, keys));
  }
}

template <class T>
Keys<T> compress(uint32_t lanes, Keys<T> keys) {
  if constexpr (sizeof(T) == 8) {
    return __builtin_bit_cast(Keys<T>, _mm512_maskz_compress_epi64(lanes, __builtin_bit_cast(__m512i, keys)));
  } else {
    return __builtin_bit_cast(Keys<T>, _mm512_maskz_compress_epi32(lanes, __builtin_bit_cast(__m512i, keys)));
  }
}

// Which lanes go left.
template <Split kSplit, class T>
uint32_t lanesLeft(Keys<T> keys, Keys<T> pivot) {
  const auto is_left = kSplit == Split::Below ? keys < pivot : keys <= pivot;
  if constexpr (sizeof(T) == 8) {
    return _mm512_movepi64_mask(__builtin_bit_cast(__m512i, is_left));
  } else {
    return _mm512_movepi32_mask(__builtin_bit_cast(__m512i, is_left));
  }
}

// Rows with the largest key after the end, and their values 0.
template <int kRows, bool kPairs, class T>
void sortInRows(Line<T> line) {
  using Filled = std::numeric_limits<T>;
  const T largest = Filled::has_infinity ? Filled::infinity() : Filled::max();
  Row<T, kLanes<T>, kPairs> rows[kRows];
#pragma clang loop unroll(full)
  for (int r = 0; r < kRows; ++r) {
    const size_t first = static_cast<size_t>(r) * kLanes<T>;
    const uint32_t lanes = firstLanes<T>(line.count > first ? line.count - first : 0);
    rows[r].key = loadSome(line.keys + first, lanes, Keys<T>{} + largest);
    if constexpr (kPairs) rows[r].value = loadSome(line.values + first, lanes, Values{});
  }
  sortRows<kLanes<T>>(rows);
#pragma clang loop unroll(full)
  for (int r = 0; r < kRows; ++r) {
    const size_t first = static_cast<size_t>(r) * kLanes<T>;
    const uint32_t lanes = firstLanes<T>(line.count > first ? line.count - first : 0);
    storeSome(line.keys + first, lanes, rows[r].key);
    if constexpr (kPairs) storeSome(line.values + first, lanes, rows[r].value);
  }
}

template <class T, bool kPairs>
constexpr int kMostRows = kPairs ? 16 : 32;

template <bool kPairs, class T>
void sortShort(Line<T> line) {
  const size_t rows = (line.count + kLanes<T> - 1) / kLanes<T>;
  switch (rows) {
    case 0: return;
    case 1: return sortInRows<1, kPairs>(line);
    case 2: return sortInRows<2, kPairs>(line);
    case 3:
    case 4: return sortInRows<4, kPairs>(line);
    case 5:
    case 6: return sortInRows<6, kPairs>(line);
    case 7:
    case 8: return sortInRows<8, kPairs>(line);
  }
  if (rows <= 10) return sortInRows<10, kPairs>(line);
  if (rows <= 12) return sortInRows<12, kPairs>(line);
  if (rows <= 14) return sortInRows<14, kPairs>(line);
  if (rows <= 16) return sortInRows<16, kPairs>(line);
  if constexpr (!kPairs) {
    if (rows <= 20) return sortInRows<20, false>(line);
    if (rows <= 24) return sortInRows<24, false>(line);
    if (rows <= 28) return sortInRows<28, false>(line);
    sortInRows<32, false>(line);
  }
}

// The median of some rows of keys from all over the line.
template <int kRows, class T, class Position>
T medianAt(Line<T> line, Position position) {
  T samples[kRows * kLanes<T>];
  for (size_t k = 0; k < kRows * kLanes<T>; ++k) samples[k] = line.keys[position(k)];
  sortInRows<kRows, false>(Line<T>{samples, nullptr, kRows * kLanes<T>});
  return samples[kRows * kLanes<T> / 2];
}

// In a line where a bad order can't cost much the positions are regular, which is quicker.
template <class T>
T pivotOf(Line<T> line, uint64_t& random_state) {
  if (line.count <= 1024) return medianAt<1>(line, [&](size_t k) { return (2 * k + 1) * line.count / (2 * kLanes<T>); });
  if (line.count <= 8192) return medianAt<2>(line, [&](size_t k) { return (2 * k + 1) * line.count / (4 * kLanes<T>); });
  return medianAt<8>(line, [&](size_t) { return nextRandom(random_state) % line.count; });
}

// For each set of left lanes out of 8, the order of lanes that puts those first.
struct LaneOrders {
  alignas(64) uint8_t lanes[256][8];
  constexpr LaneOrders() : lanes{} {
    for (uint32_t set = 0; set < 256; ++set) {
      int next = 0;
      for (uint8_t lane = 0; lane < 8; ++lane) if (set >> lane & 1) lanes[set][next++] = lane;
      for (uint8_t lane = 0; lane < 8; ++lane) if (!(set >> lane & 1)) lanes[set][next++] = lane;
    }
  }
};
constexpr LaneOrders kLaneOrders;

constexpr int kBlockRows = 4;

// A line in the middle of being split. What lies outside [left, right) is in its place, [unread, unread_end) is as it was,
// and as many elements as there is room between them are in the buffers.
template <class T, bool kPairs, Split kSplit>
struct Splitting {
  T* keys;
  int64_t* values;
  size_t left, right, unread, unread_end;
  Keys<T> pivot;

  static constexpr size_t kBlockElements = kBlockRows * kLanes<T>;
  struct Block {
    Keys<T> keys[kBlockRows];
    Values values[kPairs ? kBlockRows : 1];
  };

  void read(Block& block, size_t first) const {
#pragma clang loop unroll(full)
    for (int r = 0; r < kBlockRows; ++r) {
      block.keys[r] = load(keys + first + r * kLanes<T>);
      if constexpr (kPairs) block.values[r] = load(values + first + r * kLanes<T>);
    }
  }

  void readNearer(Block& block) {
    const bool from_left = unread - left <= right - unread_end;
    const size_t first = from_left ? unread : unread_end - kBlockElements;
    read(block, first);
    unread += from_left ? kBlockElements : 0;
    unread_end -= from_left ? 0 : kBlockElements;
  }

  // There is room for a whole vector at either end.
  void place(const Block& block) {
#pragma clang loop unroll(full)
    for (int r = 0; r < kBlockRows; ++r) {
      const uint32_t to_left = lanesLeft<kSplit, T>(block.keys[r], pivot);
      const size_t left_count = static_cast<size_t>(__builtin_popcount(to_left));
      if constexpr (sizeof(T) == 8) {
        int64_t packed;
        std::memcpy(&packed, kLaneOrders.lanes[to_left], 8);
        const __m512i order = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(packed));
        const __m512i ordered = _mm512_permutexvar_epi64(order, __builtin_bit_cast(__m512i, block.keys[r]));
        store(keys + left, ordered);
        store(keys + right - kLanes<T>, ordered);
        if constexpr (kPairs) {
          const __m512i ordered_values = _mm512_permutexvar_epi64(order, __builtin_bit_cast(__m512i, block.values[r]));
          store(values + left, ordered_values);
          store(values + right - kLanes<T>, ordered_values);
        }
      } else {
        const size_t right_count = kLanes<T> - left_count;
        store(keys + left, compress<T>(to_left, block.keys[r]));
        storeSome(keys + right - right_count, firstLanes<T>(right_count), compress<T>(~to_left & 0xffff, block.keys[r]));
      }
      left += left_count;
      right -= kLanes<T> - left_count;
    }
  }

  // Of a row, those lanes. There may be room for no more than these.
  void placeSome(Keys<T> row_keys, Values row_values, uint32_t lanes) {
    const uint32_t to_left = lanesLeft<kSplit, T>(row_keys, pivot) & lanes;
    const uint32_t to_right = lanes & ~to_left;
    const size_t left_count = static_cast<size_t>(__builtin_popcount(to_left));
    const size_t right_count = static_cast<size_t>(__builtin_popcount(to_right));
    storeSome(keys + left, firstLanes<T>(left_count), compress<T>(to_left, row_keys));
    storeSome(keys + right - right_count, firstLanes<T>(right_count), compress<T>(to_right, row_keys));
    if constexpr (kPairs) {
      storeSome(values + left, firstLanes<T>(left_count), compress<int64_t>(to_left, row_values));
      storeSome(values + right - right_count, firstLanes<T>(right_count), compress<int64_t>(to_right, row_values));
    }
    left += left_count;
    right -= right_count;
  }

  void placeLast(const Block& block, size_t count) {
    for (int r = 0; r < kBlockRows; ++r) {
      const size_t first = static_cast<size_t>(r) * kLanes<T>;
      if (count <= first) break;
      placeSome(block.keys[r], block.values[kPairs ? r : 0], firstLanes<T>(count - first));
    }
  }

  // Fills the room with what the buffers hold, so that the line is a permutation of what it was, and back.
  void fill(const Block (&blocks)[3], size_t first_count) {
    size_t to = left;
    const auto put = [&](const Block& block, size_t count) {
      for (size_t k = 0; k < count; ++k, ++to) {
        if (to == unread) to = unread_end;
        keys[to] = block.keys[k / kLanes<T>][k % kLanes<T>];
        if constexpr (kPairs) values[to] = block.values[k / kLanes<T>][k % kLanes<T>];
      }
    };
    put(blocks[0], first_count);
    put(blocks[1], kBlockElements);
    put(blocks[2], kBlockElements);
  }
};

// Blocks between two looks for an interrupt: a megabyte.
constexpr size_t kBlocksPerLook = 4096;

template <class T, bool kPairs, Split kSplit>
size_t splitAs(kr_context* ctx, Line<T> line, T pivot) {
  using State = Splitting<T, kPairs, kSplit>;
  constexpr size_t kBlockElements = State::kBlockElements;
  State state{line.keys, line.values, 0, line.count, 0, line.count, Keys<T>{} + pivot};
  // The buffers: what is over when the rest is cut into blocks, and a block of either end.
  typename State::Block buffered[3];
  const size_t over = line.count % kBlockElements;
  state.read(buffered[0], 0);
  state.unread = over;
  state.read(buffered[1], over);
  state.unread += kBlockElements;
  state.unread_end -= kBlockElements;
  state.read(buffered[2], state.unread_end);
  while (state.unread < state.unread_end) {
    const size_t blocks = std::min((state.unread_end - state.unread) / kBlockElements, kBlocksPerLook);
    for (size_t k = 0; k < blocks; ++k) {
      typename State::Block block;
      state.readNearer(block);
      state.place(block);
    }
    if (isInterrupted(ctx)) {
      state.fill(buffered, over);
      poll(ctx);
    }
  }
  state.placeLast(buffered[0], over);
  state.placeLast(buffered[1], kBlockElements);
  state.placeLast(buffered[2], kBlockElements);
  return state.left;
}

template <class T, bool kPairs>
size_t split(kr_context* ctx, Line<T> line, T pivot, Split kind) {
  return kind == Split::Below ? splitAs<T, kPairs, Split::Below>(ctx, line, pivot)
                              : splitAs<T, kPairs, Split::NotAbove>(ctx, line, pivot);
}

template <class T>
bool hasUnlike(const T* values, size_t count) {
  using Int = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
  constexpr Int kNegativeZero = std::numeric_limits<Int>::min();
  Keys<Int> unlike{};
  const auto look = [&](Keys<T> keys) {
    unlike |= (keys != keys) | (__builtin_bit_cast(Keys<Int>, keys) == kNegativeZero);
  };
  size_t k = 0;
  for (; k + kLanes<T> <= count; k += kLanes<T>) look(load(values + k));
  look(loadSome(values + k, firstLanes<T>(count - k), Keys<T>{}));
  return lanesLeft<Split::Below, Int>(unlike, Keys<Int>{}) != 0;
}

// Whether no key has gone astray from the one before it, in either direction. The last vector overlaps the one before.
template <bool kAscends, class T>
bool isOrdered(const T* keys, size_t count) {
  if (count <= kLanes<T>) {
    for (size_t k = 1; k < count; ++k) {
      if (kAscends ? keys[k] < keys[k - 1] : keys[k - 1] < keys[k]) return false;
    }
    return true;
  }
  uint32_t astray = 0;
  const auto look = [&](const T* at) __attribute__((always_inline)) {
    astray |= kAscends ? lanesLeft<Split::Below, T>(load(at), load(at - 1)) : lanesLeft<Split::Below, T>(load(at - 1), load(at));
  };
  for (size_t k = 1; k + kLanes<T> <= count; k += kLanes<T>) look(keys + k);
  look(keys + count - kLanes<T>);
  return astray == 0;
}

template <class T, bool kPairs>
constexpr Kernels<T> kKernels{static_cast<size_t>(kMostRows<T, kPairs> * kLanes<T>), sortShort<kPairs, T>,
                              split<T, kPairs>,
                              pivotOf<T>,
                              hasUnlike<T>,
                              isOrdered<true, T>,
                              isOrdered<false, T>};

}  // namespace

#pragma clang attribute pop

const Kernels<int64_t>& avx512PairKernels() { return kKernels<int64_t, true>; }

template <class Key>
const Kernels<Key>& avx512KeyKernels() {
  return kKernels<Key, false>;
}
template const Kernels<int32_t>& avx512KeyKernels();
template const Kernels<uint32_t>& avx512KeyKernels();
template const Kernels<float>& avx512KeyKernels();
template const Kernels<int64_t>& avx512KeyKernels();
template const Kernels<uint64_t>& avx512KeyKernels();
template const Kernels<double>& avx512KeyKernels();

}  // namespace krait::sorting
