// Yardstick for kernels.matrix_product: the textbook triple loop over square matrices in C order.
#include <stdint.h>

void matrix_product(const double* a, const double* b, double* c, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < n; ++j) {
      double total = 0.0;
      for (int64_t k = 0; k < n; ++k) total += a[i * n + k] * b[k * n + j];
      c[i * n + j] = total;
    }
  }
}
