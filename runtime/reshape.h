// Reading the elements of an array as another shape: extents and strides, as NumPy finds them.
#pragma once

#include "runtime/abi.h"

extern "C" {

// The shape that a reshape of `size` elements makes: `wanted`, where one extent may be negative and is found from the others.
// Raises ValueError as NumPy does.
void kr_reshape_extents(kr_context* ctx, int64_t size, int64_t ndim, const int64_t* wanted, int64_t* extents);

// Strides with which the memory of an array is read as another shape of as many elements, both in C order or both in Fortran's.
// 1; or 0 if there are none, and the elements have to be copied. `width`: bytes of an element.
int32_t kr_reshape_strides(int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t new_ndim,
                           const int64_t* new_extents, int64_t width, int32_t is_fortran, int64_t* new_strides);

// Whether the elements lie without gaps in C order, or in Fortran's.
int32_t kr_is_contiguous(int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t width, int32_t is_fortran);

// Strides with which an array is read as the shape that it is broadcast to. Raises ValueError as np.broadcast_to does.
void kr_broadcast_to(kr_context* ctx, int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t new_ndim,
                     const int64_t* new_extents, int64_t* new_strides);

// np.broadcast_shapes: as kr_broadcast (broadcast.h), with that function's errors.
void kr_broadcast_shapes(kr_context* ctx, int64_t count, const int64_t* ndims, const int64_t* extents, int64_t* result);

// Puts the axes in the order of memory: the largest step first, of either sign.
void kr_sort_axes(int64_t ndim, int64_t* extents, int64_t* strides);

}  // extern "C"
