// Yardsticks for kernels/matrix_product.py: the textbook triple loop over square matrices, and its loops in six orders.
#include "bench/c/yardstick.h"

double dot_products(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data;
  double* c = arguments[2].data;
  const int64_t n = arguments[0].shape[0];
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      double total = 0.0;
      for (int64_t k = 0; k < n; ++k) total += a[i * n + k] * b[k * n + j];
      c[i * n + j] = total;
    }
  }
  return 0.0;
}

#define ORDER(x, y, z)                                                               \
  double order_##x##y##z(const array* arguments) {                                   \
    const double *a = arguments[0].data, *b = arguments[1].data;                     \
    double* c = arguments[2].data;                                                   \
    const int64_t n = arguments[0].shape[0];                                         \
    memset(c, 0, n * n * sizeof(double));                                            \
    for (int64_t x = 0; x < n; ++x) {                                                \
      for (int64_t y = 0; y < n; ++y) {                                              \
        for (int64_t z = 0; z < n; ++z) c[i * n + j] += a[i * n + k] * b[k * n + j]; \
      }                                                                              \
    }                                                                                \
    return 0.0;                                                                      \
  }

ORDER(i, j, k)
ORDER(i, k, j)
ORDER(j, i, k)
ORDER(j, k, i)
ORDER(k, i, j)
ORDER(k, j, i)
