// By how much a value that a loop carries can change from one iteration to the next: `i += 1`, `k -= 2` in
// one arm of an `if`, a counter that an inner loop carries on.
//
// Bounded steps are also why a counter can't overflow: from near 0, by at most kSmallStep, it would take 2^60
// iterations, which poll.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::lower {

constexpr int64_t kSmallStep = 8;

struct Growth {
  int64_t least = 0, most = 0;  // INT64_MIN, INT64_MAX: any
  bool has_small_steps = true;
};

class LoopGrowth {
 public:
  LoopGrowth(const ir::Module& module, const ir::Function& function) : module_(module), function_(function) {}

  // Of the loop's carried value `slot` in an iteration that is followed by another; nothing if it is set to
  // anything else.
  [[nodiscard]] std::optional<Growth> ofCarried(ir::InstId loop, size_t slot);

 private:
  [[nodiscard]] std::optional<Growth> between(ir::ValueId value, ir::ValueId start);
  [[nodiscard]] std::optional<Growth> ofStep(const ir::Inst& inst, ir::ValueId start);
  [[nodiscard]] std::optional<Growth> ofResult(ir::InstId inst, size_t slot, ir::ValueId start);
  [[nodiscard]] std::optional<Growth> throughFor(ir::InstId loop, size_t slot, ir::ValueId start);
  // Over the operands that jumps of this kind to the label carry.
  [[nodiscard]] std::optional<Growth> overJumps(ir::InstId label, ir::Op jump, size_t slot,
                                                ir::ValueId start);

  const ir::Module& module_;
  const ir::Function& function_;
  std::map<std::pair<ir::ValueId, ir::ValueId>, std::optional<Growth>> known_;  // between the two
};

// The jumps of a kind (yield, break_to, continue_to) that go to a structured op.
[[nodiscard]] std::vector<ir::InstId> jumpsTo(const ir::Function&, ir::InstId label, ir::Op jump);

// The parameter of a loop's region that carries a value; the operand that it starts with.
[[nodiscard]] size_t firstCarriedParameter(ir::Op loop);
[[nodiscard]] std::span<const ir::ValueId> carriedParameters(const ir::Function&, const ir::Inst& loop);
[[nodiscard]] size_t firstCarriedOperand(ir::Op loop);

}  // namespace krait::lower
