// Emit functions that end a block, and iteration.
//
// An iterator on the stack is two SSA values, the iterator and the position in it:
//     %it = get_iter %x
//     %begin = iter_begin %it
//     jump ^head(%begin)
//   ^head(%position):
//     %more = iter_more %it, %position
//     branch %more, ^body, ^exit
//   ^body:
//     %i = iter_item %it, %position
//     %next = iter_next %it, %position
#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emit_generators.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

using ir::Op;

void branchToJumpIf(Emitter& emitter, ir::ValueId condition) {
  const ir::InstId branch = emitter.terminate(Op::branch, {condition});
  emitter.connectJump(branch);
  emitter.connectFallThrough(branch);
}

void branchToJumpUnless(Emitter& emitter, ir::ValueId condition) {
  const ir::InstId branch = emitter.terminate(Op::branch, {condition});
  emitter.connectFallThrough(branch);
  emitter.connectJump(branch);
}

ir::ValueId popTruth(Emitter& emitter) { return emitter.emit(Op::truth, {emitter.popValue()}); }

ir::ValueId popIsNone(Emitter& emitter) {
  const ir::ValueId value = emitter.popValue();
  return emitter.emit(Op::is, {value, emitter.emitConstant(ir::noneConstant())});
}

bool isNone(Emitter& emitter, ir::ValueId value) {
  const std::optional<ir::ConstId> constant = emitter.asConstant(value);
  return constant && emitter.constant(*constant).kind == ir::ConstKind::None;
}

// Pops the value and puts it back, which checks that it is one.
ir::ValueId topTruth(Emitter& emitter) {
  const ir::ValueId value = emitter.popValue();
  emitter.pushValue(value);
  return emitter.emit(Op::truth, {value});
}

}  // namespace

void emitReturnValue(Emitter& emitter, const Instruction&) {
  const ir::ValueId value = emitter.popValue();
  if (emitter.isInlined()) return emitter.leaveInlined(value);
  if (emitter.fold() != ir::GeneratorFold::None) return endFold(emitter);
  emitter.append(Op::ret, {value}, 0);
}

void emitRaise(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument > 2) emitter.malformedHere("a raise of too many values");
  if (instruction.argument == 0) emitter.refuseHere("raise without an exception", "");
  if (instruction.argument == 2 && !isNone(emitter, emitter.popValue())) {
    emitter.refuseHere("raise ... from an exception", "Leave out the cause, or write: from None.");
  }
  emitter.append(Op::raise, {emitter.popValue()}, 0);
}

void emitJump(Emitter& emitter, const Instruction&) { emitter.connectJump(emitter.terminate(Op::jump, {})); }

void emitPopJumpIfTrue(Emitter& emitter, const Instruction&) { branchToJumpIf(emitter, popTruth(emitter)); }
void emitPopJumpIfFalse(Emitter& emitter, const Instruction&) {
  branchToJumpUnless(emitter, popTruth(emitter));
}
void emitPopJumpIfNone(Emitter& emitter, const Instruction&) { branchToJumpIf(emitter, popIsNone(emitter)); }
void emitPopJumpIfNotNone(Emitter& emitter, const Instruction&) {
  branchToJumpUnless(emitter, popIsNone(emitter));
}

// The value stays on the stack where it is jumped, and only there.
void emitJumpIfTrueOrPop(Emitter& emitter, const Instruction&) {
  const ir::InstId branch = emitter.terminate(Op::branch, {topTruth(emitter)});
  emitter.connectJump(branch);
  (void)emitter.pop();
  emitter.connectFallThrough(branch);
}

void emitJumpIfFalseOrPop(Emitter& emitter, const Instruction&) {
  const ir::InstId branch = emitter.terminate(Op::branch, {topTruth(emitter)});
  const StackItem kept = emitter.pop();
  emitter.connectFallThrough(branch);
  emitter.push(kept);
  emitter.connectJump(branch);
}

void emitGetIter(Emitter& emitter, const Instruction&) {
  const ir::ValueId iterator = emitter.emit(Op::get_iter, {emitter.popValue()});
  const ir::ValueId begin = emitter.emit(Op::iter_begin, {iterator});
  emitter.push({.kind = ItemKind::Iterator, .value = iterator, .position = begin});
}

// The item is taken in a block of its own, since other jumps may lead to the loop's body.
void emitForIter(Emitter& emitter, const Instruction&) {
  StackItem iterator = emitter.pop();
  if (iterator.kind != ItemKind::Iterator) emitter.malformedHere("a loop without an iterator");
  const std::vector<ir::ValueId> here = {iterator.value, iterator.position};
  const ir::InstId branch = emitter.terminate(Op::branch, {emitter.emit(Op::iter_more, here)});
  const ir::BlockId body = emitter.connectNewBlock(branch);
  emitter.connectJump(branch);
  emitter.enterNewBlock(body);
  const ir::ValueId item = emitter.emit(Op::iter_item, here);
  iterator.position = emitter.emit(Op::iter_next, here);
  emitter.push(std::move(iterator));
  emitter.pushValue(item);
  emitter.connectFallThrough(emitter.terminate(Op::jump, {}));
}

}  // namespace krait::bytecode
