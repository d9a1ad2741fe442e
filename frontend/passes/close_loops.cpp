// Loop-closed SSA. A use of %x in or below exit block ^e of a loop that defines %x becomes a use of ^e's
// parameter for it, and each edge to ^e passes %x, or what stands for %x at the edge's source. No further
// joins are needed: the definition dominates the exit block.
#include <deque>
#include <map>

#include "frontend/passes/loop_exits.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::FlowGraph;
using ir::Function;
using ir::InstId;
using ir::Target;
using ir::ValueId;

class LoopCloser {
 public:
  LoopCloser(Function& function, const FlowGraph& graph, const LoopNest& loops, const LoopExits& exits)
      : function_(function), graph_(graph), loops_(loops), exits_(exits) {}

  void run() {
    for (const BlockId block : graph_.order()) {
      for (const InstId inst : function_[block].insts) closeUses(inst, block);
      passNewParameters();
    }
  }

 private:
  void closeUses(InstId id, BlockId block) {
    const size_t operands = function_[id].operands.size();
    for (size_t i = 0; i < operands; ++i)
      function_[id].operands[i] = visibleAt(function_[id].operands[i], block);
    for (Target& target : function_[id].targets) {
      for (ValueId& argument : target.arguments) argument = visibleAt(argument, block);
    }
  }

  [[nodiscard]] BlockId home(ValueId value) const {
    const ir::Value& definition = function_[value];
    return definition.inst.valid() ? function_[definition.inst].parent : definition.block;
  }

  // What stands for the value in this block.
  ValueId visibleAt(ValueId value, BlockId block) {
    const BlockId definition = home(value);
    if (!loops_.innermost(definition).valid()) return value;
    BlockId exit = exits_.nearest(block);
    while (exit.valid() && exit != definition && graph_.dominates(definition, exit)) {
      if (loops_.contains(exits_.left(exit), definition)) return parameterFor(exit, value);
      exit = exits_.nearest(graph_.immediateDominator(exit));
    }
    return value;
  }

  ValueId parameterFor(BlockId exit, ValueId value) {
    const auto [entry, is_new] = parameters_.try_emplace({exit, value});
    if (is_new) {
      entry->second = function_.addParameter(exit, function_[value].type, function_[value].name);
      unpassed_.push_back({exit, value});
    }
    return entry->second;
  }

  // In the order in which the parameters were made.
  void passNewParameters() {
    while (!unpassed_.empty()) {
      const auto [exit, value] = unpassed_.front();
      unpassed_.pop_front();
      BlockId last;
      for (const BlockId from : graph_.predecessors(exit)) {
        if (from != last) passFrom(from, exit, value);
        last = from;
      }
    }
  }

  void passFrom(BlockId from, BlockId exit, ValueId value) {
    const ValueId visible = visibleAt(value, from);
    for (Target& target : function_[function_.terminator(from)].targets) {
      if (target.block == exit) target.arguments.push_back(visible);
    }
  }

  Function& function_;
  const FlowGraph& graph_;
  const LoopNest& loops_;
  const LoopExits& exits_;
  std::map<std::pair<BlockId, ValueId>, ValueId> parameters_;
  std::deque<std::pair<BlockId, ValueId>> unpassed_;
};

}  // namespace

void closeLoops(Function& function, const FlowGraph& graph, const LoopNest& loops, const LoopExits& exits) {
  LoopCloser(function, graph, loops, exits).run();
}

}  // namespace krait::passes
