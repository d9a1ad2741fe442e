// Yardsticks for kernels/elementwise.py.
#include "bench/c/yardstick.h"

#define T double
#define SUFFIX float64
#include "bench/c/elementwise.inc"

#define T float
#define SUFFIX float32
#include "bench/c/elementwise.inc"

#define T int64_t
#define SUFFIX int64
#include "bench/c/elementwise.inc"

#define T int16_t
#define SUFFIX int16
#include "bench/c/elementwise.inc"

double chosen_float64(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data, *c = arguments[2].data;
  double* out = arguments[3].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) out[i] = a[i] > b[i] ? a[i] - b[i] : c[i] * b[i];
  return 0.0;
}

double both_float64(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data, *c = arguments[2].data;
  bool* out = arguments[3].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) out[i] = (a[i] > b[i]) & (c[i] > b[i]);
  return 0.0;
}

double norm_float64(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data, *c = arguments[2].data;
  double* out = arguments[3].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) out[i] = sqrt(a[i] * a[i] + b[i] * b[i] + c[i] * c[i]);
  return 0.0;
}

double in_place_float64(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data;
  double* c = arguments[2].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) c[i] = c[i] * 0.5 + a[i] * b[i];
  return 0.0;
}

double weighted_float64(const array* arguments) {
  const double *a = arguments[0].data, *b = arguments[1].data;
  double* out = arguments[2].data;
  for (int64_t i = 0; i < arguments[0].shape[0]; ++i) out[i] = 2.0 * a[i] + 3.0 * b[i];
  return 0.0;
}
