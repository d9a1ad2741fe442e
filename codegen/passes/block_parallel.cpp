// Writes the loop over blocks around the loop.
#include "codegen/passes/block_parallel.h"

#include <algorithm>

#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::ValueId;

constexpr int64_t kMostIterations = 16;
constexpr int64_t kLeastBlocks = 64;

bool isLoop(const ir::Function& function, InstId id) { return function[id].op == Op::for_; }

// A loop directly within a loop directly within the block.
bool holdsNest(const ir::Function& function, BlockId block, int depth) {
  return depth == 0 || std::ranges::any_of(function[block].insts, [&](InstId id) {
           return isLoop(function, id) && holdsNest(function, function[id].regions[0], depth - 1);
         });
}

class Blocker {
 public:
  Blocker(ir::Module& module, ir::Function& function, InstId loop)
      : module_(module), function_(function), loop_(loop), outer_(function[loop].parent) {}

  void run() {
    const InstId range = rangeBehind(function_[loop_].operands[0]);
    const bool is_plain = function_[loop_].starts.empty() && function_[loop_].results.empty() && range.valid() &&
                          function_[range].operands.size() <= 2;
    if (!is_plain || !holdsNest(function_, function_[loop_].regions[0], 2)) return;
    range_ = range;
    std::vector<InstId>& insts = function_[outer_].insts;
    const auto place = std::ranges::find(insts, loop_);
    const std::vector<InstId> behind(place + 1, insts.end());
    insts.erase(place, insts.end());
    emitBlocks();
    for (const InstId id : behind) function_.append(outer_, id);
  }

 private:
  [[nodiscard]] InstId rangeBehind(ValueId iterator) const {
    InstId made = function_[iterator].inst;
    while (made.valid() && function_[made].op == Op::get_iter) made = function_[function_[made].operands[0]].inst;
    return made.valid() && function_[made].op == Op::call_builtin ? made : InstId();
  }

  ValueId emit(BlockId block, Op op, std::vector<ValueId> operands, TypeId type, uint32_t attribute = 0) {
    const InstId inst = function_.makeInst(op, std::move(operands), 1, type, function_[loop_].range);
    function_[inst].attribute = attribute;
    return function_[function_.append(block, inst)].results[0];
  }

  ValueId call(BlockId block, FunctionId id, std::vector<ValueId> operands, TypeId type) {
    return emit(block, Op::call_builtin, std::move(operands), type, static_cast<uint32_t>(id));
  }

  ValueId integer(BlockId block, int64_t value) {
    const ir::ConstId constant = module_.constants.intern(ir::intConstant(value));
    const ValueId literal = emit(block, Op::constant, {}, module_.types.literal(constant), constant.index);
    return emit(block, Op::convert, {literal}, module_.types.integer);
  }

  ValueId arithmetic(BlockId block, Op op, ValueId a, ValueId b) { return emit(block, op, {a, b}, module_.types.integer); }

  // min or max, which have a key and a default before the numbers.
  ValueId extreme(BlockId block, FunctionId id, ValueId a, ValueId b) {
    const ir::ConstId none = module_.constants.intern(ir::noneConstant());
    const auto absent = [&] { return emit(block, Op::constant, {}, module_.types.none, none.index); };
    const ValueId key = absent(), otherwise = absent();
    return call(block, id, {key, otherwise, a, b}, module_.types.integer);
  }

  ValueId iterate(BlockId block, FunctionId id, std::vector<ValueId> bounds) {
    const TypeId type = function_[function_[range_].results[0]].type;
    return emit(block, Op::get_iter, {call(block, id, std::move(bounds), type)}, type);
  }

  void emitBlocks() {
    const std::vector<ValueId> bounds = function_[range_].operands;
    const ValueId start = bounds.size() == 1 ? integer(outer_, 0) : bounds[0];
    const ValueId stop = bounds.back();
    const ValueId count = arithmetic(outer_, Op::sub, stop, start);
    const ValueId share = arithmetic(outer_, Op::floordiv, count, integer(outer_, kLeastBlocks));
    const ValueId size = extreme(outer_, FunctionId::builtins_max, integer(outer_, 1),
                                 extreme(outer_, FunctionId::builtins_min, integer(outer_, kMostIterations), share));
    const ValueId one_less = arithmetic(outer_, Op::sub, size, integer(outer_, 1));
    const ValueId blocks = arithmetic(outer_, Op::floordiv, arithmetic(outer_, Op::add, count, one_less), size);
    const ValueId iterator = iterate(outer_, FunctionId::krait_prange, {blocks});
    const InstId around = function_.makeInst(Op::for_, {iterator}, 0, module_.types.never, function_[loop_].range);
    function_[around].is_parallel = true;
    const BlockId body = function_.addBlock(around);
    function_[around].regions.push_back(body);
    const std::vector<ValueId> own = function_[function_[loop_].regions[0]].parameters;
    function_.addParameter(body, function_[own[0]].type);
    const ValueId block = function_.addParameter(body, module_.types.integer);
    function_.append(outer_, around);
    emitBlock(body, block, start, stop, size);
    const InstId again = function_.makeInst(Op::continue_to, {}, 0, module_.types.never);
    function_[again].attribute = around.index;
    function_.append(body, again);
  }

  void emitBlock(BlockId body, ValueId block, ValueId start, ValueId stop, ValueId size) {
    const ValueId first = arithmetic(body, Op::add, start, arithmetic(body, Op::mul, block, size));
    const ValueId limit = extreme(body, FunctionId::builtins_min, arithmetic(body, Op::add, first, size), stop);
    const ValueId iterator = iterate(body, FunctionId::builtins_range, {first, limit});
    function_[loop_].operands[0] = iterator;
    function_[loop_].is_parallel = false;
    function_.append(body, loop_);
  }

  ir::Module& module_;
  ir::Function& function_;
  const InstId loop_;
  const BlockId outer_;
  InstId range_;
};

}  // namespace

void blockParallelLoop(ir::Module& module, ir::Function& function, InstId loop) { Blocker(module, function, loop).run(); }

}  // namespace krait::passes
