// Yardstick for kernels.sum_of_squares: one sum in the order of the elements.
#include <stdint.h>

double sum_of_squares(const double* values, int64_t count) {
  double total = 0.0;
  for (int64_t i = 0; i < count; ++i) total += values[i] * values[i];
  return total;
}
