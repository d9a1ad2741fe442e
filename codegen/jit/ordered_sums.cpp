// A sum of floats that may not be reordered can still have its terms computed in vectors, whose lanes are
// then added one after the other: the same bits, and most of the time saved where a term takes a division, a
// root or a function.
//
//   for j: s += m[j] / sqrt(x[j] * x[j] + 1.0)      %t = <8 x double> terms, one vsqrtpd and one vdivpd
//                                                   %s = call double @llvm.vector.reduce.fadd(double %s, <8 x
//                                                   double> %t)
//
// LLVM's loop vectoriser can do that (target.cpp lets it), but finds a chain of eight additions cheaper than
// it is: loops with cheap terms become slower (a triple loop takes 1.6 times as long). So loops without a
// costly term are marked here as not to be vectorised, which without such sums they could not be anyway.
#include "codegen/jit/ordered_sums.h"

#include <algorithm>

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

namespace krait::jit {
namespace {

// The addition by which a loop carries a float from one iteration to the next and that may not be reordered, or null.
const llvm::Instruction* orderedSum(const llvm::Loop& loop) {
  const llvm::BasicBlock* latch = loop.getLoopLatch();
  if (!latch) return nullptr;
  for (const llvm::PHINode& phi : loop.getHeader()->phis()) {
    const auto* next = llvm::dyn_cast<llvm::BinaryOperator>(phi.getIncomingValueForBlock(latch));
    if (next && next->getOpcode() == llvm::Instruction::FAdd && !next->hasAllowReassoc()) return next;
  }
  return nullptr;
}

// What the vector unit does for all lanes in about the time of one, and what may have a vector form of ours.
bool isCostly(const llvm::Instruction& inst) {
  if (inst.getOpcode() == llvm::Instruction::FDiv) return true;
  if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&inst)) {
    return intrinsic->getIntrinsicID() == llvm::Intrinsic::sqrt;
  }
  return llvm::isa<llvm::CallInst>(inst) && inst.getType()->isFloatingPointTy();
}

bool hasCostlyTerm(const llvm::Loop& loop) {
  return std::any_of(loop.block_begin(), loop.block_end(), [](const llvm::BasicBlock* block) {
    return std::any_of(block->begin(), block->end(), isCostly);
  });
}

// What the vectoriser says of such loops where it may not add in order. It would say that we asked it to keep off.
void remark(const llvm::Instruction& sum) {
  llvm::OptimizationRemarkEmitter(sum.getFunction()).emit([&] {
    return llvm::OptimizationRemarkAnalysis("loop-vectorize", "CantReorderFPOps", &sum)
           << "loop not vectorized: cannot prove it is safe to reorder floating-point operations";
  });
}

}  // namespace

llvm::PreservedAnalyses KeepCheapSumsScalar::run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses) {
  for (llvm::Loop* loop : analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder()) {
    const llvm::Instruction* sum = loop->isInnermost() ? orderedSum(*loop) : nullptr;
    if (!sum || hasCostlyTerm(*loop)) continue;
    llvm::addStringMetadataToLoop(loop, "llvm.loop.vectorize.enable", 0);
    remark(*sum);
  }
  return llvm::PreservedAnalyses::all();
}

}  // namespace krait::jit
