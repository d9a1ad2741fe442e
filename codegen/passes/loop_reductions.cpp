// Follows a carried value through the body: whatever it becomes without being changed, or by steps of one family, is its chain.
#include "codegen/passes/loop_reductions.h"

#include <algorithm>

#include "codegen/passes/quiet_regions.h"
#include "codegen/passes/step_family.h"
#include "frontend/ir/time_unit.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::ChunkStart;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;
using Kind = CarriedUse::Kind;

class ChainFinder {
 public:
  ChainFinder(const ir::Module& module, const ir::Function& function, const LoopValues& values, InstId loop, size_t index)
      : module_(module), function_(function), values_(values), loop_(loop), index_(index),
        start_(function[function[loop].regions[0]].parameters[2 + index]) {}

  CarriedUse run() {
    if (values_.usersOf(start_).empty()) return {.kind = Kind::Assigned};
    add(start_);
    for (size_t k = 0; k < order_.size(); ++k) {
      for (const InstId user : values_.usersOf(order_[k])) follow(order_[k], user);
    }
    if (use_.culprit.valid()) return use_;
    if (!truths_.empty() || !comparisons_.empty()) return conditional();
    if (use_.step.valid()) return stepped();
    return kept();
  }

 private:
  void add(ValueId value) {
    if (chain_.insert(value).second) order_.push_back(value);
  }

  void addAt(const Inst& user, ValueId value, size_t first_operand, std::span<const ValueId> receivers) {
    for (size_t k = first_operand; k < user.operands.size(); ++k) {
      if (user.operands[k] == value) add(receivers[k - first_operand]);
    }
  }

  void follow(ValueId value, InstId user) {
    const Inst& inst = function_[user];
    switch (inst.op) {
      case Op::yield: return addAt(inst, value, 0, function_[function_[inst.parent].owner].results);
      case Op::break_to: return addAt(inst, value, 0, function_[inst.label()].results);
      case Op::continue_to: return followAgain(value, user);
      case Op::for_:
      case Op::loop: return followIntoLoop(value, user);
      case Op::truth: truths_.push_back(user); return;
      case Op::lt:
      case Op::gt: comparisons_.push_back(user); return;
      default: return followStep(value, user);
    }
  }

  [[nodiscard]] std::span<const ValueId> carriedBy(InstId loop) const {
    return std::span(function_[function_[loop].regions[0]].parameters).subspan(function_[loop].op == Op::for_ ? 2 : 0);
  }

  void followAgain(ValueId value, InstId user) {
    const Inst& inst = function_[user];
    if (inst.label() != loop_) {
      addAt(inst, value, 0, carriedBy(inst.label()));
      return;
    }
    for (size_t k = 0; k < inst.operands.size(); ++k) {
      if (inst.operands[k] == value && k != index_) use_.culprit = user;
    }
  }

  void followIntoLoop(ValueId value, InstId user) {
    const Inst& inst = function_[user];
    const bool is_for = inst.op == Op::for_;
    if (is_for && inst.operands[0] == value) use_.culprit = user;
    addAt(inst, value, is_for ? 1 : 0, carriedBy(user));
    if (is_for) addAt(inst, value, 1, inst.results);
  }

  void followStep(ValueId value, InstId user) {
    const Inst& inst = function_[user];
    const size_t k = positionIn(inst.operands, value);
    const Family family = familyOf(inst, k);
    const bool is_once = std::ranges::count(inst.operands, value) == 1;
    const bool fits = !use_.step.valid() || family == family_;
    const bool keeps_type = inst.results.size() == 1 && function_[inst.results[0]].type == function_[start_].type;
    if (!family.isKnown() || !is_once || !fits || !keeps_type || !isNumber()) {
      use_.culprit = user;
      return;
    }
    const bool is_extreme = inst.op == Op::call_builtin;
    const bool is_second = is_extreme && k != firstNumberOf(inst);
    const bool is_mixed = is_extreme && isFloat() && use_.step.valid() && is_second != use_.is_second;
    if (is_mixed || (is_extreme && !canSplitExtreme(function_, inst, k, kind()))) {
      use_.culprit = user;
      return;
    }
    family_ = family;
    use_.step = user;
    use_.is_second = is_second;
    steps_.insert(inst.results[0]);
    add(inst.results[0]);
  }

