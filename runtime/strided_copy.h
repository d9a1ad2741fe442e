// Copying elements that lie in steps, by what their width is and not their dtype.
#pragma once

#include "runtime/abi.h"

extern "C" {

// Copies elements of `width` bytes from one array to another of the same shape, which do not overlap.
void kr_copy_elements(int64_t ndim, const int64_t* shape, void* to, const int64_t* to_strides, const void* from,
                      const int64_t* from_strides, int64_t width);

// One row of such a copy. A step of 0 in `from` fills the row.
void kr_copy_row(int64_t count, void* to, int64_t to_step, const void* from, int64_t from_step, int64_t width);

}  // extern "C"
