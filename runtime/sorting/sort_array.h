// Sorting arrays along an axis, for compiled code. How operands and results are laid out: linear_algebra/strided_array.h;
// the dtype letter of times is 'M'.
//
// Values, order and errors are NumPy's. Equal elements that differ (zeros, nans) are left in their order by kr_sort, and
// their positions by kr_argsort if it is asked to. All of these raise what a poll raises, and out_of_memory; an array that
// is sorted in place then holds the same elements as before, in some order.
#pragma once

#include "runtime/abi.h"

extern "C" {

// a, axis, whether a is read-only.
void kr_sort(kr_context* ctx, const int64_t* operands, kr_slot* results);
// The same, long lines on several threads.
void kr_sort_parallel(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, axis or None, whether ties keep their order.
void kr_argsort(kr_context* ctx, const int64_t* operands, kr_slot* results);
// The same, long lines on several threads.
void kr_argsort_parallel(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, kth (ints or an array of int64), axis, whether a is read-only.
void kr_partition(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, kth, axis or None.
void kr_argpartition(kr_context* ctx, const int64_t* operands, kr_slot* results);
// keys (a tuple of arrays, or an array of keys), axis.
void kr_lexsort(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, v, whether the place is right of what is equal, sorter or None. a and v are compared as `dtype`, a letter in a text,
// which comes first.
void kr_searchsorted(kr_context* ctx, const int64_t* operands, kr_slot* results);

}  // extern "C"
