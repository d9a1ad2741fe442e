// Calls a yardstick so many times: what is measured holds no call from Python.
#include "bench/c/yardstick.h"

double repeat(yardstick* function, const array* arguments, int64_t calls) {
  double result = 0.0;
  for (int64_t call = 0; call < calls; ++call) result = function(arguments);
  return result;
}
