// The places where an array of bools is true.
#pragma once

#include "runtime/linear_algebra/strided_array.h"

namespace krait::indexing {

struct TruePlaces {
  int64_t count;
  const int64_t* axes[kMaxAxes];  // the positions along each axis, in C order
  kr_owner owners[kMaxAxes];
};

[[nodiscard]] int64_t countTrue(const StridedArray& contiguous_mask);
[[nodiscard]] TruePlaces findTrue(kr_context* ctx, const StridedArray& mask);

}  // namespace krait::indexing
