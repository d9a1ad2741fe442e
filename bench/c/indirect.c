// Yardsticks for kernels/indirect.py, without checks of the indices.
#include "bench/c/yardstick.h"

double histogram(const array* arguments) {
  const double* values = arguments[0].data;
  int64_t* counts = arguments[1].data;
  const int64_t bins = arguments[1].shape[0];
  memset(counts, 0, bins * sizeof(int64_t));
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) ++counts[(int64_t)(values[i] * (double)bins)];
  return 0.0;
}

double gather(const array* arguments) {
  const double* values = arguments[0].data;
  const int64_t* places = arguments[1].data;
  double* out = arguments[2].data;
  for (int64_t i = 0; i < arguments[1].shape[0]; ++i) out[i] = values[places[i]];
  return 0.0;
}

double gather_sum(const array* arguments) {
  const double* values = arguments[0].data;
  const int64_t* places = arguments[1].data;
  double total = 0.0;
  for (int64_t i = 0; i < arguments[1].shape[0]; ++i) total += values[places[i]];
  return total;
}

double scatter(const array* arguments) {
  const double* values = arguments[0].data;
  const int64_t* places = arguments[1].data;
  double* out = arguments[2].data;
  for (int64_t i = 0; i < arguments[1].shape[0]; ++i) out[places[i]] = values[i];
  return 0.0;
}

double scatter_add(const array* arguments) {
  const double* values = arguments[0].data;
  const int64_t* places = arguments[1].data;
  double* out = arguments[2].data;
  memset(out, 0, arguments[2].shape[0] * sizeof(double));
  for (int64_t i = 0; i < arguments[1].shape[0]; ++i) out[places[i]] += values[i];
  return 0.0;
}
