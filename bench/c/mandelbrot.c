// Yardstick for kernels/mandelbrot.py: the same operations in the same order.
#include "bench/c/yardstick.h"

static int64_t escapeTime(double x, double y, int64_t limit) {
  double re = 0.0;
  double im = 0.0;
  int64_t count = 0;
  while (count < limit && re * re + im * im <= 4.0) {
    const double next = re * re - im * im + x;
    im = 2.0 * re * im + y;
    re = next;
    ++count;
  }
  return count;
}

double mandelbrot(const array* arguments) {
  const int64_t limit = *(const int64_t*)arguments[0].data;
  int64_t* image = arguments[1].data;
  const int64_t height = arguments[1].shape[0], width = arguments[1].shape[1];
  for (int64_t row = 0; row < height; ++row) {
    const double y = -1.3 + 2.6 * (double)row / (double)height;
    for (int64_t column = 0; column < width; ++column) {
      const double x = -2.0 + 2.6 * (double)column / (double)width;
      image[row * width + column] = escapeTime(x, y, limit);
    }
  }
  return 0.0;
}
