// Quicksort's kernels in plain C++, for processors without AVX-512; and the choice between the two.
//
// The split takes no branch on a key: every element changes places with the first of those that stay right, and the
// border moves on by a comparison's 0 or 1.
#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/raise.h"
#include "runtime/sorting/kernels_for_machine.h"

namespace krait::sorting {
namespace {

constexpr size_t kShort = 24;
constexpr size_t kElementsPerLook = 1 << 16;

template <class Key, bool kPairs>
void insertionSort(Line<Key> line) {
  for (size_t end = 1; end < line.count; ++end) {
    const Key key = line.keys[end];
    const int64_t value = kPairs ? line.values[end] : 0;
    size_t k = end;
    for (; k > 0 && key < line.keys[k - 1]; --k) {
      line.keys[k] = line.keys[k - 1];
      if constexpr (kPairs) line.values[k] = line.values[k - 1];
    }
    line.keys[k] = key;
    if constexpr (kPairs) line.values[k] = value;
  }
}

template <class Key, bool kPairs>
size_t splitPortably(kr_context* ctx, Line<Key> line, Key pivot, Split kind) {
  size_t left = 0;
  for (size_t first = 0; first < line.count; first += kElementsPerLook) {
    const size_t end = std::min(line.count, first + kElementsPerLook);
    for (size_t k = first; k < end; ++k) {
      const Key key = line.keys[k];
      line.keys[k] = line.keys[left];
      line.keys[left] = key;
      if constexpr (kPairs) std::swap(line.values[k], line.values[left]);
      left += kind == Split::Below ? key < pivot : key <= pivot;
    }
    if (isInterrupted(ctx)) poll(ctx);
  }
  return left;
}

// The median of 31 keys at random positions, in a line of a thousand or more; else of 3.
template <class Key>
Key portablePivot(Line<Key> line, uint64_t& random_state) {
  Key samples[31];
  const size_t count = line.count > 1000 ? 31 : 3;
  for (size_t k = 0; k < count; ++k) samples[k] = line.keys[nextRandom(random_state) % line.count];
  insertionSort<Key, false>({samples, nullptr, count});
  return samples[count / 2];
}

template <class Key>
bool hasUnlike(const Key* values, size_t count) {
  bool is_unlike = false;
  for (size_t k = 0; k < count; ++k) {
    const bool is_negative_zero = values[k] == 0 && std::signbit(static_cast<double>(values[k]));
    is_unlike |= values[k] != values[k] || is_negative_zero;
  }
  return is_unlike;
}

template <class Key>
bool isAscending(const Key* keys, size_t count) {
  bool is_descent = false;
  for (size_t k = 1; k < count; ++k) is_descent |= keys[k] < keys[k - 1];
  return !is_descent;
}

template <class Key>
bool isDescending(const Key* keys, size_t count) {
  bool is_ascent = false;
  for (size_t k = 1; k < count; ++k) is_ascent |= keys[k - 1] < keys[k];
  return !is_ascent;
}

template <class Key, bool kPairs>
constexpr Kernels<Key> kKernels{kShort,         insertionSort<Key, kPairs>, splitPortably<Key, kPairs>, portablePivot<Key>,
                                hasUnlike<Key>, isAscending<Key>,           isDescending<Key>};

bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl");
}

}  // namespace

template <class Key>
const Kernels<Key>& portableKeyKernels() {
  return kKernels<Key, false>;
}
template const Kernels<int32_t>& portableKeyKernels();
template const Kernels<uint32_t>& portableKeyKernels();
template const Kernels<float>& portableKeyKernels();
template const Kernels<int64_t>& portableKeyKernels();
template const Kernels<uint64_t>& portableKeyKernels();
template const Kernels<double>& portableKeyKernels();

const Kernels<int64_t>& portablePairKernels() { return kKernels<int64_t, true>; }

template <class Key>
const Kernels<Key>& keyKernels() {
  return hasAvx512() ? avx512KeyKernels<Key>() : portableKeyKernels<Key>();
}
template const Kernels<int32_t>& keyKernels();
template const Kernels<uint32_t>& keyKernels();
template const Kernels<float>& keyKernels();
template const Kernels<int64_t>& keyKernels();
template const Kernels<uint64_t>& keyKernels();
template const Kernels<double>& keyKernels();

const Kernels<int64_t>& pairKernels() { return hasAvx512() ? avx512PairKernels() : portablePairKernels(); }

void poll(kr_context* ctx) { kr_interrupted(ctx, ctx->error_site); }

}  // namespace krait::sorting
