// Divergence on structured form: a walk over the regions that is repeated until nothing new varies.
#include "codegen/passes/varying_values.h"

#include <algorithm>

namespace krait::passes {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

VaryingValues::VaryingValues(const ir::Function& function, InstId loop) : function_(function), open_{loop} {
  const BlockId body = function[loop].regions[0];
  for (const ValueId parameter : function[body].parameters) varying_.insert(parameter);
  for (const ValueId result : function[loop].results) varying_.insert(result);
  visitUntilKnown(body);
}

VaryingValues::VaryingValues(const ir::Function& function, const ir::Inst& call, const VaryingValues& caller)
    : function_(function), open_{InstId()} {
  const std::vector<ValueId>& parameters = function[function.entry].parameters;
  for (size_t k = 0; k < parameters.size(); ++k) {
    if (caller.isVarying(call.operands[k])) varying_.insert(parameters[k]);
  }
  visitUntilKnown(function.entry);
}

void VaryingValues::visitUntilKnown(BlockId block) {
  countArrivals(block);
  do {
    changed_ = false;
    visitBlock(block);
  } while (changed_);
}

bool VaryingValues::isLoop(InstId op) const {
  return function_[op].op == Op::loop || function_[op].op == Op::for_;
}

bool VaryingValues::hasVaryingCount(InstId for_loop) const {
  return function_[for_loop].op == Op::for_ && isVarying(function_[for_loop].operands[0]);
}

bool VaryingValues::arrivesOnce(InstId op, Op jump) const {
  const auto found = arrivals_.find(op);
  if (found == arrivals_.end()) return false;
  return !found->second.from_inner_loop &&
         (jump == Op::continue_to ? found->second.continues : found->second.leaves) == 1;
}

void VaryingValues::countArrivals(BlockId block) {
  for (const InstId id : function_[block].insts) {
    const ir::Inst& inst = function_[id];
    if (inst.op == Op::yield) ++arrivals_[open_.back()].leaves;
    if (inst.op == Op::break_to || inst.op == Op::continue_to || inst.op == Op::ret) {
      const InstId target = inst.op == Op::ret ? InstId() : inst.label();
      Arrivals& arrivals = arrivals_[target];
      ++(inst.op == Op::continue_to ? arrivals.continues : arrivals.leaves);
      for (size_t k = open_.size(); k-- > 0 && open_[k] != target;)
        arrivals.from_inner_loop |= isLoop(open_[k]);
    }
    open_.push_back(id);
    for (const BlockId region : inst.regions) countArrivals(region);
    open_.pop_back();
  }
}

void VaryingValues::visitBlock(BlockId block) {
  for (const InstId id : function_[block].insts) visitInst(id);
}

void VaryingValues::mark(ValueId value) { changed_ |= varying_.insert(value).second; }

void VaryingValues::markResults(const ir::Inst& inst) {
  for (const ValueId result : inst.results) mark(result);
}

void VaryingValues::visitInst(InstId id) {
  const ir::Inst& inst = function_[id];
  if (inst.op == Op::break_to || inst.op == Op::continue_to) return visitJump(inst, inst.label());
  if (inst.op == Op::yield) return visitJump(inst, open_.back());
  if (inst.op == Op::ret) return noteJump(InstId());
  const bool has_varying =
      std::ranges::any_of(inst.operands, [this](ValueId value) { return isVarying(value); });
  if (inst.regions.empty()) return has_varying ? markResults(inst) : void();
  const std::span<const ValueId> parameters = function_[inst.regions[0]].parameters;
  const std::span<const ValueId> operands = inst.operands;
  if (inst.op == Op::loop) pass(operands, parameters, false);
  if (inst.op == Op::for_) {
    pass(operands.subspan(1), parameters.subspan(2), false);
    pass(operands.first(1), parameters.subspan(1, 1), false);
    pass(parameters.subspan(2), inst.results, hasVaryingCount(id));
  }
  open_.push_back(id);
  for (const BlockId region : inst.regions) visitBlock(region);
  open_.pop_back();
}

// A branch on what varies parts the lanes until its end, and so does an op in which some have jumped: what
// follows in it is only for the others.
bool VaryingValues::splitsLanes(InstId op) const {
  const bool branches = function_[op].op == Op::if_ && isVarying(function_[op].operands[0]);
  return branches || isDivergent(op) || hasVaryingCount(op);
}

// Lanes that are apart when they jump leave all ops up to the target at different times.
void VaryingValues::noteJump(InstId target) {
  bool apart = false;
  for (size_t k = open_.size(); k-- > 0;) {
    if (open_[k] != target || (target.valid() && function_[target].op == Op::if_))
      apart |= splitsLanes(open_[k]);
    if (apart && divergent_.insert(open_[k]).second) changed_ = true;
    if (open_[k] == target) break;
  }
}

// What arrives at the target differs if it comes from several places, or from a loop inside it, at different
// times.
void VaryingValues::visitJump(const ir::Inst& inst, InstId target) {
  noteJump(target);
  const ir::Inst& to = function_[target];
  const Arrivals& arrivals = arrivals_[target];
  if (inst.op == Op::continue_to) {
    const bool differs = isDivergent(target) && (arrivals.continues > 1 || arrivals.from_inner_loop);
    const std::span<const ValueId> parameters = function_[to.regions[0]].parameters;
    return pass(inst.operands, parameters.subspan(to.op == Op::for_ ? 2 : 0), differs);
  }
  const bool meets = arrivals.leaves > 1 || arrivals.from_inner_loop || to.op == Op::loop;
  pass(inst.operands, to.results, isDivergent(target) && meets);
}

void VaryingValues::pass(std::span<const ValueId> values, std::span<const ValueId> receivers, bool differs) {
  for (size_t k = 0; k < values.size(); ++k) {
    if (differs || isVarying(values[k])) mark(receivers[k]);
  }
}

}  // namespace krait::passes
