// The version of a nest: its loops opened in their new order, the body copied into them.
#include "codegen/passes/rewrite_nest.h"

#include <algorithm>

#include "codegen/passes/promote_accesses.h"
#include "codegen/passes/runs_in_step.h"
#include "frontend/ir/clone_region.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

class NestRewriter {
 public:
  NestRewriter(ir::Module& module, ir::Function& function, const Nest& nest, const nests::LoopOrder& order,
               const LoopSplit* split)
      : module_(module), function_(function), nest_(nest), order_(order), split_(split) {}

  // Puts the version in the place of the nest, which becomes its second region.
  void run() {
    const InstId outer = nest_.chain[0].inst;
    const BlockId block = function_[outer].parent;
    version_ = function_.makeInst(Op::version, {}, 0, module_.types.never, function_[outer].range);
    function_[version_].parent = block;
    std::ranges::replace(function_[block].insts, outer, version_);
    const BlockId reordered = addRegion(version_);
    const BlockId original = addRegion(version_);
    function_.append(original, outer);
    yieldAt(original);
    fill(reordered);
    for (const InstId loop : promotable_) promoteAccesses(module_, function_, loop);
  }

 private:
  BlockId addRegion(InstId owner) {
    const BlockId region = function_.addBlock(owner);
    function_[owner].regions.push_back(region);
    return region;
  }

  void yieldAt(BlockId block) { function_.append(block, function_.makeInst(Op::yield, {}, 0, module_.types.never)); }

  void fill(BlockId region) {
    for (const NestLoop& loop : nest_.chain) iterators_.push_back(available(loop.iterator, region));
    for (const nests::Access& access : nest_.accesses) {
      for (const nests::Affine& subscript : access.subscripts) makeTermsAvailable(subscript, region);
    }
    for (const NestLoop& loop : nest_.inner) {
      const auto counting = nests::countingOf(module_, function_, loop.iterator);
      makeTermsAvailable(counting->start, region);
      makeTermsAvailable(counting->stop, region);
    }
    const BlockId end = region;
    for (const size_t loop : order_.outside) region = openLoop(loop, region);
    if (!order_.tile.empty()) region = openTile(region);
    for (const size_t loop : order_.inside) region = openLoop(loop, region);
    if (split_) {
      fillSplit(region);
    } else {
      copyBody(region);
    }
    closeRegions();
    yieldAt(end);
  }

  BlockId openLoop(size_t loop, BlockId block) {
    const InstId original = nest_.chain[loop].inst;
    const InstId copy =
        function_.makeInst(Op::for_, {iterators_[loop]}, 0, module_.types.never, function_[original].range);
    function_.append(block, copy);
    const BlockId region = addRegion(copy);
    const std::vector<ValueId> parameters = function_[function_[original].regions[0]].parameters;
    for (const ValueId parameter : parameters) {
      const ir::Value value = function_[parameter];
      copies_.values[parameter] = function_.addParameter(region, value.type, value.name);
    }
    open_.push_back(copy);
    return region;
  }

  BlockId openTile(BlockId block) {
    const InstId original = nest_.chain[order_.tile.back()].inst;
    const InstId tile = function_.makeInst(Op::tile, {}, 0, module_.types.never, function_[original].range);
    function_.append(block, tile);
    const BlockId region = addRegion(tile);
    for (const size_t loop : order_.tile) {
      function_[tile].operands.push_back(iterators_[loop]);
      const ir::Value item = function_[nest_.chain[loop].item];
      copies_.values[nest_.chain[loop].item] = function_.addParameter(region, item.type, item.name);
    }
    open_.push_back(tile);
    return region;
  }

  void copyBody(BlockId block) {
    for (const InstId id : nest_.sunk) copyInst(id, block);
    const std::vector<InstId> insts = function_[nest_.body].insts;
    for (const InstId id : std::span(insts).first(insts.size() - 1)) copyInst(id, block);
  }

