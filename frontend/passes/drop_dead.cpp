// Marks what is live, from the instructions with an effect backwards through values and the results and
// parameters of regions, then removes the rest.
#include "frontend/passes/drop_dead.h"

#include <algorithm>
#include <span>

#include "frontend/support/check.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

class DeadDropper {
 public:
  DeadDropper(const ir::Module& module, Function& function)
      : module_(module), function_(function), live_(function.valueCount()), givers_(function.instCount()) {}

  void run() {
    collect();
    for (const InstId id : insts_) markRoots(function_[id]);
    while (!pending_.empty()) {
      const ValueId value = pending_.back();
      pending_.pop_back();
      markSources(value);
    }
    for (const InstId id : insts_) shrinkLeaving(id);
    for (const InstId id : insts_) shrinkOp(id);
    for (const BlockId block : blocks_) removeDead(block);
  }

 private:
  // Everything in the function, and for each structured op what gives its results or repeats it.
  void collect() {
    blocks_ = {function_.entry};
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const BlockId block = blocks_[i];
      for (const InstId id : function_[block].insts) {
        const Inst& inst = function_[id];
        insts_.push_back(id);
        blocks_.insert(blocks_.end(), inst.regions.begin(), inst.regions.end());
        if (inst.op == Op::yield) givers_[function_[block].owner.index].push_back(id);
        if (inst.op == Op::break_to || inst.op == Op::continue_to) givers_[inst.label().index].push_back(id);
      }
    }
  }

  void mark(ValueId value) {
    if (live_[value.index]) return;
    live_[value.index] = true;
    pending_.push_back(value);
  }

  // Reading a name that is not defined is an error, whether or not the value is used.
  [[nodiscard]] bool isRemovable(const Inst& inst) const {
    if (inst.op == Op::constant && isUndefined(module_.constants[inst.constant()])) return false;
    return ir::opInfo(inst.op).traits == ir::Pure;
  }
  static bool isUndefined(const ir::Constant& constant) {
    return constant.kind == ir::ConstKind::Unsupported && static_cast<ir::Undefined>(constant.integer) != ir::Undefined::No;
  }
  static bool isLeaving(Op op) { return op == Op::yield || op == Op::break_to || op == Op::continue_to; }

  void markRoots(const Inst& inst) {
    if (isRemovable(inst) || isLeaving(inst.op) || inst.op == Op::loop) return;
    const size_t count = inst.op == Op::for_ ? 1 : inst.operands.size();
    for (size_t i = 0; i < count; ++i) mark(inst.operands[i]);
  }

  void markSources(ValueId value) {
    const ir::Value& definition = function_[value];
    if (!definition.inst.valid()) return markParameterSources(value, definition.block);
    const Inst& inst = function_[definition.inst];
    if (!ir::hasRegions(inst.op)) {
      for (const ValueId operand : inst.operands) mark(operand);
      return;
    }
    const size_t index = position(inst.results, value);
    if (inst.op == Op::for_) return mark(function_[inst.regions[0]].parameters[index + 2]);
    markGiven(definition.inst, index, /*repeating=*/false);
  }

  // A carried value of a loop: the initial one, and those of its continue_to.
  void markParameterSources(ValueId value, BlockId block) {
    const InstId owner = function_[block].owner;
    if (!owner.valid()) return;  // a parameter of the function
    const Inst& inst = function_[owner];
    if (ir::visitsElements(inst.op)) return;  // all inputs are live
    const size_t own = ownParameters(inst.op);
    const size_t index = position(function_[block].parameters, value);
    if (index < own) return;
    mark(inst.operands[index - own + ownOperands(inst.op)]);
    markGiven(owner, index - own, /*repeating=*/true);
  }

  void markGiven(InstId op, size_t index, bool repeating) {
    for (const InstId giver : givers_[op.index]) {
      const Inst& inst = function_[giver];
      if ((inst.op == Op::continue_to) == repeating) mark(inst.operands[index]);
    }
  }

  static size_t position(std::span<const ValueId> values, ValueId value) {
    return static_cast<size_t>(std::ranges::find(values, value) - values.begin());
  }

  // A for_ has a position and an item before its carried values, and an iterator before their initial values.
  static size_t ownParameters(Op op) { return op == Op::for_ ? 2 : 0; }
  static size_t ownOperands(Op op) { return op == Op::for_ ? 1 : 0; }

  // Keeps those of `values` from `first` on whose receiver is live.
  void keepLive(std::vector<ValueId>& values, size_t first, std::span<const ValueId> receivers) const {
    CHECK(values.size() == first + receivers.size(), "as many values as receivers");
    size_t kept = first;
    for (size_t i = 0; i < receivers.size(); ++i) {
      if (live_[receivers[i].index]) values[kept++] = values[first + i];
    }
    values.resize(kept);
  }

  void shrinkLeaving(InstId id) {
    Inst& inst = function_[id];
    if (!isLeaving(inst.op)) return;
    const Inst& op = function_[inst.op == Op::yield ? function_[inst.parent].owner : inst.label()];
    if (inst.op == Op::continue_to) {
      keepLive(inst.operands, 0, carried(op));
    } else {
      keepLive(inst.operands, 0, op.results);
    }
  }

  [[nodiscard]] std::span<const ValueId> carried(const Inst& op) const {
    return std::span<const ValueId>(function_[op.regions[0]].parameters).subspan(ownParameters(op.op));
  }

  // The results of a for_ go with its carried values, since they are what these are in the end.
  void shrinkOp(InstId id) {
    Inst& inst = function_[id];
    if (!ir::hasRegions(inst.op) || ir::visitsElements(inst.op)) return;
    if (inst.op == Op::for_) {
      keepLive(inst.results, 0, carried(inst));
    } else {
      std::erase_if(inst.results, [&](ValueId result) { return !live_[result.index]; });
    }
    if (inst.op != Op::loop && inst.op != Op::for_) return;
    keepLive(inst.operands, ownOperands(inst.op), carried(inst));
    std::vector<ValueId>& parameters = function_[inst.regions[0]].parameters;
    const std::vector<ValueId> all = parameters;
    keepLive(parameters, ownParameters(inst.op),
             std::span<const ValueId>(all).subspan(ownParameters(inst.op)));
  }

  void removeDead(BlockId block) {
    std::erase_if(function_[block].insts, [&](InstId id) {
      const Inst& inst = function_[id];
      return isRemovable(inst) &&
             std::ranges::none_of(inst.results, [&](ValueId v) { return live_[v.index]; });
    });
  }

  const ir::Module& module_;
  Function& function_;
  std::vector<bool> live_;
  std::vector<std::vector<InstId>> givers_;  // of a structured op: its yield, break_to, continue_to
  std::vector<BlockId> blocks_;
  std::vector<InstId> insts_;
  std::vector<ValueId> pending_;
};

}  // namespace

void dropDead(ir::Module& module, Function& function) {
  CHECK(function.structured, "a structured function");
  DeadDropper(module, function).run();
}

}  // namespace krait::passes
