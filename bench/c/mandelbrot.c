// Yardstick for kernels.mandelbrot: the same operations in the same order.
#include <stdint.h>

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

void mandelbrot(int64_t* image, int64_t height, int64_t width, int64_t limit) {
  for (int64_t row = 0; row < height; ++row) {
    const double y = -1.3 + 2.6 * (double)row / (double)height;
    for (int64_t column = 0; column < width; ++column) {
      const double x = -2.0 + 2.6 * (double)column / (double)width;
      image[row * width + column] = escapeTime(x, y, limit);
    }
  }
}
