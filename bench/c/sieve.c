// Yardstick for kernels/sieve.py.
#include "bench/c/yardstick.h"

double sieve(const array* arguments) {
  const int64_t n = *(const int64_t*)arguments[0].data;
  bool* is_prime = arguments[1].data;
  memset(is_prime, true, n);
  is_prime[0] = false;
  is_prime[1] = false;
  for (int64_t i = 2; i * i < n; ++i) {
    if (!is_prime[i]) continue;
    for (int64_t j = i * i; j < n; j += i) is_prime[j] = false;
  }
  return 0.0;
}
