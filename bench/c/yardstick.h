// What a yardstick is called with: the kernel's arguments in order, and an array for the result where Python returns
// one. A number is an array without dimensions. What a yardstick returns counts where the result is a number.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  void* data;
  int64_t shape[3];
} array;

typedef double yardstick(const array* arguments);
