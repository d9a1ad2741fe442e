// The loop over blocks of iterations.
#include "codegen/lower/lanes/lanes.h"

#include <algorithm>

#include "codegen/lower/iteration.h"
#include "codegen/lower/number.h"
#include "codegen/passes/carried_chain.h"
#include "codegen/passes/lane_operations.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::ValueId;
using llvm::Value;

constexpr unsigned kLeastVectorBits = 256;  // narrower vectors have neither gathers nor masks

// The bits of the widest number that varies in inner loops of a block. What counts is the work there: what
// stands around them may take two vectors for each of theirs.
unsigned widestIn(const ir::Module& module, const ir::Function& function, const passes::VaryingValues& values,
                  BlockId block, bool in_loop) {
  unsigned widest = 0;
  const auto consider = [&](ValueId value) {
    const ir::TypeId type = function[value].type;
    if (!in_loop || !values.isVarying(value) || !isNumber(module, type)) return;
    widest =
        std::max(widest, 8 * static_cast<unsigned>(ir::dtypeBytes(partDType(numberOf(module, type).dtype))));
  };
  std::ranges::for_each(function[block].parameters, consider);
  for (const InstId id : function[block].insts) {
    const ir::Inst& inst = function[id];
    std::ranges::for_each(inst.results, consider);
    const bool is_loop = inst.op == ir::Op::loop || inst.op == ir::Op::for_;
    for (const BlockId region : inst.regions) {
      widest = std::max(widest, widestIn(module, function, values, region, in_loop || is_loop));
    }
    if (inst.op != ir::Op::call_direct) continue;
    const ir::Function& callee = module[inst.callee()];
    widest = std::max(widest, widestIn(module, callee, {callee, inst, values}, callee.entry, in_loop));
  }
  return widest;
}

bool isInnermost(const FunctionLowering& f, InstId loop) {
  return !passes::holdsLoop(f.ir_module, f.function, f.inst(loop).regions[0]);
}

unsigned laneCount(const FunctionLowering& f, InstId loop) {
  const passes::VaryingValues values(f.function, loop);
  const BlockId body = f.inst(loop).regions[0];
  return f.m.vector_bits / std::max(32U, widestIn(f.ir_module, f.function, values, body, isInnermost(f, loop)));
}

// A loop with nothing but straight code in it runs blocks that are full, without masks. What it waits for are mostly
// calls of kernels, which two copies hide as well as four do.
LaneShape shapeOf(const FunctionLowering& f, InstId loop) {
  const bool is_innermost = isInnermost(f, loop);
  return {laneCount(f, loop), is_innermost ? 2 : kMostCopies, is_innermost};
}

}  // namespace

// The copy of a loop that is run if a proof fails is not there to be fast.
bool canRunLanes(const FunctionLowering& f, InstId loop) {
  return f.inst(loop).lanes && f.m.vector_bits >= kLeastVectorBits && !f.proven.is_fallback;
}

LaneLowering::LaneLowering(FunctionLowering& lowering, InstId loop, LaneShape shape)
    : loop_(loop), lanes_(shape.lanes), copies_(shape.copies), is_full_(shape.is_full), values_(lowering.function, loop),
      chain_(passes::carriedChain(lowering.ir_module, lowering.function, loop).value()),
      own_{lowering, values_}, out_(lowering.m.context()), scratch_(lowering.newBlock("lanes.scratch")),
      widened_(lowering.newBlock("lanes.widened")), saved_(lowering.values()) {
  out_.setFastMathFlags(f().b.getFastMathFlags());
  f().lanes = this;
}

// What was written for one iteration goes, and with it what values were in it.
LaneLowering::~LaneLowering() {
  f().lanes = nullptr;
  f().values() = std::move(saved_);
  scratch_->eraseFromParent();
  widened_->dropAllReferences();
  widened_->eraseFromParent();
}

