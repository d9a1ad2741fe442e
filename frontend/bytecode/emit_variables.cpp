// Emit functions of constants, variables, globals and attributes.
#include <algorithm>

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

// The host hands over an int outside 64 bits as an unsupported constant that reads as its digits.
bool isLargeInt(const ir::Constant& constant) {
  if (constant.kind != ir::ConstKind::Unsupported || constant.text.empty()) return false;
  const std::string_view digits = std::string_view(constant.text).substr(constant.text[0] == '-' ? 1 : 0);
  return !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

VariableKind requireKind(Emitter& emitter, uint32_t index, std::initializer_list<VariableKind> kinds) {
  const VariableKind kind = emitter.variableAt(index).kind;
  if (std::ranges::find(kinds, kind) == kinds.end()) emitter.malformedHere("a variable of the wrong kind");
  return kind;
}

void requireLocal(Emitter& emitter, uint32_t index) { requireKind(emitter, index, {VariableKind::Local}); }

// Cells may be changed here; free variables belong to the enclosing function.
void requireChangeable(Emitter& emitter, uint32_t index) {
  using enum VariableKind;
  if (requireKind(emitter, index, {Cell, CapturedFree, Free}) == Cell) return;
  emitter.refuseHere("changing '" + emitter.variableAt(index).name +
                         "', a variable of the enclosing function,",
                     "Return the new value instead.");
}

}  // namespace

void emitLoadConst(Emitter& emitter, const Instruction& instruction) {
  const ir::ConstId constant = emitter.constantAt(instruction.argument);
  if (isLargeInt(emitter.constant(constant))) {
    fail(DiagKind::int_constant_too_large, emitter.here(), {emitter.constant(constant).text});
  }
  emitter.pushValue(emitter.emitConstant(constant));
}

void emitLoadAssertionError(Emitter& emitter, const Instruction&) {
  ir::Constant assertion_error = ir::textConstant(ir::ConstKind::Class, "builtins.AssertionError");
  assertion_error.integer = 1;  // an exception class
  emitter.pushValue(emitter.emitConstant(std::move(assertion_error)));
}

// The lowest bit of the argument asks for the marker that a call needs below its callee.
void emitLoadGlobal(Emitter& emitter, const Instruction& instruction) {
  const ir::NameId name = emitter.nameAt(instruction.argument >> 1);
  if ((instruction.argument & 1) != 0) emitter.push({.kind = ItemKind::Null});
  emitter.pushValue(emitter.emit(ir::Op::load_global, {}, name.index));
}

void emitLoadFast(Emitter& emitter, const Instruction& instruction) {
  requireLocal(emitter, instruction.argument);
  const ir::ValueId value = emitter.readVariable(instruction.argument);
  if (emitter.variableAt(instruction.argument).name != ".0") return emitter.pushValue(value);
  // The iterator that the code of a comprehension is called with.
  emitter.push({.kind = ItemKind::Iterator, .value = value, .position = emitter.emit(ir::Op::iter_begin, {value})});
}

void emitStoreFast(Emitter& emitter, const Instruction& instruction) {
  requireLocal(emitter, instruction.argument);
  emitter.writeVariable(instruction.argument, emitter.popValue());
}

void emitDeleteFast(Emitter& emitter, const Instruction& instruction) {
  requireLocal(emitter, instruction.argument);
  emitter.deleteVariable(instruction.argument);
}

void emitMakeCell(Emitter& emitter, const Instruction& instruction) {
  requireKind(emitter, instruction.argument, {VariableKind::Cell});
}

void emitLoadClosure(Emitter& emitter, const Instruction& instruction) {
  using enum VariableKind;
  requireKind(emitter, instruction.argument, {Cell, CapturedFree, Free});
  emitter.push({.kind = ItemKind::Cells, .variables = {instruction.argument}});
}

void emitLoadDeref(Emitter& emitter, const Instruction& instruction) {
  using enum VariableKind;
  const uint32_t index = instruction.argument;
  requireKind(emitter, index, {Cell, CapturedFree, Free});
  emitter.pushValue(emitter.readAny(index));
}

void emitStoreDeref(Emitter& emitter, const Instruction& instruction) {
  requireChangeable(emitter, instruction.argument);
  emitter.writeVariable(instruction.argument, emitter.popValue());
}

void emitDeleteDeref(Emitter& emitter, const Instruction& instruction) {
  requireChangeable(emitter, instruction.argument);
  emitter.deleteVariable(instruction.argument);
}

void emitCopyFreeVars(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument != emitter.freeCount())
    emitter.malformedHere("the wrong number of free variables");
}

void emitLoadAttr(Emitter& emitter, const Instruction& instruction) {
  const ir::NameId name = emitter.nameAt(instruction.argument);
  emitter.pushValue(emitter.emit(ir::Op::load_attribute, {emitter.popValue()}, name.index));
}

void emitStoreAttr(Emitter& emitter, const Instruction& instruction) {
  const ir::NameId name = emitter.nameAt(instruction.argument);
  const ir::ValueId object = emitter.popValue();
  const ir::ValueId value = emitter.popValue();
  emitter.append(ir::Op::store_attribute, {object, value}, 0, name.index);
}

}  // namespace krait::bytecode
