// The interpreter: a walk of blocks for a CFG, a recursive one of regions for structured form.
#include "test/unit/ir/interpreter.h"

#include <random>

#include "frontend/support/check.h"

namespace krait::test {
namespace {

using namespace krait::ir;

constexpr int64_t kReturned = -1, kRaised = -2, kUnreachable = -3;

// How a region was left.
struct Leaving {
  enum Kind { GoesOn, Yield, Break, Continue, End } kind = GoesOn;
  InstId label = {};
  std::vector<int64_t> values = {};
};

class Interpreter {
 public:
  Interpreter(const Module& module, const Function& function, uint32_t seed, int fuel)
      : module_(module), function_(function), random_(seed), fuel_(fuel), values_(function.valueCount()) {}

  Trace run(const std::vector<int64_t>& arguments) {
    set(function_[function_.entry].parameters, arguments);
    if (function_.structured) {
      runRegion(function_.entry);
    } else {
      runBlocks();
    }
    return trace_;
  }

 private:
  void set(const std::vector<ValueId>& to, const std::vector<int64_t>& values) {
    CHECK(to.size() == values.size(), "as many values as receivers");
    for (size_t i = 0; i < to.size(); ++i) values_[to[i].index] = values[i];
  }

  std::vector<int64_t> get(const std::vector<ValueId>& ids, size_t first = 0) const {
    std::vector<int64_t> values;
    for (size_t i = first; i < ids.size(); ++i) values.push_back(values_[ids[i].index]);
    return values;
  }

  // Tracing uses up fuel too, so both forms stop at the same event.
  void trace(int64_t event) {
    if (trace_.size() < static_cast<size_t>(fuel_)) trace_.push_back(event);
  }

  [[nodiscard]] bool spent() const { return trace_.size() >= static_cast<size_t>(fuel_); }

  int64_t callBuiltin(const Inst& inst) {
    if (inst.operands.empty()) {
      const auto bit = static_cast<int64_t>(random_() % 2);
      trace(bit);
      return bit;
    }
    trace(100 + inst.attribute);
    trace(values_[inst.operands[0].index]);
    return values_[inst.operands[0].index] + 1;
  }

  int64_t length(int64_t iterator) const { return (iterator % 4 + 4) % 4; }

  int64_t evaluate(const Inst& inst) {
    const auto operand = [&](size_t i) { return values_[inst.operands[i].index]; };
    switch (inst.op) {
    case Op::constant: return module_.constants[inst.constant()].integer;
    case Op::add:
      return static_cast<int64_t>(static_cast<uint64_t>(operand(0)) + static_cast<uint64_t>(operand(1)));
    case Op::mul:
      return static_cast<int64_t>(static_cast<uint64_t>(operand(0)) * static_cast<uint64_t>(operand(1)));
    case Op::call_builtin: return callBuiltin(inst);
    case Op::iter_begin: return 0;
    case Op::iter_more: return operand(1) < length(operand(0)) ? 1 : 0;
    case Op::iter_item: return item(operand(0), operand(1));
    case Op::iter_next: return operand(1) + 1;
    default: CHECK(false, std::string(opInfo(inst.op).name) + " is not interpreted");
    }
  }

  void end(const Inst& inst) {
    trace(inst.op == Op::ret ? kReturned : inst.op == Op::raise ? kRaised : kUnreachable);
    if (!inst.operands.empty()) trace(values_[inst.operands[0].index]);
  }

  void runPlain(const Inst& inst) {
    const int64_t value = evaluate(inst);
    values_[inst.results[0].index] = value;
  }

  void runBlocks() {
    BlockId block = function_.entry;
    for (int64_t steps = 0; block.valid() && !spent(); ++steps) {
      if (steps > int64_t{100} * fuel_) return;  // a loop without events
      for (const InstId id : function_[block].insts) {
        if (!isTerminator(function_[id].op)) runPlain(function_[id]);
      }
      block = jump(function_[function_.terminator(block)]);
    }
  }

