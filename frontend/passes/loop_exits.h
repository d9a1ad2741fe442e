// Where a loop's exits go in structured form. An exit block is one that a loop does not hold but that is
// dominated from inside it; it belongs to the outermost loop for which that is so, and its code is placed
// after that loop.
//
// Tails, blocks that end in ret, raise or unreachable and are reached from one loop only, stay inside the
// loop, as `return` in a loop reads in Python; unless the loop would then have no way out, or the tail is
// what follows the loop's own condition.
#pragma once

#include <vector>

#include "frontend/passes/loop_nest.h"

namespace krait::passes {

// Makes tails part of their loops.
void adoptTails(const ir::Function& function, const ir::FlowGraph& graph, LoopNest& loops);

class LoopExits {
 public:
  LoopExits(const ir::FlowGraph& graph, const LoopNest& loops);

  // The loop that the block is placed after, or invalid where the block is no exit block.
  [[nodiscard]] LoopId left(ir::BlockId block) const { return left_[block.index]; }
  // The exit blocks of a loop, in reverse postorder.
  [[nodiscard]] const std::vector<ir::BlockId>& of(LoopId loop) const { return exits_[loop.index]; }
  // The nearest exit block among the block and its dominators, or invalid.
  [[nodiscard]] ir::BlockId nearest(ir::BlockId block) const { return nearest_[block.index]; }

 private:
  std::vector<LoopId> left_;
  std::vector<std::vector<ir::BlockId>> exits_;
  std::vector<ir::BlockId> nearest_;
};

// Loop-closed SSA: every value that is defined in a loop and used after it becomes a parameter of the exit
// block.
void closeLoops(ir::Function& function, const ir::FlowGraph& graph, const LoopNest& loops,
                const LoopExits& exits);

}  // namespace krait::passes
