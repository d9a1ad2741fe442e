// Elements and blocks of memory at positions along an axis: read into a row, or written from one.
#pragma once

#include "runtime/indexing/index_key.h"

namespace krait::indexing {

// Offsets from the base of an array: `values[k] * stride`, where negative values count from `extent`.
struct Offsets {
  const int64_t* values;
  int64_t count;
  int64_t extent, stride;
};

// Raises IndexError for the first position that is out of bounds.
void checkPositions(kr_context* ctx, const Positions& positions);

// The elements at base + offset, one after the other in `out`; elements of item_size bytes.
void gatherElements(char* out, const char* base, const Offsets& offsets, int64_t item_size);
// The same backwards: elements that lie `step` bytes apart, into their places in the order of the offsets.
void scatterElements(char* base, const Offsets& offsets, const char* from, int64_t step, int64_t item_size);

// Calls use(address) for base + each offset.
template <class Use>
void forEachOffset(char* base, const Offsets& offsets, Use use) {
  for (int64_t k = 0; k < offsets.count; ++k) {
    const int64_t value = offsets.values[k];
    use(base + (value < 0 ? value + offsets.extent : value) * offsets.stride);
  }
}

}  // namespace krait::indexing
