// Whole arrays filled, copied and zeroed on several threads, where they are large enough to be worth them; for functions with
// parallel=True. What a thread does is bound by memory: two of them get more of it than one.
#pragma once

#include "runtime/abi.h"

extern "C" {

// As kr_assign (strided_copy.h).
void kr_assign_parallel(kr_context* ctx, int64_t ndim, const int64_t* shape, const int64_t* strides, void* const* data,
                        int64_t width);
// `count` neighbours become copies of one element.
void kr_fill_parallel(kr_context* ctx, void* data, int64_t count, const void* element, int64_t width);
// As kr_buffer_new_zeroed (buffer.h).
kr_buffer* kr_buffer_new_zeroed_parallel(kr_context* ctx, int64_t bytes);

}  // extern "C"
