// Yardsticks for kernels/transcendental.py: clang vectorises none of these calls without a vector library.
#include "yardstick.h"

#define T double
#define SUFFIX float64
#define FUNCTION(name) name
#include "transcendental.inc"

#define T float
#define SUFFIX float32
#define FUNCTION(name) name##f
#include "transcendental.inc"
