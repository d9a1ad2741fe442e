// Shapes of array expressions, and the order in which their elements are visited.
#pragma once

#include "runtime/abi.h"

extern "C" {

// The shape that `count` shapes broadcast to. `ndims` has the dimensions of each, `extents` all shapes one after the other;
// `result` takes as many extents as the longest has. Raises ValueError as NumPy does.
void kr_broadcast(kr_context* ctx, int64_t count, const int64_t* ndims, const int64_t* extents, int64_t* result);

// Raises ValueError unless a value of a shape fits an array: after broadcasting with it (`use` 0), as what is assigned to it,
// when leading extents of 1 do not count (1), or as the mask of its reduction (2).
void kr_fit(kr_context* ctx, int64_t use, int64_t ndim, const int64_t* shape, int64_t value_ndim,
            const int64_t* value_shape);

// Order of the axes of a new array, as NumPy's iterator chooses it ('K'): `strides` of `count` operands, `ndim` each, 0 where
// they are broadcast. Writes strides that grow in that order.
void kr_order_like(int64_t ndim, int64_t count, const int64_t* strides, int64_t* result);

// Rearranges a loop nest over `count` operands so that the innermost axis has the smallest step and runs as long as
// possible: axes are sorted by the strides of the first operand that has one, and joined where all operands allow it. Those that
// are left over become outer axes of extent 1.
void kr_plan_loops(int64_t ndim, int64_t count, int64_t* shape, int64_t* strides);

// Whether the elements of operand 0 share memory with those of another one in any other way than one by one, so that
// writing it while the others are read would change them. `widths`: bytes of an element of each.
int32_t kr_is_overlapped(int64_t ndim, int64_t count, const int64_t* shape, const int64_t* strides, void* const* data,
                         const int64_t* widths);

}  // extern "C"
