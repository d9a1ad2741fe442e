// Emit functions that only move things on the operand stack.
#include <utility>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {

void emitNothing(Emitter&, const Instruction&) {}

void emitPopTop(Emitter& emitter, const Instruction&) {
  const ItemKind kind = emitter.pop().kind;
  if (kind != ItemKind::Value && kind != ItemKind::Iterator)
    emitter.malformedHere("the stack does not hold a value");
}

void emitPushNull(Emitter& emitter, const Instruction&) { emitter.push({.kind = ItemKind::Null}); }

void emitSwap(Emitter& emitter, const Instruction& instruction) {
  StackItem& other = emitter.item(instruction.argument);
  std::swap(emitter.item(1), other);
}

// An iterator has a state, so that it can't be in two slots.
void emitCopy(Emitter& emitter, const Instruction& instruction) {
  const StackItem item = emitter.item(instruction.argument);
  if (item.kind != ItemKind::Value) emitter.malformedHere("a copy of what is not a value");
  emitter.push(item);
}

}  // namespace krait::bytecode
