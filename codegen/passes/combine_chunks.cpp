// Writes the region, one value after the other.
#include "codegen/passes/combine_chunks.h"

#include <algorithm>

#include "frontend/ir/clone_region.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::ValueId;
using Kind = CarriedUse::Kind;

// The value so far, and that of the next chunk.
struct Pair {
  ValueId total;
  ValueId next;
  TypeId type;
};

class Combiner {
 public:
  Combiner(ir::Module& module, ir::Function& function, InstId loop, const Combined& what)
      : module_(module), function_(function), loop_(loop), uses_(what.values), arrays_(what.arrays),
        block_(function.addBlock(loop)), pairs_(uses_.size()), combined_(uses_.size()) {
    function_[loop].regions.push_back(block_);
  }

  void run() {
    for (size_t k = 0; k < uses_.size(); ++k) {
      if (uses_[k].kind != Kind::Assigned) addPair(k);
    }
    for (size_t k = 0; k < uses_.size(); ++k) combine(k);
    for (const AccumulatedArray& each : arrays_) addElements(each);
    std::vector<ValueId> given;
    for (const ValueId value : combined_) {
      if (value.valid()) given.push_back(value);
    }
    function_.append(block_, function_.makeInst(Op::give, std::move(given), 0, module_.types.never));
  }

 private:
  void addPair(size_t k) {
    const ir::Value carried = function_[function_[function_[loop_].regions[0]].parameters[2 + k]];
    pairs_[k].type = carried.type;
    pairs_[k].total = function_.addParameter(block_, carried.type, carried.name);
    pairs_[k].next = function_.addParameter(block_, carried.type, carried.name);
  }

  void combine(size_t k) {
    if (uses_[k].kind == Kind::Stepped) combined_[k] = step(k);
    if (uses_[k].kind == Kind::Truth) combined_[k] = shortCircuit(k);
    if (uses_[k].kind == Kind::Guarded) keep(k);
  }

  ValueId emit(BlockId block, Op op, std::vector<ValueId> operands, TypeId type, uint32_t attribute = 0) {
    const InstId inst = function_.makeInst(op, std::move(operands), 1, type, function_[loop_].range);
    function_[inst].attribute = attribute;
    return function_[function_.append(block, inst)].results[0];
  }

  ValueId step(size_t k) {
    const Inst original = function_[uses_[k].step];
    const Pair& pair = pairs_[k];
    if (original.op == Op::call_builtin) return extreme(block_, original.attribute, optionsFor(uses_[k].step), pair, uses_[k].is_second);
    const Op op = original.op == Op::sub ? Op::add : original.op == Op::truediv ? Op::mul : original.op;
    return emit(block_, op, {pair.total, pair.next}, pair.type);
  }

  // a = a + next, element by element
  void addElements(const AccumulatedArray& each) {
    const ir::Value array = function_[each.array];
    const ValueId next = function_.addParameter(block_, array.type, array.name);
    const std::vector<ValueId> options = each.family.op == Op::call_builtin ? optionsFor(each.step) : std::vector<ValueId>();
    const InstId map = function_.makeInst(Op::map_into, {each.array, each.array, next}, 0, module_.types.never, function_[loop_].range);
    const BlockId region = function_.addBlock(map);
    function_[map].regions.push_back(region);
    const TypeId element = module_.types.scalar(module_.types[array.type].dtype);
    const Pair pair{.total = function_.addParameter(region, element), .next = function_.addParameter(region, element), .type = element};
    const ValueId sum = each.family.op == Op::call_builtin ? extreme(region, each.family.function, options, pair, each.is_second)
                                                           : emit(region, each.family.op, {pair.total, pair.next}, element);
    function_.append(region, function_.makeInst(Op::give, {sum}, 0, module_.types.never));
    function_.append(block_, map);
  }

