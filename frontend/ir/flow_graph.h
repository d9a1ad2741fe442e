// Predecessors, reverse postorder and dominators of a function's CFG, of which it is a snapshot.
//
// Dominance is asked in constant time by the numbers of a walk over the dominator tree. Blocks that the entry does not
// reach have no place in the order, no dominator, and count as nobody's predecessor.
#pragma once

#include <limits>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::ir {

class FlowGraph {
 public:
  explicit FlowGraph(const Function& function);

  // Reachable blocks, each before all that it reaches by forward edges; the entry first.
  [[nodiscard]] const std::vector<BlockId>& order() const { return order_; }
  [[nodiscard]] uint32_t position(BlockId block) const { return position_[block.index]; }
  [[nodiscard]] bool reachable(BlockId block) const { return position_[block.index] != kUnreachable; }
  // One entry per edge, so a branch with equal targets gives two.
  [[nodiscard]] const std::vector<BlockId>& predecessors(BlockId block) const {
    return predecessors_[block.index];
  }
  // Invalid for the entry.
  [[nodiscard]] BlockId immediateDominator(BlockId block) const { return dominator_[block.index]; }
  [[nodiscard]] const std::vector<BlockId>& dominated(BlockId block) const { return children_[block.index]; }
  [[nodiscard]] bool dominates(BlockId a, BlockId b) const;

 private:
  static constexpr uint32_t kUnreachable = std::numeric_limits<uint32_t>::max();

  void computeOrder(const Function& function);
  void computeDominators();
  void numberTree();

  std::vector<BlockId> order_;
  std::vector<uint32_t> position_;
  std::vector<std::vector<BlockId>> predecessors_;
  std::vector<BlockId> dominator_;
  std::vector<std::vector<BlockId>> children_;  // in the dominator tree, in reverse postorder
  std::vector<uint32_t> first_, last_;          // interval of the tree below a block
};

// The blocks that a CFG terminator may go to next.
[[nodiscard]] const std::vector<Target>& successors(const Function& function, BlockId block);

}  // namespace krait::ir
