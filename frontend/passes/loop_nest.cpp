// Finding the loops: headers from last to first in reverse postorder, so inner ones first; a walk against the
// edges from the latches meets inner loops as a whole.
#include "frontend/passes/loop_nest.h"

#include <algorithm>

namespace krait::passes {

using ir::BlockId;
using ir::FlowGraph;

bool isBackEdge(const FlowGraph& graph, BlockId from, BlockId to) {
  return graph.position(to) <= graph.position(from);
}

bool isReducible(const FlowGraph& graph) {
  for (const BlockId block : graph.order()) {
    for (const BlockId from : graph.predecessors(block)) {
      if (isBackEdge(graph, from, block) && !graph.dominates(block, from)) return false;
    }
  }
  return true;
}

LoopNest::LoopNest(const FlowGraph& graph) {
  uint32_t block_count = 0;
  for (const BlockId block : graph.order()) block_count = std::max(block_count, block.index + 1);
  innermost_.resize(block_count);
  for (size_t i = graph.order().size(); i-- > 0;) {
    const BlockId header = graph.order()[i];
    std::vector<BlockId> latches;
    for (const BlockId from : graph.predecessors(header)) {
      if (isBackEdge(graph, from, header)) latches.push_back(from);
    }
    if (!latches.empty()) addLoop(graph, header, std::move(latches));
  }
  for (size_t i = loops_.size(); i-- > 0;) {
    const LoopId parent = loops_[i].parent;
    loops_[i].depth = parent.valid() ? loops_[parent.index].depth + 1 : 1;
  }
}

LoopId LoopNest::outermost(BlockId block) const {
  LoopId loop = innermost_[block.index];
  while (loop.valid() && loops_[loop.index].parent.valid()) loop = loops_[loop.index].parent;
  return loop;
}

void LoopNest::addLoop(const FlowGraph& graph, BlockId header, std::vector<BlockId> latches) {
  const LoopId self(static_cast<uint32_t>(loops_.size()));
  loops_.push_back({header, LoopId(), 0});
  innermost_[header.index] = self;
  std::vector<BlockId> pending = std::move(latches);
  while (!pending.empty()) {
    const BlockId block = pending.back();
    pending.pop_back();
    const LoopId known = outermost(block);
    if (known == self) continue;
    BlockId first = block;
    if (known.valid()) {
      loops_[known.index].parent = self;
      first = loops_[known.index].header;
    } else {
      innermost_[block.index] = self;
    }
    for (const BlockId from : graph.predecessors(first)) pending.push_back(from);
  }
}

bool LoopNest::contains(LoopId loop, BlockId block) const {
  LoopId inner = innermost(block);
  while (inner.valid() && loops_[inner.index].depth > loops_[loop.index].depth)
    inner = loops_[inner.index].parent;
  return inner == loop;
}

LoopId LoopNest::headed(BlockId block) const {
  const LoopId loop = innermost(block);
  return loop.valid() && loops_[loop.index].header == block ? loop : LoopId();
}

LoopId LoopNest::outermostLeft(BlockId from, BlockId to) const {
  LoopId left;
  for (LoopId loop = innermost(from); loop.valid() && !contains(loop, to); loop = loops_[loop.index].parent)
    left = loop;
  return left;
}

}  // namespace krait::passes
