// What a quicksort is made of, once per instruction set: sorting a short line, splitting a long one, choosing a pivot.
//
// A Line is keys, alone or with a value that travels with each. Keys are ordered by `<` and hold no NaN; two keys that
// are equal have the same bits (the callers in key_order.h see to both), so that keys alone need not be moved, only made.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/abi.h"

namespace krait::sorting {

template <class Key>
struct Line {
  Key* keys;
  int64_t* values;  // null: keys alone
  size_t count;

  [[nodiscard]] Line part(size_t first, size_t end) const {
    return {keys + first, values ? values + first : nullptr, end - first};
  }
};

// Which keys go left of the split: those below the pivot, or those not above it.
enum class Split : bool { Below, NotAbove };

template <class Key>
struct Kernels {
  size_t short_count;               // a line of at most this many elements is short
  void (*sortShort)(Line<Key>);
  // Gives how many went left. Looks for an interrupt; leaves a permutation behind if that raises. Not for short lines.
  size_t (*split)(kr_context*, Line<Key>, Key pivot, Split);
  // A key of the line, near its median. Not for short lines.
  Key (*pivot)(Line<Key>, uint64_t& random_state);
  // Of floats: whether there is a nan or a negative zero among them.
  bool (*hasUnlike)(const Key*, size_t count);
  // Whether no key is below, or above, the one before it.
  bool (*isAscending)(const Key*, size_t count);
  bool (*isDescending)(const Key*, size_t count);
};

// The kernels for this machine. Pairs: only for int64_t.
template <class Key>
[[nodiscard]] const Kernels<Key>& keyKernels();
[[nodiscard]] const Kernels<int64_t>& pairKernels();

// A host that asked to stop gets its say now; does not come back if it raises.
void poll(kr_context* ctx);

inline bool isInterrupted(const kr_context* ctx) { return *ctx->interrupt != 0; }

// Elements between two looks for an interrupt, in work that does little for each.
constexpr size_t kBlock = size_t{1} << 18;

// Calls each(first, end) for one block of a range after the other, and looks for an interrupt in between.
template <class Each>
void inBlocks(kr_context* ctx, size_t count, Each each) {
  for (size_t first = 0; first < count; first += kBlock) {
    each(first, first + kBlock < count ? first + kBlock : count);
    if (isInterrupted(ctx)) poll(ctx);
  }
}

// A step of xorshift64: positions of samples, the same ones in every run.
inline uint64_t nextRandom(uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

}  // namespace krait::sorting
