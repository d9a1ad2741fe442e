// For any processor; see extreme_in_vectors.h.
#include <cstring>
#include <limits>
#include <type_traits>

#include "runtime/indexing/extreme_kernels.h"


namespace krait::indexing {
namespace {

#include "runtime/indexing/extreme_in_vectors.h"

}  // namespace

template <class T>
const ExtremeKernels<T>& portableExtremeKernels() {
  return kExtremeKernels<T>;
}
#define KRAIT_EXTREME(T) template const ExtremeKernels<T>& portableExtremeKernels();
KRAIT_EXTREMES
#undef KRAIT_EXTREME

}  // namespace krait::indexing
