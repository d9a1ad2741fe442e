// Structured control flow in lanes: regions run under masks.
#include <algorithm>

#include "codegen/lower/iteration.h"
#include "codegen/lower/lanes/lanes.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

bool isLoop(Op op) { return op == Op::loop || op == Op::for_; }

bool hasLoop(const ir::Function& function, BlockId block) {
  for (const InstId id : function[block].insts) {
    if (isLoop(function[id].op) || function[id].op == Op::call_direct) return true;
    for (const BlockId region : function[id].regions) {
      if (hasLoop(function, region)) return true;
    }
  }
  return false;
}

// Whether a region ends by going on behind its op.
bool yields(const ir::Function& function, BlockId block) {
  return function[function[block].insts.back()].op == Op::yield;
}

// Whether something below jumps to an op that is not among `inside`, returns or raises.
bool jumpsOut(const ir::Function& function, BlockId block, std::vector<InstId>& inside) {
  for (const InstId id : function[block].insts) {
    const ir::Inst& inst = function[id];
    const bool is_jump = inst.op == Op::break_to || inst.op == Op::continue_to;
    if (inst.op == Op::raise || inst.op == Op::ret ||
        (is_jump && std::ranges::find(inside, inst.label()) == inside.end()))
      return true;
    inside.push_back(id);
    for (const BlockId region : inst.regions) {
      if (jumpsOut(function, region, inside)) return true;
    }
    inside.pop_back();
  }
  return false;
}

std::span<const ValueId> tail(const std::vector<ValueId>& values, size_t first) {
  return std::span(values).subspan(first);
}

}  // namespace

bool LaneLowering::leavesOutside(InstId op) const {
  std::vector<InstId> inside{op};
  for (const BlockId region : f().inst(op).regions) {
    if (jumpsOut(f().function, region, inside)) return true;
  }
  return false;
}

void LaneLowering::lowerOp(InstId id) {
  const ir::Inst& inst = f().inst(id);
  switch (inst.op) {
  case Op::if_: return lowerIf(id);
  case Op::scope: return lowerScope(id);
  case Op::loop: return lowerLoop(id);
  case Op::for_: return lowerFor(id);
  case Op::yield: return arrive(frame_->leave[f().function[inst.parent].owner], inst.operands);
  case Op::break_to: return arrive(frame_->leave[inst.label()], inst.operands);
  case Op::call_direct: return lowerCall(id);
  case Op::ret: return arrive(*frame_->result, inst.operands);
  case Op::continue_to:
    return frame_ == &own_ && inst.label() == loop_ ? void()
                                                    : arrive(frame_->again[inst.label()], inst.operands);
  case Op::raise: return failIf(out_.getTrue());
  default: return lowerStraight(id);
  }
}

void LaneLowering::lowerRegion(BlockId block, Copies mask, llvm::BasicBlock* end) {
  std::swap(mask_, mask);
  std::swap(end_, end);
  for (const InstId id : f().function[block].insts) {
    if (frame_ != &own_ || !isInChain(id)) lowerOp(id);
  }
  out_.CreateBr(end_);
  std::swap(end_, end);
  std::swap(mask_, mask);
}

// Both regions, each for its lanes.
void LaneLowering::lowerIf(InstId id) {
  const ir::Inst& inst = f().inst(id);
  llvm::Value* condition = f().part(inst.operands[0]);
  if (!isWide(condition)) return lowerUniformIf(id);
  Meeting& meeting =
      frame_->leave[id] = {makeSlots(inst.results), makeSlot(out_.getInt1Ty(), true), /*is_first=*/true};
  clear(meeting.arrived);
  Copies then_mask, else_mask;
  for (unsigned copy = 0; copy < copies_; ++copy) {
    llvm::Value* holds = copyOf(condition, copy);
    then_mask.push_back(out_.CreateAnd(mask_[copy], holds));
    else_mask.push_back(out_.CreateAnd(mask_[copy], out_.CreateNot(holds)));
  }
  lowerVaryingRegion(inst.regions[0], then_mask);
  frame_->leave[id].is_first = !yields(f().function, inst.regions[0]);
  lowerVaryingRegion(inst.regions[1], else_mask);
  meet(id);
}

