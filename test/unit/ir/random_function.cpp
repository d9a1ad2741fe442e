// Generators of random functions.
#include "test/unit/ir/random_function.h"

#include <array>
#include <random>

#include "frontend/ir/flow_graph.h"

namespace krait::test {
namespace {

using namespace krait::ir;

class Emitter {
 public:
  Emitter(Module& module, uint32_t seed)
      : module_(module), function_(module.addFunction("random")), random_(seed) {
    function_.entry = addBlock();
    for (const char* name : {"a", "b", "c"}) {
      const NameId id = module.names.intern(name);
      function_.parameters.push_back({.name = id});
      function_.addParameter(function_.entry, module.types.never, id);
    }
  }

 protected:
  uint32_t below(uint32_t limit) { return static_cast<uint32_t>(random_() % limit); }

  BlockId addBlock() {
    const BlockId block = function_.addBlock();
    function_.layout.push_back(block);
    return block;
  }

  ValueId emit(BlockId block, Op op, std::vector<ValueId> operands, uint32_t attribute = 0) {
    const InstId id = function_.makeInst(op, std::move(operands), 1, module_.types.never);
    function_[id].attribute = attribute;
    function_.append(block, id);
    return function_[id].results[0];
  }

  ValueId constant(BlockId block) {
    return emit(block, Op::constant, {}, module_.constants.intern(intConstant(below(100))).index);
  }

  void end(BlockId block, Op op, std::vector<ValueId> operands, std::vector<Target> targets = {}) {
    const InstId id = function_.makeInst(op, std::move(operands), 0, module_.types.never);
    function_[id].targets = std::move(targets);
    function_.append(block, id);
  }

  Module& module_;
  Function& function_;
  std::minstd_rand random_;
};

class RandomCfg : Emitter {
 public:
  RandomCfg(Module& module, uint32_t seed, uint32_t blocks) : Emitter(module, seed), count_(blocks) {}

  Function& run() {
    for (uint32_t i = 1; i < count_; ++i) addBlock();
    for (uint32_t i = 0; i < count_; ++i) addForwardEdges(i);
    turnSomeBack();
    fill();
    return function_;
  }

 private:
  // The condition and all arguments come later.
  void addForwardEdges(uint32_t i) {
    const uint32_t later = count_ - i - 1;
    const uint32_t kind = later == 0 ? 9 : below(10);
    const auto target = [&] { return Target{function_.layout[i + 1 + below(std::min(later, 4U))], {}}; };
    if (kind < 6) {
      end(function_.layout[i], Op::branch, {ValueId()}, {target(), target()});
    } else if (kind < 9) {
      end(function_.layout[i], Op::jump, {}, {target()});
    } else {
      const std::array<Op, 3> ends = {Op::ret, Op::raise, Op::ret};
      end(function_.layout[i], ends[below(3)], {ValueId()});
    }
  }

  void turnSomeBack() {
    const FlowGraph graph(function_);
    for (const BlockId block : graph.order()) {
      for (Target& target : function_[function_.terminator(block)].targets) {
        BlockId header = block;
        for (uint32_t up = below(4); up > 0 && header != function_.entry; --up)
          header = graph.immediateDominator(header);
        if (header != function_.entry && below(3) == 0) target.block = header;
      }
    }
  }

  void fill() {
    const FlowGraph graph(function_);
    std::vector<std::vector<ValueId>> visible(function_.blockCount());
    for (const BlockId block : graph.order()) {
      if (block == function_.entry) continue;
      for (uint32_t i = below(3); i > 0; --i) function_.addParameter(block, module_.types.never);
    }
    for (const BlockId block : graph.order()) {
      const BlockId dominator = graph.immediateDominator(block);
      std::vector<ValueId>& values = visible[block.index];
      if (dominator.valid()) values = visible[dominator.index];
      values.insert(values.end(), function_[block].parameters.begin(), function_[block].parameters.end());
      fillBlock(block, values);
    }
    function_.layout = graph.order();
  }

  void fillBlock(BlockId block, std::vector<ValueId>& values) {
    const InstId terminator = function_.terminator(block);
    const auto any = [&] { return values[below(static_cast<uint32_t>(values.size()))]; };
    function_[block].insts.pop_back();
    for (uint32_t i = below(4); i > 0; --i) {
      const uint32_t kind = below(3);
      values.push_back(kind == 0   ? constant(block)
                       : kind == 1 ? emit(block, Op::add, {any(), any()})
                                   : emit(block, Op::call_builtin, {any()}, 1 + below(5)));
    }
    const ValueId bit = emit(block, Op::call_builtin, {}, 0);
    Inst& inst = function_[terminator];
    if (!inst.operands.empty()) inst.operands[0] = inst.op == Op::branch ? bit : any();
    for (Target& target : inst.targets) {
      for (size_t i = 0; i < function_[target.block].parameters.size(); ++i)
        target.arguments.push_back(any());
    }
    function_[block].insts.push_back(terminator);
  }

  uint32_t count_;
};

using Variables = std::array<ValueId, 3>;

// Emits statements one after the other; `block_` is where the next one goes, or invalid after a jump away.
class RandomProgram : Emitter {
 public:
  RandomProgram(Module& module, uint32_t seed, int depth, int width)
      : Emitter(module, seed), depth_(depth), width_(width), block_(function_.entry) {}

  Function& run() {
    for (size_t i = 0; i < variables_.size(); ++i) variables_[i] = function_[function_.entry].parameters[i];
    statements(0);
    if (block_.valid()) end(block_, Op::ret, {variables_[0]});
    return function_;
  }

 private:
  struct LoopTargets {
    BlockId header, after;
    ValueId iterator, position;  // of a for
  };

