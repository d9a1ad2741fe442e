// Yardsticks for kernels/floyd_warshall.py.
#include "bench/c/yardstick.h"

double shortest_paths(const array* arguments) {
  double* d = arguments[1].data;
  const int64_t n = arguments[0].shape[0];
  memcpy(d, arguments[0].data, n * n * sizeof(double));
  for (int64_t k = 0; k < n; ++k) {
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        const double through = d[i * n + k] + d[k * n + j];
        d[i * n + j] = through < d[i * n + j] ? through : d[i * n + j];
      }
    }
  }
  return 0.0;
}

double shortest_paths_branch(const array* arguments) {
  double* d = arguments[1].data;
  const int64_t n = arguments[0].shape[0];
  memcpy(d, arguments[0].data, n * n * sizeof(double));
  for (int64_t k = 0; k < n; ++k) {
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        if (d[i * n + k] + d[k * n + j] < d[i * n + j]) d[i * n + j] = d[i * n + k] + d[k * n + j];
      }
    }
  }
  return 0.0;
}
