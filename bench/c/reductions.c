// Yardsticks for kernels/reductions.py and axis_reductions.py: sums in the order of the elements.
#include "bench/c/yardstick.h"

double sum_int64(const array* arguments) {
  const int64_t* a = arguments[0].data;
  int64_t total = 0;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) total += a[i];
  return (double)total;
}

double running_sum(const array* arguments) {
  const double* a = arguments[0].data;
  double* out = arguments[1].data;
  double total = 0.0;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) out[i] = total += a[i];
  return 0.0;
}

double sum_of_squares(const array* arguments) {
  const double* values = arguments[0].data;
  double total = 0.0;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) total += values[i] * values[i];
  return total;
}

double greatest(const array* arguments) {
  const double* values = arguments[0].data;
  double most = values[0];
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) {
    if (values[i] > most) most = values[i];
  }
  return most;
}

double sum_over_rows(const array* arguments) {
  const double* a = arguments[0].data;
  double* out = arguments[1].data;
  const int64_t height = arguments[0].shape[0], width = arguments[0].shape[1];
  memset(out, 0, width * sizeof(double));
  for (int64_t i = 0; i < height; ++i) {
    for (int64_t j = 0; j < width; ++j) out[j] += a[i * width + j];
  }
  return 0.0;
}

static void softmaxOfRow(const double* row, double* out, int64_t width) {
  double most = row[0], total = 0.0;
  for (int64_t j = 0; j < width; ++j) most = row[j] > most ? row[j] : most;
  for (int64_t j = 0; j < width; ++j) out[j] = exp(row[j] - most);
  for (int64_t j = 0; j < width; ++j) total += out[j];
  for (int64_t j = 0; j < width; ++j) out[j] /= total;
}

double softmax(const array* arguments) {
  const double* a = arguments[0].data;
  double* out = arguments[1].data;
  const int64_t height = arguments[0].shape[0], width = arguments[0].shape[1];
  for (int64_t i = 0; i < height; ++i) softmaxOfRow(a + i * width, out + i * width, width);
  return 0.0;
}
