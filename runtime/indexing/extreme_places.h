// Where the greatest or the least element of each line of an array is, for compiled code. How operands and results are laid
// out: linear_algebra/strided_array.h.
#pragma once

#include "runtime/abi.h"

extern "C" {

// a, axis, whether the greatest are looked for: an array of places without that axis. Lines have elements. The first one of
// equal elements counts, and what is no number, or no time, as more extreme than anything. Raises what a poll raises.
void kr_extreme_places(kr_context* ctx, const int64_t* operands, kr_slot* results);

}  // extern "C"
