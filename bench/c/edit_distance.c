// Yardstick for kernels/edit_distance.py.
#include "bench/c/yardstick.h"

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

double edit_distance(const array* arguments) {
  const int64_t *a = arguments[0].data, *b = arguments[1].data;
  const int64_t rows = arguments[0].shape[0], columns = arguments[1].shape[0];
  int64_t* previous = malloc((columns + 1) * sizeof(int64_t));
  int64_t* current = calloc(columns + 1, sizeof(int64_t));
  for (int64_t j = 0; j <= columns; ++j) previous[j] = j;
  for (int64_t i = 0; i < rows; ++i) {
    current[0] = i + 1;
    for (int64_t j = 0; j < columns; ++j) {
      const int64_t cost = a[i] == b[j] ? 0 : 1;
      current[j + 1] = least(least(previous[j + 1] + 1, current[j] + 1), previous[j] + cost);
    }
    int64_t* swapped = previous;
    previous = current;
    current = swapped;
  }
  const int64_t result = previous[columns];
  free(previous);
  free(current);
  return (double)result;
}
