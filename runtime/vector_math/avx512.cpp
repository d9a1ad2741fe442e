// The vector forms for AVX-512: 8 doubles or 16 floats. Compiled for that processor, with the lanes in one register.
#include <immintrin.h>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace {
#include "runtime/vector_math/kernels.h"

using Doubles = Lanes<double, 8>::F;
using Floats = Lanes<float, 16>::F;
}  // namespace

#define KR_DOUBLE_LANES 8
#define KR_FLOAT_LANES 16
#define KR_JOIN(lanes, f) _ZGVeN##lanes##f
#define KR_VECTOR_NAME(lanes, f) KR_JOIN(lanes, f)
#include "runtime/vector_math/entries.h"
