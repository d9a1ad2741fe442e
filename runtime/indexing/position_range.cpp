// For any processor; see position_range.h.
#include "runtime/indexing/position_range.h"

#include <algorithm>

namespace krait::indexing {

PositionRange rangeOf(const int64_t* values, int64_t count) {
  if (count >= 16 && __builtin_cpu_supports("avx512f")) return avx512RangeOf(values, count);
  if (count == 0) return {0, -1};
  PositionRange range{values[0], values[0]};
  for (int64_t k = 1; k < count; ++k) {
    range.least = std::min(range.least, values[k]);
    range.greatest = std::max(range.greatest, values[k]);
  }
  return range;
}

}  // namespace krait::indexing
