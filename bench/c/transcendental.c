// Yardsticks for kernels/transcendental.py: clang vectorises none of these calls without a vector library.
#include "bench/c/yardstick.h"

#define T double
#define SUFFIX float64
#define FUNCTION(name) name
#include "bench/c/transcendental.inc"

#define T float
#define SUFFIX float32
#define FUNCTION(name) name##f
#include "bench/c/transcendental.inc"
