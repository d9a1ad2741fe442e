// Which kernels.h is made for which processor: one file each, chosen when it is first asked for.
#pragma once

#include "runtime/sorting/kernels.h"

namespace krait::sorting {

template <class Key>
[[nodiscard]] const Kernels<Key>& avx512KeyKernels();
[[nodiscard]] const Kernels<int64_t>& avx512PairKernels();

template <class Key>
[[nodiscard]] const Kernels<Key>& portableKeyKernels();
[[nodiscard]] const Kernels<int64_t>& portablePairKernels();

}  // namespace krait::sorting
