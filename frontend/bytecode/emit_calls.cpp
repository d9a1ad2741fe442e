// Emit functions of calls.
#include <algorithm>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emit_generators.h"
#include "frontend/bytecode/emitter.h"
#include "frontend/bytecode/inline_code.h"

namespace krait::bytecode {
namespace {

void requireStrings(Emitter& emitter, ir::ConstId names) {
  const ir::Constant& tuple = emitter.constant(names);
  const auto is_string = [&](ir::ConstId id) { return emitter.constant(id).kind == ir::ConstKind::Str; };
  if (tuple.kind != ir::ConstKind::Tuple || !std::ranges::all_of(tuple.elements, is_string)) {
    emitter.malformedHere("keyword names that are not a tuple of strings");
  }
}

}  // namespace

// A method is looked up like any attribute: the value knows its object. The stack is that of a plain call.
void emitLoadMethod(Emitter& emitter, const Instruction& instruction) {
  const ir::NameId name = emitter.nameAt(instruction.argument);
  const ir::ValueId object = emitter.popValue();
  emitter.push({.kind = ItemKind::Null});
  emitter.pushValue(emitter.emit(ir::Op::load_attribute, {object}, name.index));
}

void emitKeywordNames(Emitter& emitter, const Instruction& instruction) {
  const ir::ConstId names = emitter.constantAt(instruction.argument);
  requireStrings(emitter, names);
  emitter.setKeywordNames(names);
}

// Below the arguments are the marker and the callee, or the callee and its first argument.
void emitCall(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument == 0 && (emitComprehensionCall(emitter) || emitGeneratorCall(emitter))) return;
  const ir::ConstId keyword_names = emitter.takeKeywordNames();
  if (emitter.constant(keyword_names).elements.size() > instruction.argument) {
    emitter.malformedHere("more keyword names than arguments");
  }
  std::vector<ir::ValueId> operands = emitter.popValues(instruction.argument);
  operands.insert(operands.begin(), emitter.popValue());
  const StackItem below = emitter.pop();
  if (below.kind == ItemKind::Value) operands.insert(operands.begin(), below.value);
  if (below.kind != ItemKind::Value && below.kind != ItemKind::Null)
    emitter.malformedHere("a call without a callee");
  const ir::ValueId result = emitter.emit(ir::Op::call, std::move(operands), keyword_names.index);
  emitter.noteCall(result);
  emitter.pushValue(result);
}

}  // namespace krait::bytecode
