// With AVX-512; see extreme_in_vectors.h.
#include <cstring>
#include <limits>
#include <type_traits>

#include "runtime/indexing/extreme_kernels.h"


#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)

namespace krait::indexing {
namespace {

#include "runtime/indexing/extreme_in_vectors.h"

}  // namespace

#pragma clang attribute pop

template <class T>
const ExtremeKernels<T>& avx512ExtremeKernels() {
  return kExtremeKernels<T>;
}
#define KRAIT_EXTREME(T) template const ExtremeKernels<T>& avx512ExtremeKernels();
KRAIT_EXTREMES
#undef KRAIT_EXTREME

}  // namespace krait::indexing
