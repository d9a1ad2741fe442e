// Splitting of edges between loops.
#include "frontend/passes/split_loop_edges.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "frontend/passes/loop_nest.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::InstId;
using ir::Op;
using ir::Target;
using ir::ValueId;

class EdgeSplitter {
 public:
  explicit EdgeSplitter(Function& function) : function_(function), graph_(function), loops_(graph_) {}

  bool run() {
    for (const BlockId header : graph_.order()) {
      if (!loops_.headed(header).valid()) continue;
      if (followsLoop(header)) insertPreheader(header);
      splitBackEdges(header);
    }
    return changed_;
  }

 private:
  // Whether another loop's exits lead here, directly or through joins below it.
  [[nodiscard]] bool followsLoop(BlockId header) const {
    if (loops_.outermostLeft(graph_.immediateDominator(header), header).valid()) return true;
    for (const BlockId from : graph_.predecessors(header)) {
      if (!isBackEdge(graph_, from, header) && loops_.outermostLeft(from, header).valid()) return true;
    }
    return false;
  }

  void insertPreheader(BlockId header) {
    std::vector<BlockId> sources;
    for (const BlockId from : graph_.predecessors(header)) {
      if (!isBackEdge(graph_, from, header)) sources.push_back(from);
    }
    splitEdges(sources, header);
  }

  // Back edges from inner loops: one block for each loop of the next level that they leave.
  void splitBackEdges(BlockId header) {
    std::map<LoopId, std::vector<BlockId>> sources;
    for (const BlockId from : graph_.predecessors(header)) {
      const LoopId left = isBackEdge(graph_, from, header) ? loops_.outermostLeft(from, header) : LoopId();
      if (left.valid()) sources[left].push_back(from);
    }
    for (const auto& [left, blocks] : sources) splitEdges(blocks, header);
  }

  // A block that only jumps on. It has parameters for what the edges do not agree on.
  void splitEdges(const std::vector<BlockId>& sources, BlockId header) {
    changed_ = true;
    std::vector<Target*> edges;
    BlockId last;
    for (const BlockId from : sources) {
      if (from == std::exchange(last, from)) continue;  // a branch with both targets here is there twice
      for (Target& target : function_[function_.terminator(from)].targets) {
        if (target.block == header) edges.push_back(&target);
      }
    }
    const BlockId block = function_.addBlock();
    std::vector<ValueId> passed_on;
    const size_t count = function_[header].parameters.size();
    for (size_t i = count; i-- > 0;) passed_on.push_back(passOn(edges, i, block));
    std::ranges::reverse(passed_on);
    std::ranges::reverse(function_[block].parameters);
    for (Target* edge : edges) edge->block = block;
    const InstId jump = function_.makeInst(Op::jump, {}, 0, {});
    function_[jump].targets = {{header, passed_on}};
    function_.append(block, jump);
    function_.layout.push_back(block);
  }

  // The argument that all edges agree on, taken from them, or a new parameter of the block that takes it.
  ValueId passOn(const std::vector<Target*>& edges, size_t index, BlockId block) {
    const ValueId argument = edges[0]->arguments[index];
    const bool agree =
        std::ranges::all_of(edges, [&](const Target* edge) { return edge->arguments[index] == argument; });
    if (!agree) return function_.addParameter(block, function_[argument].type, function_[argument].name);
    for (Target* edge : edges)
      edge->arguments.erase(edge->arguments.begin() + static_cast<std::ptrdiff_t>(index));
    return argument;
  }

  Function& function_;
  const ir::FlowGraph graph_;
  const LoopNest loops_;
  bool changed_ = false;
};

}  // namespace

bool splitLoopEdges(Function& function) { return EdgeSplitter(function).run(); }

}  // namespace krait::passes