// A region with a loop is worth a branch around it.
void LaneLowering::lowerVaryingRegion(BlockId region, Copies mask) {
  llvm::BasicBlock* end = newBlock("lanes.join");
  if (hasLoop(f().function, region)) {
    llvm::BasicBlock* some = newBlock("lanes.some");
    out_.CreateCondBr(anyLane(mask), some, end);
    out_.SetInsertPoint(some);
  }
  lowerRegion(region, std::move(mask), end);
  out_.SetInsertPoint(end);
}

// All lanes that are here go one way. If none of them comes back, the rest of the region around it is left
// out.
void LaneLowering::lowerUniformIf(InstId id) {
  const ir::Inst& inst = f().inst(id);
  frame_->leave[id] = {makeSlots(inst.results), makeSlot(out_.getInt1Ty(), true), /*is_first=*/true};
  llvm::BasicBlock* blocks[] = {newBlock("lanes.then"), newBlock("lanes.else")};
  llvm::BasicBlock* end = newBlock("lanes.endif");
  out_.CreateCondBr(f().part(inst.operands[0]), blocks[0], blocks[1]);
  for (size_t k = 0; k < 2; ++k) {
    out_.SetInsertPoint(blocks[k]);
    lowerRegion(inst.regions[k], mask_, yields(f().function, inst.regions[k]) ? end : end_);
  }
  out_.SetInsertPoint(end);
  meet(id);
}

void LaneLowering::lowerScope(InstId id) {
  const ir::Inst& inst = f().inst(id);
  frame_->leave[id] = {makeSlots(inst.results), makeSlot(out_.getInt1Ty(), true),
                       frame_->values.arrivesOnce(id, Op::break_to)};
  clear(frame_->leave[id].arrived);
  llvm::BasicBlock* end = newBlock("lanes.scope.end");
  lowerRegion(inst.regions[0], mask_, end);
  out_.SetInsertPoint(end);
  meet(id);
}

// Before the first round: what is carried has its first values. Leaves the builder at the start of a round.
LaneLowering::LaneLoop LaneLowering::beginLoop(InstId id, std::span<const ValueId> carried,
                                               std::span<const ValueId> initial) {
  LaneLoop loop{makeSlot(out_.getInt1Ty(), true), newBlock("lanes.loop"), newBlock("lanes.round"),
                newBlock("lanes.loop.end")};
  frame_->leave[id] = {makeSlots(f().inst(id).results), makeSlot(out_.getInt1Ty(), true)};
  frame_->again[id] = {makeSlots(carried), makeSlot(out_.getInt1Ty(), true),
                       frame_->values.arrivesOnce(id, Op::continue_to)};
  clear(frame_->leave[id].arrived);
  storeParts(frame_->again[id].parts, initial, nullptr);
  store(loop.active, mask_);
  leaveIfFailed(0);
  out_.CreateBr(loop.head);
  out_.SetInsertPoint(loop.head);
  clear(frame_->again[id].arrived);
  return loop;
}

// A round for the lanes that are in the loop. Another one for those that go on, unless there are none, one
// has failed, Ctrl-C was pressed, or it takes suspiciously long. Leaves the builder behind the loop.
void LaneLowering::runRound(InstId id, const LaneLoop& loop) {
  const int checks_before = checks_;
  lowerRegion(f().inst(id).regions[0], load(loop.active), loop.latch);
  out_.SetInsertPoint(loop.latch);
  const Copies going_on = load(frame_->again[id].arrived);
  store(loop.active, going_on);
  leaveIfFailed(checks_before);
  if (f().inst(id).poll != ir::Poll::None) leaveIfInterrupted();
  if (f().inst(id).op == Op::loop) leaveIfEndless();
  out_.CreateCondBr(anyLane(going_on), loop.head, loop.exit);
  out_.SetInsertPoint(loop.exit);
}

// Behind an op that lanes leave: those that have arrived, with what they brought.
void LaneLowering::meet(InstId id) {
  if (leavesOutside(id)) mask_ = load(frame_->leave[id].arrived);
  defineFrom(f().inst(id).results, frame_->leave[id].parts);
}

void LaneLowering::lowerLoop(InstId id) {
  const std::vector<ValueId>& parameters = f().function[f().inst(id).regions[0]].parameters;
  const LaneLoop loop = beginLoop(id, parameters, f().inst(id).operands);
  defineFrom(parameters, frame_->again[id].parts);
  runRound(id, loop);
  meet(id);
}

