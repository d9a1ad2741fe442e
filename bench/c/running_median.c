// Yardstick for kernels/running_median.py.
#include "bench/c/yardstick.h"

static void sortWindow(double* window, int64_t width) {
  for (int64_t i = 1; i < width; ++i) {
    for (int64_t j = i; j > 0 && window[j - 1] > window[j]; --j) {
      const double swapped = window[j];
      window[j] = window[j - 1];
      window[j - 1] = swapped;
    }
  }
}

double running_median(const array* arguments) {
  const double* signal = arguments[0].data;
  const int64_t count = arguments[0].shape[0], width = *(const int64_t*)arguments[1].data;
  double* out = arguments[2].data;
  double* window = malloc(width * sizeof(double));
  memcpy(window, signal, width * sizeof(double));
  sortWindow(window, width);
  out[0] = window[width / 2];
  for (int64_t i = width; i < count; ++i) {
    const double old = signal[i - width], new = signal[i];
    int64_t place = 0;
    while (window[place] != old) ++place;
    for (; place + 1 < width && window[place + 1] < new; ++place) window[place] = window[place + 1];
    for (; place > 0 && window[place - 1] > new; --place) window[place] = window[place - 1];
    window[place] = new;
    out[i - width + 1] = window[width / 2];
  }
  free(window);
  return 0.0;
}
