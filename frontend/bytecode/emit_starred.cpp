// Emit functions of starred expressions, `(*x, y)` and `f(*x, y, k=z)`, and of the mappings that keyword arguments and
// keyword-only defaults travel in.
//
// CPython collects the elements of `(*x, y)` in a list that it turns into a tuple. Here they are a tuple from the
// start: what is starred is made a tuple, and tuples are added. A list that does not become a tuple is a list.
// Displays of more than 30 elements come element by element, too: these are collected in one build_tuple.
#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emit_lists.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

// Whether the list that this instruction belongs to becomes a tuple.
bool isStarred(const Emitter& emitter) { return emitter.expressionHas(emitListToTuple); }

ir::ValueId asTuple(Emitter& emitter, ir::ValueId iterable) {
  const ir::ValueId tuple = emitter.emitConstant(ir::textConstant(ir::ConstKind::Class, "builtins.tuple"));
  const ir::ConstId no_names = emitter.internConstant(ir::noneConstant());
  return emitter.emit(ir::Op::call, {tuple, iterable}, no_names.index);
}

// `addend` goes to the end of the tuple that lies `depth` deep.
void addToTuple(Emitter& emitter, uint32_t depth, ir::ValueId addend) {
  StackItem& item = emitter.item(depth);
  if (item.kind != ItemKind::Value) emitter.malformedHere("a list that is no value");
  item.value = emitter.emit(ir::Op::add, {item.value, addend});
}

// Names and values of a mapping, with the values on top of the stack.
void pushMapping(Emitter& emitter, ir::ConstId names, std::vector<ir::ValueId> values) {
  emitter.push({.kind = ItemKind::Mapping, .names = names, .values = std::move(values), .range = emitter.range()});
}

bool isText(const Emitter& emitter, std::optional<ir::ConstId> constant) {
  return constant && emitter.constant(*constant).kind == ir::ConstKind::Str;
}

}  // namespace

void emitBuildList(Emitter& emitter, const Instruction& instruction) {
  if (!isStarred(emitter)) return buildList(emitter, instruction);
  emitter.pushValue(emitter.emit(ir::Op::build_tuple, emitter.popValues(instruction.argument)));
}

void emitListAppend(Emitter& emitter, const Instruction& instruction) {
  if (!isStarred(emitter)) return appendToList(emitter, instruction);
  const ir::ValueId element = emitter.popValue();
  if (emitter.extendTuple(emitter.item(instruction.argument).value, element)) return;
  addToTuple(emitter, instruction.argument, emitter.emit(ir::Op::build_tuple, {element}));
}

void emitListExtend(Emitter& emitter, const Instruction& instruction) {
  if (!isStarred(emitter)) return extendList(emitter, instruction);
  const ir::ValueId tuple = asTuple(emitter, emitter.popValue());
  addToTuple(emitter, instruction.argument, tuple);
}

void emitListToTuple(Emitter& emitter, const Instruction&) { emitter.pushValue(emitter.popValue()); }

// {name: value, ...} as a call's keyword arguments are built; any other dict has other keys or another use.
void emitBuildMap(Emitter& emitter, const Instruction& instruction) {
  std::vector<ir::ValueId> both = emitter.popValues(2 * size_t{instruction.argument});
  std::vector<ir::ConstId> names;
  std::vector<ir::ValueId> values;
  for (size_t k = 0; k < both.size(); k += 2) {
    const std::optional<ir::ConstId> name = emitter.asConstant(both[k]);
    if (!isText(emitter, name)) emitter.refuseHere("a dict", "Use a tuple, a NumPy array or separate variables.");
    names.push_back(*name);
    values.push_back(both[k + 1]);
  }
  pushMapping(emitter, emitter.internConstant(ir::tupleConstant(std::move(names))), std::move(values));
}

void emitBuildConstKeyMap(Emitter& emitter, const Instruction& instruction) {
  const std::optional<ir::ConstId> names = emitter.asConstant(emitter.popValue());
  const bool is_tuple = names && emitter.constant(*names).kind == ir::ConstKind::Tuple;
  if (!is_tuple || emitter.constant(*names).elements.size() != instruction.argument) {
    emitter.malformedHere("keys of a mapping that do not match its values");
  }
  for (const ir::ConstId name : emitter.constant(*names).elements) {
    if (!isText(emitter, name)) emitter.refuseHere("a dict", "Use a tuple, a NumPy array or separate variables.");
  }
  pushMapping(emitter, *names, emitter.popValues(instruction.argument));
}

// Below the arguments, one tuple, and the mapping of the keyword arguments are the callee and the marker.
void emitCallUnpacked(Emitter& emitter, const Instruction& instruction) {
  StackItem keywords;
  if ((instruction.argument & 1) != 0) {
    keywords = emitter.pop();
    if (keywords.kind != ItemKind::Mapping) emitter.refuseHere("a call with **keywords", "Write the keyword arguments out.");
  }
  const ir::ValueId positional = asTuple(emitter, emitter.popValue());
  std::vector<ir::ValueId> operands = {emitter.popValue(), positional};
  operands.insert(operands.end(), keywords.values.begin(), keywords.values.end());
  if (emitter.pop().kind != ItemKind::Null) emitter.malformedHere("a call without its marker");
  std::vector<ir::ConstId> names = {emitter.internConstant(ir::textConstant(ir::ConstKind::Str, "*"))};
  if (keywords.names.valid()) {
    const std::vector<ir::ConstId>& given = emitter.constant(keywords.names).elements;
    names.insert(names.end(), given.begin(), given.end());
  }
  const ir::ConstId all_names = emitter.internConstant(ir::tupleConstant(std::move(names)));
  emitter.pushValue(emitter.emit(ir::Op::call, std::move(operands), all_names.index));
  emitter.noteCall(emitter.item(1).value);
}

}  // namespace krait::bytecode
