// Tails and exit blocks of loops.
#include "frontend/passes/loop_exits.h"

#include <algorithm>

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::FlowGraph;
using ir::Function;
using ir::Op;
using ir::Target;

class TailAdopter {
 public:
  TailAdopter(const Function& function, const FlowGraph& graph, LoopNest& loops)
      : function_(function), graph_(graph), loops_(loops), targets_(loops.loops().size()) {}

  void run() {
    collectTargets();
    for (uint32_t i = 0; i < targets_.size(); ++i) adoptInto(LoopId(i));
  }

 private:
  void collectTargets() {
    for (const BlockId block : graph_.order()) {
      for (const BlockId from : graph_.predecessors(block)) addTarget(from, block);
    }
  }

  void addTarget(BlockId from, BlockId to) {
    for (LoopId loop = loops_.innermost(from); loop.valid() && !loops_.contains(loop, to);
         loop = loops_[loop].parent) {
      std::vector<BlockId>& targets = targets_[loop.index];
      if (targets.empty() || targets.back() != to) targets.push_back(to);
    }
  }

  void adoptInto(LoopId loop) {
    std::vector<BlockId> tails;
    bool has_other_way_out = false;
    for (const BlockId target : targets_[loop.index]) {
      if (loops_.contains(loop, target)) continue;
      if (isTail(target, loop) && !followsCondition(target, loop)) {
        tails.push_back(target);
      } else {
        has_other_way_out = true;
      }
    }
    if (!has_other_way_out && !tails.empty()) tails.erase(std::ranges::find(tails, lastReturning(tails)));
    for (const BlockId tail : tails) loops_.adopt(tail, loop);
  }

  [[nodiscard]] bool isTail(BlockId block, LoopId loop) const {
    const auto is_inside = [&](BlockId from) { return loops_.contains(loop, from); };
    return successors(function_, block).empty() && std::ranges::all_of(graph_.predecessors(block), is_inside);
  }

  [[nodiscard]] bool returns(BlockId block) const {
    return function_[function_.terminator(block)].op == Op::ret;
  }

  [[nodiscard]] bool followsCondition(BlockId block, LoopId loop) const {
    const BlockId header = loops_[loop].header;
    const bool is_for = function_[function_[header].insts[0]].op == Op::iter_more;
    return (returns(block) || is_for) && std::ranges::count(graph_.predecessors(block), header) != 0;
  }

  [[nodiscard]] BlockId lastReturning(const std::vector<BlockId>& tails) const {
    for (size_t i = tails.size(); i-- > 0;) {
      if (returns(tails[i])) return tails[i];
    }
    return tails.back();
  }

  const Function& function_;
  const FlowGraph& graph_;
  LoopNest& loops_;
  std::vector<std::vector<BlockId>> targets_;  // of the edges that leave a loop, in reverse postorder
};

}  // namespace

void adoptTails(const Function& function, const FlowGraph& graph, LoopNest& loops) {
  TailAdopter(function, graph, loops).run();
}

LoopExits::LoopExits(const FlowGraph& graph, const LoopNest& loops) : exits_(loops.loops().size()) {
  uint32_t block_count = 0;
  for (const BlockId block : graph.order()) block_count = std::max(block_count, block.index + 1);
  left_.resize(block_count);
  nearest_.resize(block_count);
  for (const BlockId block : graph.order()) {
    const BlockId dominator = graph.immediateDominator(block);
    if (!dominator.valid()) continue;
    const LoopId loop = loops.outermostLeft(dominator, block);
    left_[block.index] = loop;
    nearest_[block.index] = loop.valid() ? block : nearest_[dominator.index];
    if (loop.valid()) exits_[loop.index].push_back(block);
  }
}

}  // namespace krait::passes
