// Lists: displays and what comprehensions append.
//
// CPython builds a display of constants from a tuple of them: BUILD_LIST 0, LOAD_CONST (1, 2, 3), LIST_EXTEND. Here that is
// a list of its elements from the start.
#include "frontend/bytecode/emit_lists.h"

namespace krait::bytecode {
namespace {

ir::ValueId listAt(Emitter& emitter, uint32_t depth) {
  const StackItem& item = emitter.item(depth);
  if (item.kind != ItemKind::Value) emitter.malformedHere("a list that is no value");
  return item.value;
}

// The elements of a constant tuple that goes into the list just made; nothing if it is another case.
std::optional<std::vector<ir::ConstId>> constantElements(Emitter& emitter, ir::ValueId list, ir::ValueId iterable) {
  const std::optional<ir::ConstId> tuple = emitter.asConstant(iterable);
  const ir::Inst* made = emitter.definition(list);
  const bool is_empty_display = made != nullptr && made->op == ir::Op::build_list && made->operands.empty();
  if (!is_empty_display || !tuple || emitter.constant(*tuple).kind != ir::ConstKind::Tuple) return std::nullopt;
  return emitter.constant(*tuple).elements;
}

}  // namespace

void buildList(Emitter& emitter, const Instruction& instruction) {
  emitter.pushValue(emitter.emit(ir::Op::build_list, emitter.popValues(instruction.argument)));
}

void appendToList(Emitter& emitter, const Instruction& instruction) {
  const ir::ValueId item = emitter.popValue();
  emitter.append(ir::Op::list_append, {listAt(emitter, instruction.argument), item}, 0);
}

// list += iterable, which is the same list.
void extendList(Emitter& emitter, const Instruction& instruction) {
  const ir::ValueId iterable = emitter.popValue();
  const ir::ValueId list = listAt(emitter, instruction.argument);
  if (const auto elements = constantElements(emitter, list, iterable)) {
    std::vector<ir::ValueId> items;
    for (const ir::ConstId element : *elements) items.push_back(emitter.emitConstant(element));
    emitter.item(instruction.argument).value = emitter.emit(ir::Op::build_list, std::move(items));
    return;
  }
  const ir::ValueId extended = emitter.emit(ir::Op::add, {list, iterable});
  emitter[emitter.definitionOf(extended)].inplace = true;
  emitter.item(instruction.argument).value = extended;
}

}  // namespace krait::bytecode
