// Values that stand for others from now on, applied to a whole function in one sweep at the end of a pass.
#pragma once

#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

class ReplacedValues {
 public:
  explicit ReplacedValues(const ir::Function& function) : by_(function.valueCount()) {}

  void replace(ir::ValueId old_value, ir::ValueId new_value);
  void replace(const std::vector<ir::ValueId>& old_values, const std::vector<ir::ValueId>& new_values);
  // What stands for the value in the end.
  ir::ValueId find(ir::ValueId value);
  // Rewrites the operands in a block of structured form and in all regions below it, and sets every `parent`.
  void applyBelow(ir::Function& function, ir::BlockId block);

 private:
  std::vector<ir::ValueId> by_;
};

}  // namespace krait::passes
