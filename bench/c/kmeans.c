// Yardstick for kernels/kmeans.py.
#include "bench/c/yardstick.h"

static int64_t nearest(const double* point, const double* centres, int64_t count, int64_t dimensions) {
  int64_t best = 0;
  double least = INFINITY;
  for (int64_t c = 0; c < count; ++c) {
    double distance = 0.0;
    for (int64_t k = 0; k < dimensions; ++k) {
      const double difference = point[k] - centres[c * dimensions + k];
      distance += difference * difference;
    }
    if (distance < least) {
      least = distance;
      best = c;
    }
  }
  return best;
}

double kmeans_step(const array* arguments) {
  const double *points = arguments[0].data, *centres = arguments[1].data;
  double* sums = arguments[2].data;
  const int64_t n = arguments[0].shape[0], count = arguments[1].shape[0], dimensions = arguments[0].shape[1];
  int64_t* labels = malloc(n * sizeof(int64_t));
  int64_t* counts = calloc(count, sizeof(int64_t));
  for (int64_t i = 0; i < n; ++i) labels[i] = nearest(points + i * dimensions, centres, count, dimensions);
  memset(sums, 0, count * dimensions * sizeof(double));
  for (int64_t i = 0; i < n; ++i) {
    ++counts[labels[i]];
    for (int64_t k = 0; k < dimensions; ++k) sums[labels[i] * dimensions + k] += points[i * dimensions + k];
  }
  for (int64_t c = 0; c < count; ++c) {
    for (int64_t k = 0; k < dimensions; ++k) sums[c * dimensions + k] /= (double)counts[c];
  }
  free(labels);
  free(counts);
  return 0.0;
}
