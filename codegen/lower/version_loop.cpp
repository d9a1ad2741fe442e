// Versions of loops.
#include "codegen/lower/version_loop.h"

#include <algorithm>
#include <map>

#include "codegen/lower/block_proofs.h"
#include "codegen/lower/check_plan.h"
#include "codegen/lower/hoist_checks.h"
#include "codegen/lower/lanes/lanes.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::TypeKind;

// Versions within versions: each doubles what is in it.
constexpr int kMostOpenVersions = 2;

bool isLoop(Op op) { return op == Op::loop || op == Op::for_; }

template <typename Visit>
void visitInsts(const ir::Function& function, BlockId block, const Visit& visit) {
  for (const InstId id : function[block].insts) {
    visit(id);
    for (const BlockId region : function[id].regions) visitInsts(function, region, visit);
  }
}

bool mayHaveCheck(const FunctionLowering& f, const ir::Inst& inst) {
  switch (inst.op) {
  case Op::getitem:
  case Op::setitem: return f.typeData(inst.operands[0]).kind == TypeKind::Array;
  case Op::add:
  case Op::sub:
  case Op::mul:
  case Op::neg: return f.typeData(inst.results[0]).kind == TypeKind::Int;
  default: return false;
  }
}

bool hasOpenChecks(const FunctionLowering& f, InstId loop) {
  bool found = false;
  visitInsts(f.function, f.inst(loop).regions[0],
             [&](InstId id) { found |= mayHaveCheck(f, f.inst(id)) && !f.proven.insts.contains(id); });
  return found;
}

bool containsLoop(const ir::Function& function, InstId loop) {
  bool found = false;
  visitInsts(function, function[loop].regions[0], [&](InstId id) { found |= isLoop(function[id].op); });
  return found;
}

// Checks in innermost loops, less those that leave them anyway: what a second version is worth. Of lanes, any check.
bool isWorthwhile(FunctionLowering& f, InstId loop, const CheckPlan& plan) {
  if (canRunLanes(f, loop)) return true;
  bool is_worthwhile = false;
  const auto visitInnermost = [&](InstId innermost) {
    std::unordered_set<InstId> leaving;
    for (const InstId id : hoistableIndexing(f, innermost)) leaving.insert(id);
    visitInsts(f.function, f.inst(innermost).regions[0],
               [&](InstId id) { is_worthwhile |= plan.provable.contains(id) && !leaving.contains(id); });
  };
  if (!containsLoop(f.function, loop)) visitInnermost(loop);
  visitInsts(f.function, f.inst(loop).regions[0], [&](InstId id) {
    if (isLoop(f.inst(id).op) && !containsLoop(f.function, id)) visitInnermost(id);
  });
  return is_worthwhile;
}

// Whether all that the conditions are about is there: in an outlined body it need not be.
bool canTest(const FunctionLowering& f, const CheckPlan& plan) {
  const auto is_there = [&](const Term& term) {
    return f.isDefined(plan.atoms[term.first].value) &&
           (term.second < 0 || f.isDefined(plan.atoms[term.second].value));
  };
  const auto can_test = [&](const Bound& bound) { return std::ranges::all_of(bound.terms, is_there); };
  return std::ranges::all_of(plan.conditions, can_test) && std::ranges::all_of(plan.computable, can_test);
}

// Computes bounds where the builder stands, and whether all of them are exact.
class BoundCode {
 public:
  BoundCode(FunctionLowering& f, const AtomTable& atoms) : f_(f), atoms_(atoms), holds_(f.b.getTrue()) {}

  void requireComputable(const Bound& bound) { static_cast<void>(valueOf(bound)); }
  void requireNonNegative(const Bound& bound) { require(f_.b.CreateICmpSGE(valueOf(bound), f_.word(0))); }
  [[nodiscard]] llvm::Value* holds() const { return holds_; }

 private:
  void require(llvm::Value* condition) {
    holds_ = holds_ == f_.b.getTrue() ? condition : f_.b.CreateAnd(holds_, condition);
  }

  llvm::Value* valueOf(const Bound& bound) {
    Bound so_far;
    llvm::Value* total = nullptr;
    for (const Term& term : bound.terms) {
      so_far.terms.push_back(term);
      const bool is_subtracted = total && term.coefficient == -1;
      if (is_subtracted) total = exact(llvm::Intrinsic::ssub_with_overflow, total, productOf(term), so_far);
      if (!is_subtracted) total = plus(total, valueOf(term), so_far);
    }
    return bound.constant == 0 && total ? total : plus(total, f_.word(bound.constant), bound);
  }

  llvm::Value* plus(llvm::Value* a, llvm::Value* b, const Bound& result) {
    return a ? exact(llvm::Intrinsic::sadd_with_overflow, a, b, result) : b;
  }

  llvm::Value* valueOf(const Term& term) {
    llvm::Value* value = productOf(term);
    if (term.coefficient == 1) return value;
    return exact(llvm::Intrinsic::smul_with_overflow, value, f_.word(term.coefficient), Bound{0, {term}});
  }