// All lanes are at the same position. Those that are still there when the positions run out go on behind the
// loop.
void LaneLowering::lowerFor(InstId id) {
  const ir::Inst& inst = f().inst(id);
  const std::vector<ValueId>& parameters = f().function[inst.regions[0]].parameters;
  llvm::Value* count = loopCount(f(), inst.operands[0]);
  flush();
  const LaneSlot next = makeSlot(f().i64(), false);
  store(next, {f().word(0)});
  const LaneLoop loop = beginLoop(id, tail(parameters, 2), tail(inst.operands, 1));
  llvm::Value* position = load(next)[0];
  if (isWide(count)) dropFinished(id, position, count, loop.active);
  llvm::Value* goes_on = isWide(count) ? anyLane(load(loop.active)) : out_.CreateICmpSLT(position, count);
  llvm::BasicBlock* body = newBlock("lanes.for.body");
  out_.CreateCondBr(goes_on, body, loop.exit);
  out_.SetInsertPoint(body);
  store(next, {out_.CreateAdd(position, f().word(1), "", true, true)});
  f().define(parameters[0], {position});
  f().define(parameters[1], iterationItem(f(), inst.operands[0], position));
  flush();
  defineFrom(tail(parameters, 2), frame_->again[id].parts);
  runRound(id, loop);
  if (isWide(count)) return meet(id);
  mask_ = load(loop.active);
  defineFrom(inst.results, frame_->again[id].parts);
}

// The callee's body in place of the call: to return is to leave it.
void LaneLowering::lowerCall(InstId id) {
  const ir::Inst& inst = f().inst(id);
  FunctionLowering inner(f().m, inst.callee(), f().llvm_function);
  inner.context = f().context;
  inner.lanes = this;
  inner.b.SetInsertPoint(scratch_);
  const std::vector<ValueId>& parameters = inner.function[inner.function.entry].parameters;
  for (size_t k = 0; k < parameters.size(); ++k) inner.define(parameters[k], f().parts(inst.operands[k]));
  const passes::VaryingValues values(inner.function, inst, frame_->values);
  Meeting result{makeSlots(inst.results), makeSlot(out_.getInt1Ty(), true),
                 values.arrivesOnce(InstId(), Op::ret)};
  clear(result.arrived);
  LaneFrame frame{inner, values, &result};
  LaneFrame* caller = std::exchange(frame_, &frame);
  llvm::BasicBlock* end = newBlock("lanes.return");
  lowerRegion(inner.function.entry, mask_, end);
  out_.SetInsertPoint(end);
  frame_ = caller;
  defineFrom(inst.results, result.parts);
}

// Lanes whose positions have run out leave with what they carry.
void LaneLowering::dropFinished(InstId id, llvm::Value* position, llvm::Value* count,
                                const LaneSlot& active) {
  const Copies here = load(active);
  Copies finished, staying;
  for (unsigned copy = 0; copy < copies_; ++copy) {
    llvm::Value* goes_on = out_.CreateICmpSLT(splat(position), copyOf(count, copy));
    staying.push_back(out_.CreateAnd(here[copy], goes_on));
    finished.push_back(out_.CreateAnd(here[copy], out_.CreateNot(goes_on)));
  }
  store(active, staying);
  const std::vector<LaneSlot>& results = frame_->leave[id].parts;
  for (size_t k = 0; k < results.size(); ++k) {
    const Copies carried = load(frame_->again[id].parts[k]);
    Copies kept = load(results[k]);
    for (unsigned copy = 0; copy < copies_; ++copy) {
      llvm::Value* brought = frame_->again[id].parts[k].is_varying ? carried[copy] : splat(carried[0]);
      kept[copy] = out_.CreateSelect(finished[copy], brought, kept[copy]);
    }
    store(results[k], kept);
  }
  Copies arrived = load(frame_->leave[id].arrived);
  for (unsigned copy = 0; copy < copies_; ++copy)
    arrived[copy] = out_.CreateOr(arrived[copy], finished[copy]);
  store(frame_->leave[id].arrived, arrived);
}

}  // namespace krait::lower
