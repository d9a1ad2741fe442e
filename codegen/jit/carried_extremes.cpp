// Dynamic programming over rows takes the least of three cells, one of which the iteration before has just made:
//
//   c[j + 1] = min(p[j + 1] + 1, c[j] + 1, p[j] + cost)
//
//   %m = smin(%above, %left)  %next = smin(%m, %corner)        -->  %m = smin(%above, %corner)  %next = smin(%m, %left)
//
// Iterations then wait for one extreme of each other, not for two; the order of integers is no matter. (Edit distance of two
// texts of 1,000: 1.58 to 1.15 ms on a Zen 3.)
#include "codegen/jit/carried_extremes.h"

#include <algorithm>

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Local.h"

namespace krait::jit {
namespace {

using Leaves = llvm::SmallVector<llvm::Value*, 4>;

constexpr size_t kMostSteps = 64;  // from a leaf back to the phi

const llvm::MinMaxIntrinsic* nestedIn(const llvm::MinMaxIntrinsic& outer, const llvm::Value* operand) {
  const auto* inner = llvm::dyn_cast<llvm::MinMaxIntrinsic>(operand);
  const bool joins = inner && inner->getIntrinsicID() == outer.getIntrinsicID() && inner->hasOneUse();
  return joins ? inner : nullptr;
}

void collectLeaves(const llvm::MinMaxIntrinsic& extreme, Leaves& leaves) {
  for (llvm::Value* operand : {extreme.getLHS(), extreme.getRHS()}) {
    if (const llvm::MinMaxIntrinsic* inner = nestedIn(extreme, operand)) {
      collectLeaves(*inner, leaves);
    } else {
      leaves.push_back(operand);
    }
  }
}

// Whether the value is computed from the phi in the same iteration. What is too far away to see counts as such.
bool hangsOn(const llvm::Value* value, const llvm::PHINode& phi, const llvm::Loop& loop) {
  llvm::SmallPtrSet<const llvm::Value*, 16> seen;
  llvm::SmallVector<const llvm::Value*, 16> open = {value};
  while (!open.empty()) {
    const llvm::Value* current = open.pop_back_val();
    if (current == &phi || seen.size() == kMostSteps) return true;
    const auto* inst = llvm::dyn_cast<llvm::Instruction>(current);
    const bool is_of_iteration = inst && loop.contains(inst) && inst->getParent() != nullptr;
    const bool is_header_phi = inst && llvm::isa<llvm::PHINode>(inst) && inst->getParent() == loop.getHeader();
    if (!is_of_iteration || is_header_phi || !seen.insert(current).second) continue;
    open.append(inst->op_begin(), inst->op_end());
  }
  return false;
}

// The extreme with its one leaf that hangs on the phi as an operand of its own; null if it is so already, or several do.
llvm::Value* shortened(llvm::MinMaxIntrinsic& extreme, const llvm::PHINode& phi, const llvm::Loop& loop) {
  Leaves leaves;
  collectLeaves(extreme, leaves);
  const auto hangs = [&](const llvm::Value* leaf) { return hangsOn(leaf, phi, loop); };
  const auto carried = std::find_if(leaves.begin(), leaves.end(), hangs);
  const bool is_only = carried != leaves.end() && std::none_of(carried + 1, leaves.end(), hangs);
  if (leaves.size() < 3 || !is_only || *carried == extreme.getLHS() || *carried == extreme.getRHS()) return nullptr;
  llvm::Value* last = *carried;
  leaves.erase(carried);
  llvm::IRBuilder<> builder(&extreme);
  llvm::Value* others = leaves[0];
  for (llvm::Value* leaf : llvm::drop_begin(leaves)) others = builder.CreateBinaryIntrinsic(extreme.getIntrinsicID(), others, leaf);
  return builder.CreateBinaryIntrinsic(extreme.getIntrinsicID(), others, last);
}

bool shortenIn(const llvm::Loop& loop) {
  const llvm::BasicBlock* latch = loop.getLoopLatch();
  if (!latch) return false;
  bool changed = false;
  for (llvm::PHINode& phi : loop.getHeader()->phis()) {
    auto* extreme = llvm::dyn_cast<llvm::MinMaxIntrinsic>(phi.getIncomingValueForBlock(latch));
    llvm::Value* made = extreme && loop.contains(extreme) ? shortened(*extreme, phi, loop) : nullptr;
    if (!made) continue;
    made->takeName(extreme);
    extreme->replaceAllUsesWith(made);
    llvm::RecursivelyDeleteTriviallyDeadInstructions(extreme);
    changed = true;
  }
  return changed;
}

}  // namespace

llvm::PreservedAnalyses ShortenCarriedExtremes::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  bool changed = false;
  for (const llvm::Loop* loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder()) {
    changed = (loop->isInnermost() && shortenIn(*loop)) || changed;
  }
  if (!changed) return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses preserved;
  preserved.preserveSet<llvm::CFGAnalyses>();
  return preserved;
}

bool hasNestedExtremes(const llvm::Module& module) {
  return std::any_of(module.begin(), module.end(), [](const llvm::Function& function) {
    return std::any_of(llvm::inst_begin(function), llvm::inst_end(function), [](const llvm::Instruction& inst) {
      const auto* extreme = llvm::dyn_cast<llvm::MinMaxIntrinsic>(&inst);
      return extreme && (nestedIn(*extreme, extreme->getLHS()) || nestedIn(*extreme, extreme->getRHS()));
    });
  });
}

}  // namespace krait::jit
