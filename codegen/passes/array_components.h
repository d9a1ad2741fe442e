// The arrays that a value consists of: an array is one, a tuple (closure, zip, ...) has those of its elements, in the
// order of its parts. Each array of each value of a function is a component and has a number.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

[[nodiscard]] uint32_t arrayCount(const ir::Module& module, ir::TypeId type);

class ArrayComponents {
 public:
  ArrayComponents(const ir::Module& module, const ir::Function& function);

  // Of value v: the numbers first(v) ... first(v) + count(v) - 1.
  [[nodiscard]] uint32_t first(ir::ValueId value) const { return first_[value.index]; }
  [[nodiscard]] uint32_t count(ir::ValueId value) const { return first_[value.index + 1] - first_[value.index]; }
  [[nodiscard]] uint32_t total() const { return first_.back(); }
  [[nodiscard]] ir::ValueId valueOf(uint32_t component) const;

 private:
  std::vector<uint32_t> first_;  // of every value, and the total
};

}  // namespace krait::passes
