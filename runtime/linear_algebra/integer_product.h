// Matrix products of integers and bools, which no BLAS has.
#pragma once

#include "runtime/linear_algebra/gufunc.h"

namespace krait {

// A loop of the signature (n,k),(k,m)->(n,m) like NumPy's of matmul: wraps around; of bools, whether any pair
// is both true. The matrices it gets have contiguous rows (a single column: contiguous itself), the result no
// gaps.
[[nodiscard]] kr_loop integerProduct(char dtype);

}  // namespace krait
