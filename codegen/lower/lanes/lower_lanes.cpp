// The loop over blocks of iterations.
#include "codegen/lower/lanes/lanes.h"

#include <algorithm>

#include "codegen/lower/iteration.h"
#include "codegen/lower/number.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::ValueId;
using llvm::Value;

constexpr unsigned kLeastVectorBits = 256;  // narrower vectors have neither gathers nor masks

// The bits of the widest number that varies in the block.
unsigned widestIn(const FunctionLowering& f, const passes::VaryingValues& values, BlockId block) {
  unsigned widest = 8;
  const auto consider = [&](ValueId value) {
    if (!values.isVarying(value) || !isNumber(f.ir_module, f.type(value))) return;
    const ir::DType dtype = partDType(numberOf(f.ir_module, f.type(value)).dtype);
    widest = std::max(widest, 8 * static_cast<unsigned>(ir::dtypeBytes(dtype)));
  };
  std::ranges::for_each(f.function[block].parameters, consider);
  for (const InstId id : f.function[block].insts) {
    std::ranges::for_each(f.inst(id).results, consider);
    for (const BlockId region : f.inst(id).regions) widest = std::max(widest, widestIn(f, values, region));
  }
  return widest;
}

// What counts is the work in inner loops: what stands around them may take two vectors for each of theirs.
unsigned widestInLoops(const FunctionLowering& f, const passes::VaryingValues& values, BlockId block) {
  unsigned widest = 0;
  for (const InstId id : f.function[block].insts) {
    const bool is_loop = f.inst(id).op == ir::Op::loop || f.inst(id).op == ir::Op::for_;
    for (const BlockId region : f.inst(id).regions) {
      widest = std::max(widest, is_loop ? widestIn(f, values, region) : widestInLoops(f, values, region));
    }
  }
  return widest;
}

unsigned laneCount(const FunctionLowering& f, InstId loop) {
  const passes::VaryingValues values(f.function, loop);
  return f.m.vector_bits / std::max(32U, widestInLoops(f, values, f.inst(loop).regions[0]));
}

}  // namespace

bool canRunLanes(const FunctionLowering& f, InstId loop) { return f.inst(loop).lanes && f.m.vector_bits >= kLeastVectorBits; }

LaneLowering::LaneLowering(FunctionLowering& lowering, InstId loop, unsigned lanes)
    : f_(lowering), loop_(loop), lanes_(lanes), values_(lowering.function, loop), out_(lowering.m.context()),
      scratch_(lowering.newBlock("lanes.scratch")), widened_(lowering.newBlock("lanes.widened")), saved_(lowering.values()) {
  out_.setFastMathFlags(f_.b.getFastMathFlags());
  f_.lanes = this;
}

// What was written for one iteration goes, and with it what values were in it.
LaneLowering::~LaneLowering() {
  f_.lanes = nullptr;
  f_.values() = std::move(saved_);
  scratch_->eraseFromParent();
  widened_->dropAllReferences();
  widened_->eraseFromParent();
}

void LaneLowering::lowerBlockOfIterations(Value* position, Value* rest, llvm::BasicBlock* redo) {
  const InstId current = f_.current;
  const llvm::IRBuilderBase::InsertPoint place = f_.b.saveIP();
  llvm::BasicBlock* body = newBlock("lanes.block");
  llvm::BasicBlock* end = newBlock("lanes.block.end");
  init_ = f_.b.GetInsertBlock();
  redo_ = redo;
  out_.SetInsertPoint(body);
  out_.SetCurrentDebugLocation(f_.b.getCurrentDebugLocation());
  f_.b.SetInsertPoint(scratch_);
  failed_ = makeSlot(out_.getInt1Ty(), true).memory[0];
  leaveIfInterrupted();
  const Copies numbers = laneNumbers(nullptr);
  for (unsigned copy = 0; copy < kCopies; ++copy) {
    mask_.push_back(out_.CreateICmpSLT(numbers[copy], splat(rest)));
  }
  safe_ = mask_;
  const std::vector<ValueId>& parameters = f_.function[f_.inst(loop_).regions[0]].parameters;
  Value* positions = placeholder(f_.i64(), laneNumbers(position));
  first_lane_[positions] = position;
  f_.define(parameters[0], {positions});
  f_.define(parameters[1], iterationItem(f_, f_.inst(loop_).operands[0], positions));
  flush();
  lowerRegion(f_.inst(loop_).regions[0], mask_, end);
  out_.SetInsertPoint(end);
  leaveIfFailed(0);
  emitStores();
  llvm::IRBuilder<>(init_).CreateBr(body);
  f_.b.restoreIP(place);
  f_.b.SetInsertPoint(out_.GetInsertBlock());
  f_.current = current;
}

// head: while position < last: a block; a block that fails, and what is left at the end, is for the scalar loop. A loop
// that carries values leaves the last iteration to it: that is where they come from.
ScalarSpan lowerLanes(FunctionLowering& f, InstId loop, Value* first, Value* limit) {
  LaneLowering lanes(f, loop, laneCount(f, loop));
  const bool carries = f.function[f.inst(loop).regions[0]].parameters.size() > 2;
  Value* last = carries ? f.b.CreateSub(limit, f.word(1)) : limit;
  if (Value* allowed = arraysAllowLanes(f, loop)) last = f.b.CreateSelect(allowed, last, first);
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* head = f.newBlock("lanes");
  llvm::BasicBlock* block = f.newBlock("lanes.begin");
  llvm::BasicBlock* redo = f.newBlock("lanes.redo");
  llvm::BasicBlock* done = f.newBlock("lanes.done");
  llvm::BasicBlock* after = f.newBlock("lanes.end");
  f.b.CreateBr(head);
  f.b.SetInsertPoint(head);
  llvm::PHINode* position = f.b.CreatePHI(f.i64(), 2, "lanes.position");
  position->addIncoming(first, before);
  Value* next = f.b.CreateAdd(position, f.word(lanes.blockLength()), "", false, true);
  f.b.CreateCondBr(f.b.CreateICmpSLT(position, last), block, done);
  f.b.SetInsertPoint(block);
  lanes.lowerBlockOfIterations(position, f.b.CreateSub(last, position), redo);
  position->addIncoming(next, f.b.GetInsertBlock());
  f.b.CreateBr(head);
  f.b.SetInsertPoint(redo);
  Value* redo_limit = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, next, limit);
  f.b.CreateBr(after);
  f.b.SetInsertPoint(done);
  Value* rest = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, first, last);
  f.b.CreateBr(after);
  f.b.SetInsertPoint(after);
  llvm::PHINode* start = f.b.CreatePHI(f.i64(), 2);
  llvm::PHINode* stop = f.b.CreatePHI(f.i64(), 2);
  start->addIncoming(position, redo), stop->addIncoming(redo_limit, redo);
  start->addIncoming(rest, done), stop->addIncoming(limit, done);
  return {start, stop};
}

}  // namespace krait::lower
