// Emit functions of tuples, slices, items and unpacking.
#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/emit.h"
#include "frontend/bytecode/emitter.h"

namespace krait::bytecode {
namespace {

// The tuple of cells that MAKE_FUNCTION takes.
void buildCells(Emitter& emitter, uint32_t count) {
  StackItem cells{.kind = ItemKind::Cells, .variables = std::vector<uint32_t>(count)};
  for (uint32_t i = count; i > 0; --i) {
    const StackItem item = emitter.pop();
    const bool is_one_cell = item.kind == ItemKind::Cells && item.variables.size() == 1;
    if (!is_one_cell) emitter.malformedHere("a closure of what are not cells");
    cells.variables[i - 1] = item.variables[0];
  }
  emitter.push(std::move(cells));
}

}  // namespace

void emitBuildTuple(Emitter& emitter, const Instruction& instruction) {
  const uint32_t count = instruction.argument;
  if (count > emitter.depth()) emitter.malformedHere("the stack underflows");
  if (count > 0 && emitter.item(1).kind == ItemKind::Cells) return buildCells(emitter, count);
  emitter.pushValue(emitter.emit(ir::Op::build_tuple, emitter.popValues(count)));
}

void emitBuildSlice(Emitter& emitter, const Instruction& instruction) {
  if (instruction.argument != 2 && instruction.argument != 3)
    emitter.malformedHere("a slice of neither 2 nor 3 parts");
  std::vector<ir::ValueId> parts = emitter.popValues(instruction.argument);
  if (parts.size() == 2) parts.push_back(emitter.emitConstant(ir::noneConstant()));
  emitter.pushValue(emitter.emit(ir::Op::build_slice, std::move(parts)));
}

void emitBinarySubscr(Emitter& emitter, const Instruction&) {
  emitter.pushValue(emitter.emit(ir::Op::getitem, emitter.popValues(2)));
}

void emitStoreSubscr(Emitter& emitter, const Instruction&) {
  const std::vector<ir::ValueId> values = emitter.popValues(3);  // value, object, index
  emitter.append(ir::Op::setitem, {values[1], values[2], values[0]}, 0);
}

// The first value ends up on top.
void emitUnpackSequence(Emitter& emitter, const Instruction& instruction) {
  const ir::ValueId sequence = emitter.popValue();
  emitter.requireRoom(instruction.argument);
  const ir::InstId inst = emitter.append(ir::Op::unpack, {sequence}, static_cast<int>(instruction.argument));
  const std::vector<ir::ValueId> results = emitter[inst].results;
  for (size_t i = results.size(); i > 0; --i) emitter.pushValue(results[i - 1]);
}

}  // namespace krait::bytecode
