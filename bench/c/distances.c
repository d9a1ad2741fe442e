// Yardstick for kernels/distances.py.
#include "bench/c/yardstick.h"

double pairwise(const array* arguments) {
  const double *x = arguments[0].data, *y = arguments[1].data;
  double* out = arguments[2].data;
  const int64_t height = arguments[0].shape[0], width = arguments[1].shape[0], dimensions = arguments[0].shape[1];
  for (int64_t i = 0; i < height; ++i) {
    for (int64_t j = 0; j < width; ++j) {
      double total = 0.0;
      for (int64_t k = 0; k < dimensions; ++k) {
        const double difference = x[i * dimensions + k] - y[j * dimensions + k];
        total += difference * difference;
      }
      out[i * width + j] = sqrt(total);
    }
  }
  return 0.0;
}
