// The least and the greatest of many positions: whether all are inside an axis, and whether one counts from
// its end.
#pragma once

#include <cstdint>

namespace krait::indexing {

struct PositionRange {
  int64_t least, greatest;  // of no positions: 0 and -1, which are inside every axis

  [[nodiscard]] bool isInside(int64_t extent) const { return least >= -extent && greatest < extent; }
};

[[nodiscard]] PositionRange rangeOf(const int64_t* values, int64_t count);

[[nodiscard]] PositionRange avx512RangeOf(const int64_t* values, int64_t count);

}  // namespace krait::indexing
