// Yardstick for kernels/nbody.py.
#include "bench/c/yardstick.h"

double gravity(const array* arguments) {
  const double *positions = arguments[0].data, *masses = arguments[1].data;
  double* forces = arguments[2].data;
  const int64_t n = arguments[0].shape[0];
  for (int64_t i = 0; i < n; ++i) {
    double fx = 0.0, fy = 0.0, fz = 0.0;
    for (int64_t j = 0; j < n; ++j) {
      const double dx = positions[3 * j] - positions[3 * i];
      const double dy = positions[3 * j + 1] - positions[3 * i + 1];
      const double dz = positions[3 * j + 2] - positions[3 * i + 2];
      const double squared = dx * dx + dy * dy + dz * dz + 0.01;
      const double scale = masses[j] / (squared * sqrt(squared));
      fx += scale * dx;
      fy += scale * dy;
      fz += scale * dz;
    }
    forces[3 * i] = fx;
    forces[3 * i + 1] = fy;
    forces[3 * i + 2] = fz;
  }
  return 0.0;
}
