// Edges, dominators, and what lies between a block and its dominator.
#include "frontend/bytecode/filled_blocks.h"

namespace krait::bytecode {

FilledBlocks::Info& FilledBlocks::at(ir::BlockId block) {
  if (block.index >= blocks_.size()) blocks_.resize(block.index + 1);
  return blocks_[block.index];
}

void FilledBlocks::enter(ir::BlockId block) {
  at(block).place = entered_++;
  findDominator(block);
  if (isComplete(block)) {
    findBetween(block);
  } else {
    open_.push_back(block);
  }
}

void FilledBlocks::addEdge(ir::BlockId to, const Edge& edge) {
  Info& target = at(to);
  target.edges.push_back(edge);
  if (!target.place) return;
  is_reducible_ = is_reducible_ && dominates(to, edge.from);
  if (isComplete(to)) findBetween(to);
}

bool FilledBlocks::isComplete(ir::BlockId block) const {
  return blocks_[block.index].edges.size() == blocks_[block.index].expected;
}

bool FilledBlocks::dominates(ir::BlockId block, ir::BlockId other) const {
  while (other.valid() && place(other) > place(block)) other = blocks_[other.index].dominator;
  return other == block;
}

ir::BlockId FilledBlocks::commonDominator(ir::BlockId a, ir::BlockId b) const {
  while (a != b && a.valid() && b.valid()) {
    ir::BlockId& later = place(a) > place(b) ? a : b;
    later = blocks_[later.index].dominator;
  }
  return a.valid() ? b : a;
}

// Sources that come later are often deeper in the tree of dominators: starting with these, each way up is walked once.
void FilledBlocks::findDominator(ir::BlockId block) {
  const std::vector<Edge>& edges = blocks_[block.index].edges;
  if (edges.empty()) return;
  ir::BlockId dominator = edges.back().from;
  for (size_t i = edges.size() - 1; i-- > 0;) dominator = commonDominator(dominator, edges[i].from);
  blocks_[block.index].dominator = dominator;
}

// With an open block in between there may be ways through blocks that are still to come.
void FilledBlocks::findBetween(ir::BlockId block) {
  while (!open_.empty() && isComplete(open_.back())) open_.pop_back();
  const ir::BlockId dominator = blocks_[block.index].dominator;
  if (!is_reducible_ || !dominator.valid()) return;
  const uint32_t after = place(dominator);
  if (open_.empty() || place(open_.back()) <= after) blocks_[block.index].between = Span{after, entered_ - 1};
}

}  // namespace krait::bytecode
