// Advanced indexing for compiled code: keys with arrays of positions and masks in them; the places where
// arrays are true; elements taken, and repeated, along an axis. How operands and results are laid out:
// linear_algebra/strided_array.h.
//
// A key is a tuple of its parts: ints, bools, None, `...`, slices (three operands each), arrays of ints or
// bools. Values, shapes, errors and their order are NumPy's; results are new arrays in C order.
#pragma once

#include "runtime/abi.h"

extern "C" {

// a, key: a[key].
void kr_index_get(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, key without masks, target (a writable array of a's dtype): target[...] = a[key].
void kr_index_get_into(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, key, value (an array of a's dtype), whether a is read-only: a[key] = value.
void kr_index_set(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a: np.nonzero, a tuple of arrays.
void kr_nonzero(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, positions, axis, mode (0 raise, 1 wrap, 2 clip): np.take.
void kr_take(kr_context* ctx, const int64_t* operands, kr_slot* results);
// a, counts (an array of int64: one, or one for each item), axis: np.repeat.
void kr_repeat(kr_context* ctx, const int64_t* operands, kr_slot* results);

}  // extern "C"
