// Yardsticks for kernels/searches.py.
#include "bench/c/yardstick.h"

double lower_bounds(const array* arguments) {
  const double *sorted = arguments[0].data, *wanted = arguments[1].data;
  int64_t* places = arguments[2].data;
  for (int64_t i = 0; i < arguments[1].shape[0]; ++i) {
    int64_t low = 0, high = arguments[0].shape[0];
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      if (sorted[middle] < wanted[i]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    places[i] = low;
  }
  return 0.0;
}

double cube_roots(const array* arguments) {
  const double* values = arguments[0].data;
  double* roots = arguments[1].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) {
    double x = 1.0, step = 1.0;
    while (fabs(step) > 1e-12) {
      step = (x * x * x - values[i]) / (3.0 * x * x);
      x -= step;
    }
    roots[i] = x;
  }
  return 0.0;
}

double collatz(const array* arguments) {
  const int64_t* starts = arguments[0].data;
  int64_t* lengths = arguments[1].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) {
    int64_t n = starts[i], length = 0;
    while (n != 1) {
      n = n % 2 == 0 ? n / 2 : 3 * n + 1;
      ++length;
    }
    lengths[i] = length;
  }
  return 0.0;
}
