// Yardsticks for kernels/stencils.py.
#include "bench/c/yardstick.h"

static void jacobiStep(const double* from, double* to, int64_t height, int64_t width) {
  for (int64_t i = 1; i < height - 1; ++i) {
    for (int64_t j = 1; j < width - 1; ++j) {
      const double* at = from + i * width + j;
      to[i * width + j] = 0.25 * (at[-width] + at[width] + at[-1] + at[1]);
    }
  }
}

double jacobi(const array* arguments) {
  const int64_t steps = *(const int64_t*)arguments[0].data;
  double *grid = arguments[1].data, *other = arguments[2].data;
  const int64_t height = arguments[1].shape[0], width = arguments[1].shape[1];
  for (int64_t step = 0; step < steps; ++step) {
    jacobiStep(grid, other, height, width);
    jacobiStep(other, grid, height, width);
  }
  return 0.0;
}

double heat(const array* arguments) {
  const int64_t steps = *(const int64_t*)arguments[0].data;
  const double* a = arguments[1].data;
  double* b = arguments[2].data;
  const int64_t depth = arguments[1].shape[0], height = arguments[1].shape[1], width = arguments[1].shape[2];
  const int64_t plane = height * width;
  for (int64_t step = 0; step < steps; ++step) {
    for (int64_t i = 1; i < depth - 1; ++i) {
      for (int64_t j = 1; j < height - 1; ++j) {
        for (int64_t k = 1; k < width - 1; ++k) {
          const double* at = a + i * plane + j * width + k;
          b[i * plane + j * width + k] = 0.125 * (at[plane] - 2.0 * at[0] + at[-plane]) +
                                         0.125 * (at[width] - 2.0 * at[0] + at[-width]) +
                                         0.125 * (at[1] - 2.0 * at[0] + at[-1]) + at[0];
        }
      }
    }
  }
  return 0.0;
}

double three_points(const array* arguments) {
  const double* a = arguments[0].data;
  double* out = arguments[1].data;
  for (int64_t i = 1; i < arguments[0].shape[0] - 1; ++i) out[i] = 0.25 * a[i - 1] + 0.5 * a[i] + 0.25 * a[i + 1];
  return 0.0;
}
