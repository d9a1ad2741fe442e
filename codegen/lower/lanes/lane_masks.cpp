// Which lanes are here, and how a block of iterations is left when one of them fails.
#include "codegen/lower/lanes/lanes.h"

namespace krait::lower {

llvm::Type* LaneLowering::maskType() const { return wideType(llvm::Type::getInt1Ty(f().m.context())); }

// Joined as masks first: one test for all copies.
llvm::Value* LaneLowering::anyLane(const Copies& mask) {
  llvm::Value* any = mask[0];
  for (size_t k = 1; k < mask.size(); ++k) any = out_.CreateOr(any, mask[k]);
  llvm::Type* bits = out_.getIntNTy(lanes_);
  return out_.CreateICmpNE(out_.CreateBitCast(any, bits), llvm::Constant::getNullValue(bits));
}

Copies LaneLowering::laneNumbers(llvm::Value* first) {
  Copies numbers;
  for (unsigned copy = 0; copy < copies_; ++copy) {
    llvm::SmallVector<llvm::Constant*, 16> lane;
    for (unsigned k = 0; k < lanes_; ++k) lane.push_back(out_.getInt64(copy * lanes_ + k));
    llvm::Value* numbered = llvm::ConstantVector::get(lane);
    numbers.push_back(first ? out_.CreateAdd(splat(first), numbered) : numbered);
  }
  return numbers;
}

void LaneLowering::redoIf(llvm::Value* condition) {
  llvm::BasicBlock* go_on = newBlock("lanes.go.on");
  f().markUnlikely(out_.CreateCondBr(condition, redo_, go_on));
  out_.SetInsertPoint(go_on);
}

// What is the same in all lanes leaves at once, even if no lane is here: the scalar loop knows better. A
// lane's own failure is noted, and looked at when a round of a loop or the block ends.
void LaneLowering::failIf(llvm::Value* condition) {
  flush();
  if (!isWide(condition) && !llvm::isa<llvm::Constant>(condition)) return redoIf(condition);
  ++checks_;
  llvm::Value* failed = out_.CreateLoad(maskType(), failed_);
  for (unsigned copy = 0; copy < copies_; ++copy) {
    llvm::Value* fails = copyOf(condition, copy);
    failed = out_.CreateOr(failed, out_.CreateAnd(mask_[copy], fails));
    safe_[copy] = out_.CreateAnd(safe_[copy], out_.CreateNot(fails));
  }
  out_.CreateStore(failed, failed_);
}

void LaneLowering::leaveIfFailed(int checks_before) {
  if (checks_ != checks_before) redoIf(anyLane({out_.CreateLoad(maskType(), failed_)}));
}

// An iteration that never ends must not keep the exception of one before it from being raised.
void LaneLowering::leaveIfEndless() {
  constexpr int64_t kManyRounds = int64_t{1} << 27;  // a second or so
  llvm::Value* rounds = out_.CreateAdd(out_.CreateLoad(f().i64(), rounds_), f().word(1), "", true, true);
  out_.CreateStore(rounds, rounds_);
  too_many_rounds_.push_back(out_.CreateICmpEQ(rounds, f().word(kManyRounds)));
  redoIf(too_many_rounds_.back());
}

void LaneLowering::leaveIfInterrupted() { redoIf(f().isInterrupted(out_)); }

}  // namespace krait::lower
