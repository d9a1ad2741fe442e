// What is known of an index without running: that it is not negative, so that it need not wrap, and a value that it stays
// below, so that `for i in range(len(a)): a[i]` needs no check at all.
#pragma once

#include <optional>

#include "frontend/ir/function.h"

namespace krait::lower {

struct IndexFacts {
  bool is_nonnegative = false;
  std::optional<ir::ValueId> below;  // an int that is greater than the index
};

// Of the k-th index of a key: an int, or a tuple of ints.
[[nodiscard]] IndexFacts factsOfIndex(const ir::Module&, const ir::Function&, ir::ValueId key, size_t k);

}  // namespace krait::lower
