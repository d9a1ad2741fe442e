// Construction of the FlowGraph; every walk keeps its own stack, for blocks nest deeply.
#include "frontend/ir/flow_graph.h"

#include <algorithm>

#include "frontend/ir/dominators.h"

namespace krait::ir {

const std::vector<Target>& successors(const Function& function, BlockId block) {
  return function[function.terminator(block)].targets;
}

FlowGraph::FlowGraph(const Function& function)
    : position_(function.blockCount(), kUnreachable), predecessors_(function.blockCount()),
      dominator_(function.blockCount()), children_(function.blockCount()), first_(function.blockCount(), 0),
      last_(function.blockCount(), 0) {
  computeOrder(function);
  for (const BlockId block : order_) {
    for (const Target& target : successors(function, block))
      predecessors_[target.block.index].push_back(block);
  }
  computeDominators();
  numberTree();
}

void FlowGraph::computeOrder(const Function& function) {
  struct Visit {
    BlockId block;
    size_t remaining;
  };
  std::vector<bool> seen(function.blockCount());
  std::vector<Visit> stack;
  const auto enter = [&](BlockId block) {
    if (seen[block.index]) return;
    seen[block.index] = true;
    stack.push_back({block, successors(function, block).size()});
  };
  enter(function.entry);
  while (!stack.empty()) {
    Visit& top = stack.back();
    if (top.remaining != 0) {
      // The last target first, so that the first one comes first in the order.
      enter(successors(function, top.block)[--top.remaining].block);
    } else {
      order_.push_back(top.block);
      stack.pop_back();
    }
  }
  std::ranges::reverse(order_);
  for (uint32_t i = 0; i < order_.size(); ++i) position_[order_[i].index] = i;
}

// Nodes are positions in the order.
void FlowGraph::computeDominators() {
  std::vector<GraphEdge> edges;
  for (uint32_t i = 0; i < order_.size(); ++i) {
    for (const BlockId from : predecessors(order_[i])) edges.push_back({position(from), i});
  }
  const std::vector<uint32_t> dominators = immediateDominators(static_cast<uint32_t>(order_.size()), edges);
  for (uint32_t i = 1; i < order_.size(); ++i) dominator_[order_[i].index] = order_[dominators[i]];
}

// In reverse order a block's interval is complete before its dominator's, in order its start is known before
// its children's: sizes first, then places.
void FlowGraph::numberTree() {
  std::vector<uint32_t> size(position_.size(), 1);
  for (size_t i = order_.size(); i-- > 1;) size[dominator_[order_[i].index].index] += size[order_[i].index];
  std::vector<uint32_t> next(position_.size(), 0);
  for (const BlockId block : order_) {
    const BlockId parent = dominator_[block.index];
    if (parent.valid()) {
      children_[parent.index].push_back(block);
      first_[block.index] = next[parent.index];
      next[parent.index] += size[block.index];
    }
    next[block.index] = first_[block.index] + 1;
    last_[block.index] = first_[block.index] + size[block.index];
  }
}

bool FlowGraph::dominates(BlockId a, BlockId b) const {
  return first_[a.index] <= first_[b.index] && first_[b.index] < last_[a.index];
}

}  // namespace krait::ir