  BlockId jump(const Inst& inst) {
    if (inst.targets.empty()) {
      end(inst);
      return BlockId();
    }
    const bool second = inst.op == Op::branch && values_[inst.operands[0].index] == 0;
    const Target& target = inst.targets[second ? 1 : 0];
    set(function_[target.block].parameters, get(target.arguments));
    return target.block;
  }

  Leaving runRegion(BlockId block) {
    for (const InstId id : function_[block].insts) {
      const Inst& inst = function_[id];
      if (spent()) return {Leaving::End};
      if (isTerminator(inst.op)) return leave(inst);
      if (!hasRegions(inst.op)) {
        runPlain(inst);
        continue;
      }
      Leaving leaving = runStructured(id);
      if (leaving.kind != Leaving::GoesOn) return leaving;
    }
    CHECK(false, "a region that does not end");
  }

  Leaving leave(const Inst& inst) {
    switch (inst.op) {
    case Op::yield: return {Leaving::Yield, {}, get(inst.operands)};
    case Op::break_to: return {Leaving::Break, inst.label(), get(inst.operands)};
    case Op::continue_to: return {Leaving::Continue, inst.label(), get(inst.operands)};
    default: end(inst); return {Leaving::End};
    }
  }

  Leaving runStructured(InstId id) {
    const Inst& inst = function_[id];
    if (inst.op == Op::loop) return runLoop(id);
    if (inst.op == Op::for_) return runFor(id);
    const bool second = inst.op == Op::if_ && values_[inst.operands[0].index] == 0;
    Leaving leaving = runRegion(inst.regions[second ? 1 : 0]);
    const bool is_left =
        leaving.kind == Leaving::Yield || (leaving.kind == Leaving::Break && leaving.label == id);
    if (!is_left) return leaving;
    set(inst.results, leaving.values);
    return {};
  }

  Leaving runLoop(InstId id) {
    const Inst& inst = function_[id];
    std::vector<int64_t> carried = get(inst.operands);
    for (int64_t steps = 0; !spent() && steps < int64_t{100} * fuel_; ++steps) {
      set(function_[inst.regions[0]].parameters, carried);
      Leaving leaving = runRegion(inst.regions[0]);
      if (leaving.kind == Leaving::Break && leaving.label == id) {
        set(inst.results, leaving.values);
        return {};
      }
      if (leaving.kind != Leaving::Continue || leaving.label != id) return leaving;
      carried = leaving.values;
    }
    return {Leaving::End};
  }

  // Wraps: only that both forms compute the same matters.
  static int64_t item(int64_t iterator, int64_t position) {
    return static_cast<int64_t>(static_cast<uint64_t>(iterator) * 10 + static_cast<uint64_t>(position));
  }

  Leaving runFor(InstId id) {
    const Inst& inst = function_[id];
    const int64_t iterator = values_[inst.operands[0].index];
    std::vector<int64_t> carried = get(inst.operands, 1);
    for (int64_t position = 0; position < length(iterator); ++position) {
      std::vector<int64_t> values = {position, item(iterator, position)};
      values.insert(values.end(), carried.begin(), carried.end());
      set(function_[inst.regions[0]].parameters, values);
      Leaving leaving = runRegion(inst.regions[0]);
      if (leaving.kind != Leaving::Continue || leaving.label != id) return leaving;
      carried = leaving.values;
    }
    set(inst.results, carried);
    return {};
  }

  const Module& module_;
  const Function& function_;
  std::minstd_rand random_;
  int fuel_;
  std::vector<int64_t> values_;
  Trace trace_;
};

}  // namespace

Trace interpret(const Module& module, const Function& function, std::vector<int64_t> arguments, uint32_t seed,
                int fuel) {
  return Interpreter(module, function, seed, fuel).run(arguments);
}

}  // namespace krait::test