  // Of its atoms, computed once.
  llvm::Value* productOf(const Term& term) {
    if (term.second < 0) return valueOf(atoms_[term.first]);
    llvm::Value*& product = products_[{term.first, term.second}];
    if (product) return product;
    const Bound both{0, {{term.first, term.second, 1}}};
    return product = exact(llvm::Intrinsic::smul_with_overflow, valueOf(atoms_[term.first]),
                           valueOf(atoms_[term.second]), both);
  }

  llvm::Value* valueOf(const Atom& atom) {
    if (atom.axis < 0) return f_.part(atom.value);
    return ArrayView{f_.parts(atom.value), f_.typeData(atom.value).ndim}.extent(atom.axis);
  }

  // The sum, difference or product; the result as a bound tells whether it can overflow.
  llvm::Value* exact(llvm::Intrinsic::ID operation, llvm::Value* a, llvm::Value* b, const Bound& result) {
    if (fitsInt64(result, atoms_)) {
      if (operation == llvm::Intrinsic::sadd_with_overflow) return f_.b.CreateNSWAdd(a, b);
      return operation == llvm::Intrinsic::ssub_with_overflow ? f_.b.CreateNSWSub(a, b)
                                                              : f_.b.CreateNSWMul(a, b);
    }
    llvm::Value* pair = f_.b.CreateBinaryIntrinsic(operation, a, b);
    require(f_.b.CreateNot(f_.b.CreateExtractValue(pair, 1)));
    return f_.b.CreateExtractValue(pair, 0);
  }

  FunctionLowering& f_;
  const AtomTable& atoms_;
  llvm::Value* holds_;
  std::map<std::pair<int, int>, llvm::Value*> products_;
};

llvm::Value* testConditions(FunctionLowering& f, const CheckPlan& plan) {
  BoundCode code(f, plan.atoms);
  for (const Bound& bound : plan.conditions) code.requireNonNegative(bound);
  for (const Bound& bound : plan.computable) code.requireComputable(bound);
  return code.holds();
}

using Lower = void (*)(FunctionLowering&, InstId);

// Without the checks that are proven; those that are left in blocks, where that is possible.
void lowerProven(FunctionLowering& f, InstId loop, Lower lower) {
  const BlockProofs proofs = findBlockProofs(f, loop, f.proven.insts);
  if (proofs.tests.empty()) return lower(f, loop);
  lowerInBlocks(f, loop, lower, proofs);
}

// One version in its own block; ends in a jump to the join with the loop's results.
void lowerVersion(FunctionLowering& f, InstId loop, Lower lower, bool is_proven, const JoinPoint& join) {
  f.current = loop;
  if (is_proven) {
    lowerProven(f, loop, lower);
  } else {
    lower(f, loop);
  }
  f.jump(join, f.inst(loop).results);
}

void lowerBoth(FunctionLowering& f, InstId loop, Lower lower, const CheckPlan& plan) {
  const Proven before = f.proven;
  llvm::BasicBlock* unchecked = f.newBlock("unchecked");
  llvm::BasicBlock* checked = f.newBlock("checked");
  JoinPoint join = f.makeJoin(f.inst(loop).results, "versions.end");
  f.markUnlikely(f.b.CreateCondBr(f.b.CreateNot(testConditions(f, plan)), checked, unchecked));
  f.b.SetInsertPoint(unchecked);
  f.proven.insts.insert(plan.provable.begin(), plan.provable.end());
  ++f.proven.open_versions;
  lowerVersion(f, loop, lower, true, join);
  f.proven = before;
  f.proven.is_fallback = true;
  f.proven.stays_scalar = !containsLoop(f.function, loop);
  f.b.SetInsertPoint(checked);
  lowerVersion(f, loop, lower, false, join);
  f.proven = before;
  f.enterJoin(join, f.inst(loop).results);
}

// Whether indices that are proven under conditions let others be proved in blocks.
bool allowsBlocks(const FunctionLowering& f, InstId loop, const CheckPlan& plan) {
  std::unordered_set<InstId> all = f.proven.insts;
  all.insert(plan.provable.begin(), plan.provable.end());
  return !findBlockProofs(f, loop, all).tests.empty();
}

}  // namespace

void lowerInVersions(FunctionLowering& f, InstId loop, Lower lower) {
  if (f.proven.is_fallback || f.proven.everything || !hasOpenChecks(f, loop)) return lower(f, loop);
  const CheckPlan plan = planChecks(f.ir_module, f.function, loop, f.m.options);
  f.proven.insts.insert(plan.proven.begin(), plan.proven.end());
  f.proven.nonnegative.insert(plan.nonnegative.begin(), plan.nonnegative.end());
  const bool may_open =
      f.proven.open_versions < kMostOpenVersions && !plan.provable.empty() && canTest(f, plan);
  if (may_open && (isWorthwhile(f, loop, plan) || allowsBlocks(f, loop, plan)))
    return lowerBoth(f, loop, lower, plan);
  lowerProven(f, loop, lower);
}

}  // namespace krait::lower
