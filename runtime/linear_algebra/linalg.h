// numpy.linalg's solvers and decompositions, by NumPy's own loops over LAPACK. Everything is computed in
// double precision and rounded to the result's dtype. All raise NumPy's LinAlgError. How operands and results
// are laid out: strided_array.h.
#pragma once

#include "runtime/abi.h"

extern "C" {

// solve.cpp
void kr_linalg_solve(kr_context* ctx, const int64_t* operands, kr_slot* results);     // a, b
void kr_linalg_inv(kr_context* ctx, const int64_t* operands, kr_slot* results);       // a
void kr_linalg_det(kr_context* ctx, const int64_t* operands, kr_slot* results);       // a
void kr_linalg_slogdet(kr_context* ctx, const int64_t* operands, kr_slot* results);   // a
void kr_linalg_cholesky(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a, upper
void kr_linalg_lstsq(kr_context* ctx, const int64_t* operands, kr_slot* results);     // a, b, rcond

// decompose.cpp
void kr_linalg_qr(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a, mode
void kr_linalg_svd(kr_context* ctx, const int64_t* operands,
                   kr_slot* results);  // a, full_matrices, compute_uv, hermitian
void kr_linalg_svdvals(kr_context* ctx, const int64_t* operands, kr_slot* results);   // a: s
void kr_linalg_eigh(kr_context* ctx, const int64_t* operands, kr_slot* results);      // a, UPLO
void kr_linalg_eigvalsh(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a, UPLO
// A real matrix with eigenvalues that are not real raises ValueError: the result's type is real.
void kr_linalg_eig(kr_context* ctx, const int64_t* operands, kr_slot* results);      // a
void kr_linalg_eigvals(kr_context* ctx, const int64_t* operands, kr_slot* results);  // a

}  // extern "C"