  BlockId addJoin() {
    const BlockId block = addBlock();
    for (const ValueId variable : variables_) {
      function_.addParameter(block, module_.types.never, function_[variable].name);
    }
    return block;
  }

  std::vector<ValueId> arguments() const { return {variables_.begin(), variables_.end()}; }

  void jumpTo(BlockId join) {
    if (block_.valid()) end(block_, Op::jump, {}, {{join, arguments()}});
    block_ = BlockId();
  }

  void startAt(BlockId join) {
    block_ = join;
    for (size_t i = 0; i < variables_.size(); ++i) variables_[i] = function_[join].parameters[i];
  }

  void statements(int depth) {
    for (int i = static_cast<int>(below(static_cast<uint32_t>(width_))) + 1; i > 0 && block_.valid(); --i) {
      statement(depth);
    }
  }

  void statement(int depth) {
    const uint32_t kind = below(depth < depth_ ? 10 : 5);
    if (kind < 3) return assign();
    if (kind == 3) return loops_.empty() ? assign() : leaveLoop();
    if (kind == 4) return below(6) == 0 ? leaveFunction() : assign();
    if (kind < 7) return conditional(depth);
    return kind == 7 ? whileLoop(depth) : forLoop(depth);
  }

  void assign() {
    const ValueId value = emit(block_, Op::add, {variables_[below(3)], variables_[below(3)]});
    variables_[below(3)] = below(2) == 0 ? value : emit(block_, Op::call_builtin, {value}, 1 + below(5));
  }

  void leaveFunction() {
    end(block_, below(3) == 0 ? Op::raise : Op::ret, {variables_[below(3)]});
    block_ = BlockId();
  }

  void leaveLoop() {
    const LoopTargets loop = loops_.back();
    below(2) == 0 ? jumpTo(loop.after) : repeat(loop);
  }

  void repeat(const LoopTargets& loop) {
    if (!block_.valid()) return;
    std::vector<ValueId> values = arguments();
    if (loop.position.valid()) values.push_back(emit(block_, Op::iter_next, {loop.iterator, loop.position}));
    end(block_, Op::jump, {}, {{loop.header, values}});
    block_ = BlockId();
  }

  void conditional(int depth) {
    const BlockId then = addBlock();
    const BlockId otherwise = addBlock();
    const BlockId after = addJoin();
    const BlockId from = block_;
    // Now and then `if a and b`.
    const BlockId second = below(3) == 0 ? addBlock() : BlockId();
    const BlockId no = second.valid() ? addJoin() : otherwise;
    end(from, Op::branch, {emit(from, Op::call_builtin, {}, 0)},
        {{second.valid() ? second : then, {}}, {no, second.valid() ? arguments() : std::vector<ValueId>()}});
    if (second.valid()) {
      end(second, Op::branch, {emit(second, Op::call_builtin, {}, 0)}, {{then, {}}, {no, arguments()}});
      end(no, Op::jump, {}, {{otherwise, {}}});
    }
    const Variables before = variables_;
    block_ = then;
    statements(depth + 1);
    jumpTo(after);
    variables_ = before;
    block_ = otherwise;
    if (below(2) == 0) statements(depth + 1);
    jumpTo(after);
    startAt(after);
  }

  void whileLoop(int depth) {
    const BlockId header = addJoin();
    const BlockId body = addBlock();
    const BlockId otherwise = addBlock();
    const BlockId after = addJoin();
    jumpTo(header);
    startAt(header);
    end(block_, Op::branch, {emit(block_, Op::call_builtin, {}, 0)}, {{body, {}}, {otherwise, {}}});
    finishLoop(depth, {header, after, {}, {}}, body, otherwise);
  }

  void forLoop(int depth) {
    const ValueId iterator = emit(block_, Op::add, {variables_[0], variables_[1]});
    const ValueId begin = emit(block_, Op::iter_begin, {iterator});
    const BlockId header = addJoin();
    const ValueId position = function_.addParameter(header, module_.types.never);
    const BlockId body = addBlock();
    const BlockId otherwise = addBlock();
    const BlockId after = addJoin();
    std::vector<ValueId> values = arguments();
    values.push_back(begin);
    end(block_, Op::jump, {}, {{header, values}});
    startAt(header);
    end(block_, Op::branch, {emit(block_, Op::iter_more, {iterator, position})},
        {{body, {}}, {otherwise, {}}});
    const ValueId item = emit(body, Op::iter_item, {iterator, position});
    const Variables before = variables_;
    variables_[below(3)] = item;
    finishLoop(depth, {header, after, iterator, position}, body, otherwise, before);
  }

  void finishLoop(int depth, const LoopTargets& loop, BlockId body, BlockId otherwise) {
    finishLoop(depth, loop, body, otherwise, variables_);
  }

  void finishLoop(int depth, const LoopTargets& loop, BlockId body, BlockId otherwise, Variables at_header) {
    block_ = body;
    loops_.push_back(loop);
    statements(depth + 1);
    loops_.pop_back();
    repeat(loop);
    variables_ = at_header;
    block_ = otherwise;
    if (below(3) == 0) statements(depth + 1);
    jumpTo(loop.after);
    startAt(loop.after);
  }

  int depth_;
  int width_;
  BlockId block_;
  Variables variables_;
  std::vector<LoopTargets> loops_;
};

}  // namespace

Function& addRandomCfg(Module& module, uint32_t seed, uint32_t blocks) {
  return RandomCfg(module, seed, blocks).run();
}

Function& addRandomProgram(Module& module, uint32_t seed, int depth, int width) {
  return RandomProgram(module, seed, depth, width).run();
}

}  // namespace krait::test
