// Copying elements that lie in steps, by what their width is and not their dtype.
#pragma once

#include "runtime/abi.h"

extern "C" {

// Copies elements of `width` bytes from one array to another of the same shape, which do not overlap.
void kr_copy_elements(int64_t ndim, const int64_t* shape, void* to, const int64_t* to_strides, const void* from,
                      const int64_t* from_strides, int64_t width);

// As kr_copy_elements, of arrays that may overlap: what is read is what was there before. `strides` and `data`: of the target,
// then of the source. Raises what a poll raises, and out_of_memory.
void kr_assign(kr_context* ctx, int64_t ndim, const int64_t* shape, const int64_t* strides, void* const* data, int64_t width);

// A row of elements `step` apart as neighbours: where they are, if they are neighbours, or copied to `room`. Step 0: one
// element fills the room.
void* kr_pack_row(int64_t count, void* room, void* from, int64_t step, int64_t width);
// Of `count` operands of a loop nest those in the bit mask: a row with steps that is the same for all other axes, for
// which it stands more than once, is copied to neighbours. Its data and its last stride are replaced. Gives the owner of the
// copies, or 0.
kr_owner kr_pack_repeated(kr_context* ctx, int64_t ndim, int64_t count, const int64_t* shape, int64_t* strides, void** data,
                          const int64_t* widths, int64_t which);
// Copies neighbours to elements `step` apart, unless that is where they are.
void kr_unpack_row(int64_t count, void* to, int64_t step, const void* packed, int64_t width);

}  // extern "C"