Parts LaneLowering::lowerBlockOfIterations(Value* position, Value* rest, Parts carried,
                                           llvm::BasicBlock* redo) {
  const InstId current = f().current;
  const llvm::IRBuilderBase::InsertPoint place = f().b.saveIP();
  llvm::BasicBlock* body = newBlock("lanes.block");
  llvm::BasicBlock* end = newBlock("lanes.block.end");
  init_ = f().b.GetInsertBlock();
  redo_ = redo;
  out_.SetInsertPoint(body);
  out_.SetCurrentDebugLocation(f().b.getCurrentDebugLocation());
  f().b.SetInsertPoint(scratch_);
  failed_ = makeSlot(out_.getInt1Ty(), true).memory[0];
  rounds_ = makeSlot(f().i64(), false).memory[0];
  leaveIfInterrupted();
  const Copies numbers = laneNumbers(nullptr);
  for (unsigned copy = 0; copy < copies_; ++copy) {
    mask_.push_back(is_full_ ? llvm::Constant::getAllOnesValue(maskType())
                             : out_.CreateICmpSLT(numbers[copy], splat(rest)));
  }
  safe_ = mask_;
  const std::vector<ValueId>& parameters = f().function[f().inst(loop_).regions[0]].parameters;
  Value* positions = placeholder(f().i64(), laneNumbers(position));
  first_lane_[positions] = position;
  f().define(parameters[0], {positions});
  f().define(parameters[1], iterationItem(f(), f().inst(loop_).operands[0], positions));
  flush();
  lowerRegion(f().inst(loop_).regions[0], mask_, end);
  out_.SetInsertPoint(end);
  leaveIfFailed(0);
  if (checks_ == 0)
    std::ranges::for_each(too_many_rounds_, [&](Value* test) { test->replaceAllUsesWith(out_.getFalse()); });
  if (!chain_.empty()) carried = runChain(std::move(carried), rest);
  emitStores();
  llvm::IRBuilder<>(init_).CreateBr(body);
  f().b.restoreIP(place);
  f().b.SetInsertPoint(out_.GetInsertBlock());
  f().current = current;
  return carried;
}

// head: while enough is left up to last: a block; a block that fails, and what is left at the end, is for the scalar
// loop. A loop that carries values which no block makes leaves the last iteration to it: that is where they
// come from.
ScalarSpan lowerLanes(FunctionLowering& f, InstId loop, Value* first, Value* limit, Parts carried) {
  const LaneShape shape = shapeOf(f, loop);
  LaneLowering lanes(f, loop, shape);
  Value* last = lanes.makesAllCarried() ? limit : f.b.CreateSub(limit, f.word(1));
  if (Value* allowed = arraysAllowLanes(f, loop)) last = f.b.CreateSelect(allowed, last, first);
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* head = f.newBlock("lanes");
  llvm::BasicBlock* block = f.newBlock("lanes.begin");
  llvm::BasicBlock* redo = f.newBlock("lanes.redo");
  llvm::BasicBlock* done = f.newBlock("lanes.done");
  llvm::BasicBlock* after = f.newBlock("lanes.end");
  f.b.CreateBr(head);
  f.b.SetInsertPoint(head);
  const auto begin = [&](Value* value) {
    llvm::PHINode* phi = f.b.CreatePHI(value->getType(), 2);
    phi->addIncoming(value, before);
    return phi;
  };
  llvm::PHINode* position = begin(first);
  for (Value*& part : carried) part = begin(part);
  Value* next = f.b.CreateAdd(position, f.word(lanes.blockLength()), "", false, true);
  Value* rest = f.b.CreateSub(last, position);
  f.b.CreateCondBr(f.b.CreateICmpSGE(rest, f.word(shape.is_full ? lanes.blockLength() : 1)), block, done);
  f.b.SetInsertPoint(block);
  const Parts handed_on =
      lanes.lowerBlockOfIterations(position, rest, carried, redo);
  position->addIncoming(next, f.b.GetInsertBlock());
  for (size_t k = 0; k < carried.size(); ++k)
    llvm::cast<llvm::PHINode>(carried[k])->addIncoming(handed_on[k], f.b.GetInsertBlock());
  f.b.CreateBr(head);
  f.b.SetInsertPoint(redo);
  Value* redo_limit = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, next, limit);
  f.b.CreateBr(after);
  f.b.SetInsertPoint(done);
  Value* reached = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, position, last);
  Value* left = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, first, reached);
  f.b.CreateBr(after);
  f.b.SetInsertPoint(after);
  llvm::PHINode* start = f.b.CreatePHI(f.i64(), 2);
  llvm::PHINode* stop = f.b.CreatePHI(f.i64(), 2);
  start->addIncoming(position, redo), stop->addIncoming(redo_limit, redo);
  start->addIncoming(left, done), stop->addIncoming(limit, done);
  return {start, stop, carried};
}

}  // namespace krait::lower
