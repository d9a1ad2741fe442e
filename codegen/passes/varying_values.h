// Which values differ between the iterations of a for_ that run side by side, one in each lane of a vector.
// The others are uniform: one scalar serves all lanes.
//
//   for_ #0 lanes %it (%pos, %i) {          %i varies
//     %r = loop #1 (%z = %i, %n = 0) {      %z varies; %n is uniform: the lanes that are still in the
//       %n2 = add %n, 1                     loop have all been through it equally often
//       if_ (%z ...) { break_to #1(%n2) }   %r varies: lanes leave at different times. #1 is divergent
//       continue_to #1(%z2, %n2)
//     }
//   }
//
// This is the divergence analysis of Coutinho et al. (2011), on regions: where lanes meet again is where a
// region ends.
#pragma once

#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

class VaryingValues {
 public:
  VaryingValues(const ir::Function& function, ir::InstId loop);
  // In a function that lanes call: its `call`, in `caller`, says which parameters vary.
  VaryingValues(const ir::Function& function, const ir::Inst& call, const VaryingValues& caller);

  [[nodiscard]] bool isVarying(ir::ValueId value) const { return varying_.contains(value); }
  // Of an op with regions: lanes leave it, or start it again, at different times.
  [[nodiscard]] bool isDivergent(ir::InstId op) const { return divergent_.contains(op); }
  // An inner for_ that goes on for a different number of iterations in each lane.
  [[nodiscard]] bool hasVaryingCount(ir::InstId for_loop) const;

  // Whether one place in the text jumps to the op (by break_to or yield, or by continue_to), and not from a
  // loop in it. No op: whether the function returns in one place only.
  [[nodiscard]] bool arrivesOnce(ir::InstId op, ir::Op jump) const;

 private:
  // How often each op is jumped to, in the text.
  struct Arrivals {
    int leaves = 0;
    int continues = 0;
    bool from_inner_loop = false;  // one of them repeats before the op does
  };

  void countArrivals(ir::BlockId block);
  void visitBlock(ir::BlockId block);
  void visitInst(ir::InstId id);
  void visitJump(const ir::Inst& inst, ir::InstId target);
  void noteJump(ir::InstId target);
  void visitUntilKnown(ir::BlockId block);
  void pass(std::span<const ir::ValueId> values, std::span<const ir::ValueId> receivers, bool differs);
  void markResults(const ir::Inst& inst);
  void mark(ir::ValueId value);
  [[nodiscard]] bool splitsLanes(ir::InstId op) const;
  [[nodiscard]] bool isLoop(ir::InstId op) const;

  const ir::Function& function_;
  std::vector<ir::InstId> open_;  // ops around what is being visited
  std::unordered_map<ir::InstId, Arrivals> arrivals_;
  std::unordered_set<ir::ValueId> varying_;
  std::unordered_set<ir::InstId> divergent_;
  bool changed_ = false;
};

}  // namespace krait::passes
