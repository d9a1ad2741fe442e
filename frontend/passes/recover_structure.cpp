// The translation. Each task puts one block's code at the end of a region; tasks append to different places,
// so their order does not matter and no recursion is needed.
#include "frontend/passes/recover_structure.h"

#include <algorithm>
#include <utility>

#include "frontend/passes/drop_dead.h"
#include "frontend/passes/loop_exits.h"
#include "frontend/passes/split_loop_edges.h"
#include "frontend/passes/tidy_structure.h"
#include "frontend/support/check.h"
#include "frontend/support/diagnostics.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::FlowGraph;
using ir::Function;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::Target;
using ir::ValueId;

// Where code goes: a region, and the block whose code follows when the region ends (none inside a loop).
struct Place {
  BlockId region;
  BlockId next;
};

class Structurer {
 public:
  Structurer(Function& function, const FlowGraph& graph, const LoopNest& loops, const LoopExits& exits)
      : function_(function), graph_(graph), loops_(loops), exits_(exits), left_by_(function.blockCount()),
        initial_values_(function.blockCount()), loop_ops_(loops.loops().size()),
        ended_by_(loops.loops().size()), replaced_(function) {}

  void run();

 private:
  struct Task {
    BlockId block;
    Place place;
  };

  void emitBlock(BlockId block, Place place);
  Place emitLoop(LoopId loop, Place place);
  Place openScopes(BlockId dominator, Place place);
  Place openScope(BlockId after, Place place);
  void endLoop(LoopId loop, InstId op, Place place);
  [[nodiscard]] bool leavesTo(LoopId loop, BlockId block) const;
  void emitTerminator(BlockId block, InstId terminator, Place place);
  void emitBranch(BlockId block, InstId branch, Place place);
  void go(BlockId from, const Target& target, Place place);
  void leave(BlockId from, BlockId to, const std::vector<ValueId>& values, Place place);
  void moveParameters(BlockId block, InstId op);

  [[nodiscard]] InstId exitOp(BlockId from, BlockId to) const;
  [[nodiscard]] bool isJoin(BlockId block) const;
  InstId addOp(Op op, std::vector<ValueId> operands, BlockId region);
  BlockId addRegion(InstId op, BlockId next);

  Function& function_;
  const FlowGraph& graph_;
  const LoopNest& loops_;
  const LoopExits& exits_;
  std::vector<InstId> left_by_;  // the scope or loop whose end is where a block's code starts
  std::vector<std::vector<ValueId>> initial_values_;  // of a loop header
  std::vector<InstId> loop_ops_;
  std::vector<BlockId>
      ended_by_;  // a loop without exit blocks that ends a region leaves to the region's next block
  ReplacedValues replaced_;
  std::vector<StructuredRegion> regions_;
  std::vector<Task> tasks_;
};

void Structurer::run() {
  function_.layout = {function_.entry};
  function_.structured = true;
  regions_.push_back({function_.entry, {}});
  tasks_.push_back({function_.entry, {function_.entry, {}}});
  while (!tasks_.empty()) {
    const Task task = tasks_.back();
    tasks_.pop_back();
    emitBlock(task.block, task.place);
  }
  tidyStructure(function_, regions_, replaced_);
}

void Structurer::emitBlock(BlockId block, Place place) {
  const std::vector<InstId> insts = std::exchange(function_[block].insts, {});
  if (const LoopId loop = loops_.headed(block); loop.valid()) place = emitLoop(loop, place);
  for (size_t i = 0; i + 1 < insts.size(); ++i) function_.append(place.region, insts[i]);
  place = openScopes(block, place);
  emitTerminator(block, insts.back(), place);
}

// Exit blocks follow the loop: the first directly, as its result; each other one after a scope around all
// before it.
Place Structurer::emitLoop(LoopId loop, Place place) {
  const std::vector<BlockId>& exits = exits_.of(loop);
  for (size_t i = exits.size(); i-- > 1;) place = openScope(exits[i], place);
  const BlockId header = loops_[loop].header;
  const InstId op = addOp(Op::loop, initial_values_[header.index], place.region);
  loop_ops_[loop.index] = op;
  const BlockId body = addRegion(op, {});
  function_[body].parameters = function_[header].parameters;
  for (const ValueId parameter : function_[body].parameters) function_[parameter].block = body;
  if (exits.empty()) {
    endLoop(loop, op, place);
  } else {
    moveParameters(exits[0], op);
    left_by_[exits[0].index] = op;
    tasks_.push_back({exits[0], place});
  }
  return {body, {}};
}

// A loop at the end of a region that leaves to the region's next block is left by itself, not by that block's
// scope:
// `%r = loop { ... break_to loop(%x) }  yield %r`.
void Structurer::endLoop(LoopId loop, InstId op, Place place) {
  if (!place.next.valid() || !leavesTo(loop, place.next)) return;
  ended_by_[loop.index] = place.next;
  const InstId scope = left_by_[place.next.index];
  for (const ValueId result : std::vector<ValueId>(function_[scope].results)) {
    function_.addResult(op, function_[result].type, function_[result].name);
  }
  const std::vector<ValueId> results = function_[op].results;
  addOp(Op::yield, results, place.region);
}