  // Copies of those of the call; where there is none (`if x < a[k]: a[k] = x`), min and max have no key and no default.
  std::vector<ValueId> optionsFor(InstId call) {
    std::vector<ValueId> options;
    if (call.valid()) {
      for (const ValueId option : optionsOf(Inst(function_[call]))) options.push_back(copyConstant(option));
      return options;
    }
    const ir::ConstId none = module_.constants.intern(ir::noneConstant());
    for (int k = 0; k < 2; ++k) options.push_back(emit(block_, Op::constant, {}, module_.types.none, none.index));
    return options;
  }

  // min(a, b)
  ValueId extreme(BlockId block, uint32_t function, const std::vector<ValueId>& options, const Pair& pair, bool is_second) {
    std::vector<ValueId> operands = {is_second ? pair.next : pair.total, is_second ? pair.total : pair.next};
    operands.insert(hasOptionsInFront(function) ? operands.begin() : operands.end(), options.begin(), options.end());
    return emit(block, Op::call_builtin, std::move(operands), pair.type, function);
  }

  ValueId copyConstant(ValueId value) {
    ir::RegionCopy copy;
    const InstId clone = ir::cloneInst(function_, function_, function_[value].inst, copy);
    return function_[function_.append(block_, clone)].results[0];
  }

  // An if_ that gives `first` where the condition is true, else `second`.
  std::vector<ValueId> choose(ValueId condition, std::vector<ValueId> first, std::vector<ValueId> second) {
    const InstId branch = function_.makeInst(Op::if_, {condition}, 0, module_.types.never, function_[loop_].range);
    std::vector<ValueId> results;
    for (const ValueId value : first) results.push_back(function_.addResult(branch, function_[value].type, function_[value].name));
    for (std::vector<ValueId>* given : {&first, &second}) {
      const BlockId region = function_.addBlock(branch);
      function_[branch].regions.push_back(region);
      function_.append(region, function_.makeInst(Op::yield, std::move(*given), 0, module_.types.never));
    }
    function_.append(block_, branch);
    return results;
  }

  ValueId shortCircuit(size_t k) {
    const InstId branch = uses_[k].step;
    const ValueId condition = emit(block_, Op::truth, {pairs_[k].total}, function_[function_[branch].operands[0]].type);
    const ValueId first = uses_[k].is_or ? pairs_[k].total : pairs_[k].next;
    const ValueId second = uses_[k].is_or ? pairs_[k].next : pairs_[k].total;
    return choose(condition, {first}, {second})[0];
  }

  // if next > total: total = next, with all that is kept by the same if_
  void keep(size_t k) {
    const Inst compare = function_[uses_[k].step];
    const ValueId carried = function_[function_[loop_].regions[0]].parameters[2 + k];
    const bool is_left = compare.operands[0] == carried;
    const ValueId compared = emit(block_, compare.op, {is_left ? pairs_[k].total : pairs_[k].next, is_left ? pairs_[k].next : pairs_[k].total},
                                  function_[compare.results[0]].type);
    const ValueId condition = emit(block_, Op::truth, {compared}, function_[function_[uses_[k].guard].operands[0]].type);
    std::vector<size_t> together;
    std::vector<ValueId> next, total;
    for (size_t i = 0; i < uses_.size(); ++i) {
      if (i != k && (uses_[i].kind != Kind::Companion || uses_[i].guard != uses_[k].guard)) continue;
      together.push_back(i);
      next.push_back(pairs_[i].next);
      total.push_back(pairs_[i].total);
    }
    const std::vector<ValueId> kept = choose(condition, next, total);
    for (size_t i = 0; i < together.size(); ++i) combined_[together[i]] = kept[i];
  }

  ir::Module& module_;
  ir::Function& function_;
  const InstId loop_;
  const std::vector<CarriedUse>& uses_;
  const std::vector<AccumulatedArray>& arrays_;
  const BlockId block_;
  std::vector<Pair> pairs_;
  std::vector<ValueId> combined_;
};

}  // namespace

void addCombination(ir::Module& module, ir::Function& function, InstId loop, const Combined& what) {
  Combiner(module, function, loop, what).run();
}

}  // namespace krait::passes
