// Elements at positions along an axis: read into rows, or written from them.
#pragma once

#include "runtime/indexing/index_key.h"

namespace krait::indexing {

// Places behind the base of an array: `values[k] * stride` bytes, where negative values count from `extent`.
struct Offsets {
  const int64_t* values;
  int64_t count;
  int64_t extent, stride;
  bool has_negative;
  int64_t reach;       // bytes over which the places are spread
  int64_t behind = 0;  // values that follow the counted ones, perhaps out of bounds: they may be looked at ahead

  [[nodiscard]] int64_t at(int64_t k) const {
    return (values[k] < 0 ? values[k] + extent : values[k]) * stride;
  }
};

// Several lines of an array, and what is read or written beside them.
struct Lines {
  char* inside;
  int64_t inside_step;
  char* outside;
  int64_t outside_step;
  int64_t count;
  int64_t item_size;
};

// Raises IndexError for the first position, in the order of the visit, that is out of bounds. Gives whether one is negative.
bool checkPositions(kr_context* ctx, const Positions& positions, Visit visit);

// The elements at the offsets from each line inside, one after the other in the line outside. This and what follows may be
// interrupted.
void gatherElements(kr_context* ctx, const Lines& lines, const Offsets& offsets);
// The same of one line of an array, for positions that have not been checked yet.
void gatherChecked(kr_context* ctx, const Positions& positions, Visit visit, const Lines& line);
// The same backwards, in the order of the offsets; elements outside lie `step` bytes apart.
void scatterElements(kr_context* ctx, const Lines& lines, const Offsets& offsets, int64_t step);

}  // namespace krait::indexing