bool Structurer::leavesTo(LoopId loop, BlockId block) const {
  return std::ranges::any_of(graph_.predecessors(block),
                             [&](BlockId from) { return loops_.contains(loop, from); });
}

// A scope for each block with several predecessors that `dominator` dominates immediately, the last one
// outermost.
Place Structurer::openScopes(BlockId dominator, Place place) {
  const std::vector<BlockId>& dominated = graph_.dominated(dominator);
  for (size_t i = dominated.size(); i-- > 0;) {
    if (isJoin(dominated[i]) && !exits_.left(dominated[i]).valid()) place = openScope(dominated[i], place);
  }
  return place;
}

Place Structurer::openScope(BlockId after, Place place) {
  const InstId scope = addOp(Op::scope, {}, place.region);
  left_by_[after.index] = scope;
  if (loops_.headed(after).valid()) {
    for (const ValueId parameter : std::vector<ValueId>(function_[after].parameters)) {
      function_.addResult(scope, function_[parameter].type, function_[parameter].name);
    }
    initial_values_[after.index] = function_[scope].results;
  } else {
    moveParameters(after, scope);
  }
  tasks_.push_back({after, place});
  return {addRegion(scope, after), after};
}

// The parameters of a block become the results of the op before it.
void Structurer::moveParameters(BlockId block, InstId op) {
  function_[op].results = function_[block].parameters;
  for (const ValueId result : function_[op].results) {
    function_[result].inst = op;
    function_[result].block = BlockId();
  }
}

void Structurer::emitTerminator(BlockId block, InstId terminator, Place place) {
  const Inst& inst = function_[terminator];
  if (inst.op == Op::branch) {
    emitBranch(block, terminator, place);
  } else if (inst.op == Op::jump) {
    go(block, Target(inst.targets[0]), place);
  } else {
    function_.append(place.region, terminator);
  }
}

void Structurer::emitBranch(BlockId block, InstId branch, Place place) {
  const std::vector<Target> targets = function_[branch].targets;
  const InstId op = addOp(Op::if_, function_[branch].operands, place.region);
  function_[op].range = function_[branch].range;
  for (const Target& target : targets) go(block, target, {addRegion(op, place.next), place.next});
}

void Structurer::go(BlockId from, const Target& target, Place place) {
  const BlockId to = target.block;
  if (isBackEdge(graph_, from, to)) {
    const InstId inst = addOp(Op::continue_to, target.arguments, place.region);
    function_[inst].attribute = loop_ops_[loops_.headed(to).index].index;
  } else if (isJoin(to) || exits_.left(to).valid()) {
    leave(from, to, target.arguments, place);
  } else {
    if (loops_.headed(to).valid()) {
      initial_values_[to.index] = target.arguments;
    } else {
      replaced_.replace(function_[to].parameters, target.arguments);
    }
    tasks_.push_back({to, place});
  }
}

void Structurer::leave(BlockId from, BlockId to, const std::vector<ValueId>& values, Place place) {
  if (to == place.next) {
    addOp(Op::yield, values, place.region);
  } else {
    const InstId inst = addOp(Op::break_to, values, place.region);
    function_[inst].attribute = exitOp(from, to).index;
  }
}

// The op to leave on the way to a block: the loop that ends with it, if there is one around `from`.
InstId Structurer::exitOp(BlockId from, BlockId to) const {
  for (LoopId loop = loops_.innermost(from); loop.valid() && !loops_.contains(loop, to);
       loop = loops_[loop].parent) {
    if (ended_by_[loop.index] == to) return loop_ops_[loop.index];
  }
  return left_by_[to.index];
}

bool Structurer::isJoin(BlockId block) const {
  const auto is_forward = [&](BlockId from) { return !isBackEdge(graph_, from, block); };
  return std::ranges::count_if(graph_.predecessors(block), is_forward) > 1;
}

InstId Structurer::addOp(Op op, std::vector<ValueId> operands, BlockId region) {
  return function_.append(region, function_.makeInst(op, std::move(operands), 0, {}));
}

BlockId Structurer::addRegion(InstId op, BlockId next) {
  const BlockId region = function_.addBlock(op);
  function_[op].regions.push_back(region);
  regions_.push_back({region, next.valid() ? left_by_[next.index] : InstId()});
  return region;
}

}  // namespace

void recoverStructure(ir::Module& module, Function& function) {
  CHECK(!function.structured, "the function has its structure already");
  if (!isReducible(FlowGraph(function))) {
    fail(DiagKind::irreducible_flow, {function.file, function.name, {.line = function.first_line}});
  }
  splitLoopEdges(function);
  const FlowGraph graph(function);
  LoopNest loops(graph);
  adoptTails(function, graph, loops);
  const LoopExits exits(graph, loops);
  closeLoops(function, graph, loops, exits);
  Structurer(function, graph, loops, exits).run();
  dropDead(module, function);
}

}  // namespace krait::passes