  // Three loops over the parts of the innermost one.
  void fillSplit(BlockId block) {
    for (const InstId id : nest_.sunk) copyInst(id, block);
    const InstId range = nests::rangeOf(function_, iterators_.back());
    const std::vector<ValueId> bounds = function_[range].operands;
    const ValueId start = bounds.size() == 1 ? intConstant(0, block) : bounds[0];
    const ValueId stop = bounds[bounds.size() == 1 ? 0 : 1];
    const ValueId place = copied(split_->at, block);
    const ValueId after = append(block, Op::add, {place, intConstant(1, block)}, module_.types.integer);
    const ValueId first_cut = clipped(place, start, stop, block);
    const ValueId second_cut = clipped(after, start, stop, block);
    fillPart(block, start, first_cut, true);
    fillPart(block, first_cut, second_cut, false);
    fillPart(block, second_cut, stop, true);
  }

  void fillPart(BlockId block, ValueId from, ValueId to, bool is_loaded_before) {
    const ir::RegionCopy around = copies_;
    for (const InstId read : split_->reads) {
      if (!is_loaded_before) continue;
      const ValueId array = function_[read].operands[0];
      const ValueId key = copied(function_[read].operands[1], block);
      const ValueId element = function_[read].results[0];
      copies_.values[element] = append(block, Op::getitem, {array, key}, function_[element].type);
      copies_.left_out.insert(read);
    }
    const ir::TypeId range_type = function_[function_[nests::rangeOf(function_, iterators_.back())].results[0]].type;
    const ValueId range = appendCall(block, FunctionId::builtins_range, {from, to}, range_type);
    iterators_.back() = append(block, Op::get_iter, {range}, function_[iterators_.back()].type);
    const BlockId region = openLoop(nest_.chain.size() - 1, block);
    const std::vector<InstId> insts = function_[nest_.body].insts;
    for (const InstId id : std::span(insts).first(insts.size() - 1)) copyInst(id, region);
    closeLoop(open_.back());
    open_.pop_back();
    copies_ = around;
  }

  // The value, of the body of the innermost loop but the same in all its iterations, for use in front of it.
  ValueId copied(ValueId value, BlockId block) {
    if (const auto found = copies_.values.find(value); found != copies_.values.end()) return found->second;
    if (!nest_.defined.contains(value)) return value;
    const InstId definition = function_[value].inst;
    for (const ValueId operand : std::vector(function_[definition].operands)) copied(operand, block);
    function_.append(block, ir::cloneInst(function_, function_, definition, copies_));
    return copies_.values.at(value);
  }

  ValueId append(BlockId block, Op op, std::vector<ValueId> operands, ir::TypeId type) {
    const InstId inst = function_.makeInst(op, std::move(operands), 1, type, function_[nest_.chain.back().inst].range);
    function_.append(block, inst);
    return function_[inst].results[0];
  }

  ValueId appendCall(BlockId block, FunctionId id, std::vector<ValueId> operands, ir::TypeId type) {
    const ValueId result = append(block, Op::call_builtin, std::move(operands), type);
    function_[function_[result].inst].attribute = static_cast<uint32_t>(id);
    return result;
  }

  ValueId appendConstant(BlockId block, const ir::Constant& constant, ir::TypeId type) {
    const ValueId result = append(block, Op::constant, {}, type);
    function_[function_[result].inst].attribute = module_.constants.intern(constant).index;
    return result;
  }

  ValueId intConstant(int64_t value, BlockId block) {
    const ir::Constant constant{.kind = ir::ConstKind::Int, .integer = value};
    const ir::TypeId literal = module_.types.literal(module_.constants.intern(constant));
    return append(block, Op::convert, {appendConstant(block, constant, literal)}, module_.types.integer);
  }

