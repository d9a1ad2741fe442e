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

// Whether the value is made in the loop: not there when it is entered.
[[nodiscard]] bool isMadeIn(const ir::Function&, ir::InstId loop, ir::ValueId value);

// Whether the int is a sum of what for_ loops count and of values from outside the loop.
[[nodiscard]] bool isAffineIn(const ir::Function&, ir::InstId loop, ir::ValueId value);

// The value that is the k-th index of a key; nothing if the key is not taken apart in sight.
[[nodiscard]] std::optional<ir::ValueId> indexValue(const ir::Module&, const ir::Function&, ir::ValueId key, size_t k);

// The int that is known at compile time to be the value.
[[nodiscard]] std::optional<int64_t> literalInt(const ir::Module&, const ir::Function&, ir::ValueId value);

// The call of range() or prange() that a for_ goes through, or null.
[[nodiscard]] const ir::Inst* rangeOfLoop(const ir::Function&, const ir::Inst& for_loop);

// Whether the for_ counts upwards by 1 from 0 or above through a range.
[[nodiscard]] bool countsByOne(const ir::Module&, const ir::Function&, const ir::Inst& for_loop);

}  // namespace krait::lower
