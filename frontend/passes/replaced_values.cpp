// Replacement chains with path compression.
#include "frontend/passes/replaced_values.h"

#include <utility>

#include "frontend/support/check.h"

namespace krait::passes {

using ir::BlockId;
using ir::Function;
using ir::InstId;
using ir::ValueId;

void ReplacedValues::replace(ValueId old_value, ValueId new_value) {
  if (by_.size() <= old_value.index) by_.resize(old_value.index + 1);
  CHECK(!by_[old_value.index].valid() && find(new_value) != old_value,
        "a value is replaced twice, or by itself");
  by_[old_value.index] = new_value;
}

void ReplacedValues::replace(const std::vector<ValueId>& old_values, const std::vector<ValueId>& new_values) {
  CHECK(old_values.size() == new_values.size(), "as many values as they replace");
  for (size_t i = 0; i < old_values.size(); ++i) replace(old_values[i], new_values[i]);
}

ValueId ReplacedValues::find(ValueId value) {
  ValueId last = value;
  while (last.index < by_.size() && by_[last.index].valid()) last = by_[last.index];
  while (value != last) value = std::exchange(by_[value.index], last);
  return last;
}

void ReplacedValues::applyBelow(Function& function, BlockId block) {
  std::vector<BlockId> pending = {block};
  while (!pending.empty()) {
    const BlockId current = pending.back();
    pending.pop_back();
    for (const InstId id : function[current].insts) {
      ir::Inst& inst = function[id];
      inst.parent = current;
      for (ValueId& operand : inst.operands) operand = find(operand);
      pending.insert(pending.end(), inst.regions.begin(), inst.regions.end());
    }
  }
}

}  // namespace krait::passes
