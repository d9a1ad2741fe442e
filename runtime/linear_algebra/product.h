// Products of matrices and vectors: np.matmul, dot, inner, vdot, tensordot. All raise NumPy's ValueError for
// shapes that do not fit. How operands and results are laid out: strided_array.h.
#pragma once

#include "runtime/linear_algebra/strided_array.h"

extern "C" {

void kr_matmul(kr_context* ctx, const int64_t* operands, kr_slot* results);     // a, b, out
void kr_dot(kr_context* ctx, const int64_t* operands, kr_slot* results);        // a, b, out
void kr_inner(kr_context* ctx, const int64_t* operands, kr_slot* results);      // a, b
void kr_vdot(kr_context* ctx, const int64_t* operands, kr_slot* results);       // a, b
void kr_vecdot(kr_context* ctx, const int64_t* operands, kr_slot* results);     // a, b; along the last axes
void kr_tensordot(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a, b, axes

void kr_multi_dot(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a tuple of arrays, out
// The subscripts as "ij,jk->ik" with any character as a label, out, the arrays.
void kr_einsum(kr_context* ctx, const int64_t* operands, kr_slot* results);

}  // extern "C"

namespace krait {

// a @ b for arrays of one dtype, in a new array.
[[nodiscard]] StridedArray matrixProduct(kr_context* ctx, const StridedArray& a, const StridedArray& b);

// Raises NumPy's ValueError "shapes ... not aligned" unless the last axis of a and axis b_axis of b are of
// one extent.
void checkAligned(kr_context* ctx, const StridedArray& a, const StridedArray& b, int b_axis);
// Copies what was made into `out`, gives it back, and puts `out` into the results with a reference of its
// own.
void giveOut(kr_context* ctx, const StridedArray& out, StridedArray& made, kr_slot* results);
// Puts a product into the results, or into the `out` that comes next and must be as np.dot wants it.
void giveDot(kr_context* ctx, Operands& operands, StridedArray& made, kr_slot* results);

}  // namespace krait
