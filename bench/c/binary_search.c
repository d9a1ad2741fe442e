// Yardstick for kernels.binary_search: the same comparisons in the same order.
#include <stdint.h>

void binary_search(const double* keys, int64_t key_count, const double* values, int64_t count, int64_t* places) {
  for (int64_t i = 0; i < count; ++i) {
    int64_t low = 0;
    int64_t high = key_count;
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      if (keys[middle] < values[i]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    places[i] = low;
  }
}