  [[nodiscard]] bool isFloat() const { return kind() == ir::DTypeKind::Float; }

  // Of numbers.
  [[nodiscard]] ir::DTypeKind kind() const {
    const ir::Type& type = module_.types[function_[start_].type];
    if (type.kind == TypeKind::Float) return ir::DTypeKind::Float;
    if (type.kind == TypeKind::Complex) return ir::DTypeKind::Complex;
    return type.kind == TypeKind::Scalar ? ir::dtypeKind(type.dtype) : ir::DTypeKind::Signed;
  }

  [[nodiscard]] bool isNumber() const {
    const ir::Type& type = module_.types[function_[start_].type];
    const bool is_python = type.kind == TypeKind::Int || type.kind == TypeKind::Float || type.kind == TypeKind::Complex || type.kind == TypeKind::Bool;
    return is_python || (type.kind == TypeKind::Scalar && !ir::isTimeKind(ir::dtypeKind(type.dtype)));
  }

  // Whether all that gives `value` is of the chain. What an exempted if_ gives in its first region may be anything.
  [[nodiscard]] bool comesFromChain(ValueId value, InstId exempt) const {
    if (value == start_ || steps_.contains(value)) return true;
    const InstId made = function_[value].inst;
    const InstId op = made.valid() ? made : function_[function_[value].block].owner;
    const Inst& inst = function_[op];
    const bool is_for_result = made.valid() && inst.op == Op::for_;
    if (is_for_result) return chain_.contains(carriedBy(op)[positionIn(inst.results, value)]);
    const size_t k = made.valid() ? positionIn(inst.results, value) : positionIn(carriedBy(op), value);
    if (!made.valid() && !chain_.contains(inst.operands[k + (inst.op == Op::for_ ? 1 : 0)])) return false;
    return std::ranges::all_of(values_.giversOf(op), [&](InstId giver) {
      const bool repeats = function_[giver].op == Op::continue_to;
      if (repeats == made.valid()) return true;
      const bool is_free = op == exempt && function_[giver].parent == inst.regions[free_region_];
      return is_free || chain_.contains(function_[giver].operands[k]);
    });
  }

  static size_t positionIn(std::span<const ValueId> values, ValueId value) {
    return static_cast<size_t>(std::ranges::find(values, value) - values.begin());
  }

  // And all that the next iteration is given.
  [[nodiscard]] bool isClosed(InstId exempt = {}) const {
    const bool comes = std::ranges::all_of(order_, [&](ValueId value) { return comesFromChain(value, exempt); });
    return comes && std::ranges::all_of(values_.giversOf(loop_), [&](InstId again) {
      return chain_.contains(function_[again].operands[index_]);
    });
  }

  CarriedUse stepped() {
    if (!isClosed()) return dependent(use_.step);
    use_.kind = Kind::Stepped;
    use_.start = isFloat() ? startOfFloats(family_) : startOf(family_);
    return use_;
  }

  static CarriedUse dependent(InstId culprit) { return {.kind = Kind::Dependent, .culprit = culprit}; }

  // The one user of an instruction's result, or none.
  [[nodiscard]] InstId onlyUser(InstId id) const {
    const std::vector<InstId>& users = values_.usersOf(function_[id].results[0]);
    return users.size() == 1 ? users[0] : InstId();
  }

  CarriedUse conditional() {
    const InstId test = truths_.empty() ? comparisons_[0] : truths_[0];
    const bool is_plain = !use_.step.valid() && truths_.size() + comparisons_.size() == 1;
    const InstId truth = truths_.empty() ? onlyUser(test) : test;
    const bool is_truth = truth.valid() && function_[truth].op == Op::truth;
    const InstId branch = is_plain && is_truth ? onlyUser(truth) : InstId();
    if (!branch.valid() || function_[branch].op != Op::if_ || !hasQuietRegions(module_, function_, branch)) return dependent(test);
    return truths_.empty() ? guarded(test, branch) : shortCircuit(branch);
  }

