// The order in which np.nditer visits the axes of an array: that of memory, as far as the strides show one.
#pragma once

#include <cstdint>

extern "C" {

// Moves the axes so that the last one is to be visited innermost. No stride is negative.
void kr_iteration_order(int64_t ndim, int64_t* extents, int64_t* strides);

}  // extern "C"