  // min(max(value, low), high)
  ValueId clipped(ValueId value, ValueId low, ValueId high, BlockId block) {
    const ValueId none = appendConstant(block, {.kind = ir::ConstKind::None}, module_.types.none);
    const ValueId raised = appendCall(block, FunctionId::builtins_max, {none, none, value, low}, module_.types.integer);
    return appendCall(block, FunctionId::builtins_min, {none, none, raised, high}, module_.types.integer);
  }

  void copyInst(InstId id, BlockId block) {
    const std::vector<ValueId> results = function_[id].results;
    const bool is_there =
        !results.empty() && std::ranges::all_of(results, [&](ValueId v) { return copies_.values.contains(v); });
    if (is_there) return;
    const InstId copy = ir::cloneInst(function_, function_, id, copies_);
    function_.append(block, copy);
    collectLoops(copy);
  }

  // Inner loops first.
  void collectLoops(InstId id) {
    if (function_[id].op != Op::for_) return;
    for (const InstId inner : function_[function_[id].regions[0]].insts) collectLoops(inner);
    promotable_.push_back(id);
  }

  // Ends the regions of what was opened, from the inside.
  void closeRegions() {
    bool is_in_tile = true;  // without a tile all loops may carry what they add to
    for (auto op = open_.rbegin(); op != open_.rend(); ++op) {
      if (function_[*op].op == Op::tile) {
        yieldAt(function_[*op].regions[0]);
        is_in_tile = false;
      } else {
        closeLoop(*op);
        if (is_in_tile) promotable_.push_back(*op);
      }
    }
  }

  void closeLoop(InstId loop) {
    const InstId end = function_.makeInst(Op::continue_to, {}, 0, module_.types.never);
    function_[end].attribute = loop.index;
    function_.append(function_[loop].regions[0], end);
  }

  // What the test in front of the version asks for.
  void makeTermsAvailable(const nests::Affine& sum, BlockId region) {
    for (const nests::Term& term : sum.terms) {
      if (nest_.isFixed(module_, function_, term.value)) available(term.value, region);
    }
  }

  // A value that the order of the loops does not change, for use in the version: what is steady moves in front of it,
  // where the test of the version finds it, the rest is computed again in it.
  ValueId available(ValueId value, BlockId region) {
    if (!nest_.defined.contains(value)) return value;
    if (const auto found = copies_.values.find(value); found != copies_.values.end()) return found->second;
    const InstId definition = function_[value].inst;
    for (const ValueId operand : std::vector(function_[definition].operands)) {
      const ValueId there = available(operand, region);
      if (there != operand) copies_.values[operand] = there;
    }
    if (isSteady(module_, function_, definition)) return moveBeforeVersion(definition, value);
    function_.append(region, ir::cloneInst(function_, function_, definition, copies_));
    return copies_.values.at(value);
  }

  ValueId moveBeforeVersion(InstId id, ValueId value) {
    for (const ValueId result : function_[id].results) copies_.values[result] = result;
    std::erase(function_[function_[id].parent].insts, id);
    putBeforeVersion(id);
    return value;
  }

  void putBeforeVersion(InstId id) {
    const BlockId block = function_[version_].parent;
    function_[id].parent = block;
    std::vector<InstId>& insts = function_[block].insts;
    insts.insert(std::ranges::find(insts, version_), id);
  }

  ir::Module& module_;
  ir::Function& function_;
  const Nest& nest_;
  const nests::LoopOrder& order_;
  const LoopSplit* split_;  // of the innermost loop, if it is split
  InstId version_;
  std::vector<ValueId> iterators_;  // of the chain, in the version
  std::vector<InstId> open_;        // ops of the version whose regions are being filled, outermost first
  std::vector<InstId> promotable_;  // loops in the tile, inner ones first
  ir::RegionCopy copies_;
};

}  // namespace

void rewriteNest(ir::Module& module, ir::Function& function, const Nest& nest, const nests::LoopOrder& order,
                 const LoopSplit* split) {
  NestRewriter(module, function, nest, order, split).run();
}

}  // namespace krait::passes