  // ok and x: the second operand where the first is true; or: where it is false.
  CarriedUse shortCircuit(InstId branch) {
    for (free_region_ = 0; free_region_ < 2; ++free_region_) {
      if (isClosed(branch)) return {.kind = Kind::Truth, .start = ChunkStart::Initial, .step = branch, .is_or = free_region_ == 1, .guard = branch, .chain = chain_};
    }
    return dependent(truths_[0]);
  }

  // if x > m: m = x
  CarriedUse guarded(InstId comparison, InstId branch) {
    const Inst& compare = function_[comparison];
    const ValueId other = compare.operands[compare.operands[0] == start_ ? 1 : 0];
    const bool is_of_start = (compare.operands[0] == start_) != (compare.operands[1] == start_);
    const bool keeps_it = std::ranges::all_of(values_.giversOf(branch), [&](InstId giver) {
      const std::vector<ValueId>& given = function_[giver].operands;
      if (function_[giver].parent != function_[branch].regions[0]) return true;
      for (size_t k = 0; k < given.size(); ++k) {
        if (chain_.contains(function_[branch].results[k]) && !values_.areEqual(given[k], other)) return false;
      }
      return true;
    });
    if (!is_of_start || !keeps_it || !isClosed(branch)) return dependent(comparison);
    return {.kind = Kind::Guarded, .start = ChunkStart::Initial, .step = comparison, .guard = branch, .chain = chain_};
  }

  // Handed on, but in an if_ that gives it another value whenever its first region runs.
  CarriedUse kept() {
    if (isClosed()) return {.kind = Kind::Kept, .chain = chain_};
    for (const ValueId value : order_) {
      const InstId made = function_[value].inst;
      if (made.valid() && function_[made].op == Op::if_ && isReplaced(made) && isClosed(made)) {
        return {.kind = Kind::Kept, .start = ChunkStart::Initial, .step = made, .guard = made, .chain = chain_};
      }
    }
    return {.kind = Kind::Kept, .chain = chain_};
  }

  // The first region of the if_ never hands on what it is given.
  [[nodiscard]] bool isReplaced(InstId branch) const {
    const std::vector<ValueId>& given = function_[function_[function_[branch].regions[0]].insts.back()].operands;
    return std::ranges::none_of(given, [&](ValueId value) { return chain_.contains(value); });
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const LoopValues& values_;
  const InstId loop_;
  const size_t index_;
  const ValueId start_;
  std::unordered_set<ValueId> chain_;
  std::vector<ValueId> order_;
  std::unordered_set<ValueId> steps_;
  std::vector<InstId> truths_, comparisons_;
  size_t free_region_ = 0;
  Family family_;
  CarriedUse use_;
};

// Whether the if_ gives more than what is kept, or refused, with it: `if x > m: m = x; n += 1`.
bool givesMore(const ir::Function& function, const LoopValues& values, const std::vector<CarriedUse>& uses, InstId branch) {
  return std::ranges::any_of(function[branch].results, [&](ValueId result) {
    const bool is_kept = std::ranges::any_of(uses, [&](const CarriedUse& use) {
      return (use.guard == branch || use.kind == Kind::Kept) && use.chain.contains(result);
    });
    return !is_kept && !values.usersOf(result).empty();
  });
}

}  // namespace

CarriedUse useOfCarried(const ir::Module& module, const ir::Function& function, const LoopValues& values, InstId loop, size_t index) {
  return ChainFinder(module, function, values, loop, index).run();
}

std::vector<CarriedUse> usesOfCarried(const ir::Module& module, const ir::Function& function, const LoopValues& values, InstId loop) {
  std::vector<CarriedUse> uses;
  for (size_t k = 0; k < function[loop].results.size(); ++k) uses.push_back(useOfCarried(module, function, values, loop, k));
  for (CarriedUse& use : uses) {
    const bool is_companion = use.kind == Kind::Kept && use.guard.valid() && std::ranges::any_of(uses, [&](const CarriedUse& other) {
      return other.kind == Kind::Guarded && other.guard == use.guard;
    });
    if (is_companion) use.kind = Kind::Companion;
  }
  for (CarriedUse& use : uses) {
    const bool decides = use.kind == Kind::Guarded || use.kind == Kind::Truth;
    if (decides && givesMore(function, values, uses, use.guard)) use = {.kind = Kind::Dependent, .culprit = use.guard};
  }
  return uses;
}

}  // namespace krait::passes
