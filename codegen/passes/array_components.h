// The arrays that a value consists of: an array is one (and so is a record, a part of an array's memory), a tuple (closure, zip, ...) has those of its elements, in the
// order of its parts. Each array of each value of a function is a component and has a number.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

// Whether values of the type are views of an owner's memory, which is their first part: arrays, and records in them.
[[nodiscard]] bool isView(const ir::Type& type);
// Whether values of the type are counted themselves: views by their owner, and lists. What is in a list is the list's.
[[nodiscard]] bool isCounted(const ir::Type& type);
// Whether the items of an iterable are taken out of lists, and are counted.
[[nodiscard]] bool takesFromLists(const ir::Module& module, ir::TypeId iterable);
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
