// The natural loops of a reducible CFG, nested. A loop is all blocks that reach one of its back edges without
// passing through its header; loops with one header are one loop. Blocks may be added to a loop later
// (adopt): a structured loop may hold tails that only leave the function.
#pragma once

#include <vector>

#include "frontend/ir/flow_graph.h"

namespace krait::passes {

using LoopId = Id<struct LoopTag>;

struct Loop {
  ir::BlockId header;
  LoopId parent;
  uint32_t depth = 0;  // 1 for an outermost loop
};

class LoopNest {
 public:
  // The graph has to be reducible.
  explicit LoopNest(const ir::FlowGraph& graph);

  // Inner loops before those that hold them.
  [[nodiscard]] const std::vector<Loop>& loops() const { return loops_; }
  [[nodiscard]] const Loop& operator[](LoopId id) const { return loops_[id.index]; }
  // Invalid outside all loops.
  [[nodiscard]] LoopId innermost(ir::BlockId block) const { return innermost_[block.index]; }
  [[nodiscard]] bool contains(LoopId loop, ir::BlockId block) const;
  // The loop of which the block is the header, or invalid.
  [[nodiscard]] LoopId headed(ir::BlockId block) const;
  // The outermost loop that holds `from` and not `to`: what an edge between them leaves. Invalid for none.
  [[nodiscard]] LoopId outermostLeft(ir::BlockId from, ir::BlockId to) const;
  void adopt(ir::BlockId block, LoopId loop) { innermost_[block.index] = loop; }

 private:
  void addLoop(const ir::FlowGraph& graph, ir::BlockId header, std::vector<ir::BlockId> latches);
  [[nodiscard]] LoopId outermost(ir::BlockId block) const;

  std::vector<Loop> loops_;
  std::vector<LoopId> innermost_;
};

[[nodiscard]] bool isBackEdge(const ir::FlowGraph& graph, ir::BlockId from, ir::BlockId to);
// Whether every edge that goes backwards goes to a block that dominates its source.
[[nodiscard]] bool isReducible(const ir::FlowGraph& graph);

}  // namespace krait::passes
