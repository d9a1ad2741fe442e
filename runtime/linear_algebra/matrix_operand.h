// What the functions of numpy.linalg have in common: operands in double precision, results back in the
// result's dtype.
#pragma once

#include "runtime/linear_algebra/gufunc.h"

namespace krait {

// The loop for matrices of 'd' or 'D'; the table has the complex one behind the real one.
[[nodiscard]] inline kr_loop linalgLoop(kr_context* ctx, char dtype, Loop real) {
  return findLoop(ctx, static_cast<Loop>(static_cast<uint32_t>(real) + (dtype == 'D' ? 1 : 0)));
}

// 'd', or 'D' for complex matrices.
[[nodiscard]] inline char linalgDtype(char dtype) { return isComplexLetter(dtype) ? 'D' : 'd'; }

// Raises LinAlgError unless the last two axes are of one extent.
void checkSquare(kr_context* ctx, const StridedArray& a);
void checkFinite(kr_context* ctx, const StridedArray& a);  // of dtype 'd' or 'D'

// Puts an array that was computed in double precision into the results, as `dtype`.
void giveAs(kr_context* ctx, Results& results, StridedArray& computed, char dtype);

}  // namespace krait
