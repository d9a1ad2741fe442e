// From which structured ops control goes on to the next instruction: an `if_` or `version` of which an arm yields, a
// `scope` that is left by `yield` or `break_to`, a `loop` that is left by `break_to`, every `for_`.
#pragma once

#include <vector>

#include "frontend/ir/function.h"

namespace krait::ir {

class FallThrough {
 public:
  // Of all structured ops that are reachable from the entry of a structured function.
  explicit FallThrough(const Function& function);

  // Also asked of any other instruction: a terminator does not go on, the rest does.
  [[nodiscard]] bool operator()(InstId inst) const { return goes_on_[inst.index]; }

 private:
  // Whether the end of the block is reached by a yield.
  bool visitBlock(const Function& function, BlockId block);
  bool visitInst(const Function& function, InstId id);

  std::vector<bool> goes_on_;
};

}  // namespace krait::ir
