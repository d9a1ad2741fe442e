// The interpreter's operand stack, as it is known at compile time: what kind of thing is in each slot.
//
// Within a block the items are SSA values. From block to block they are SSA variables, one per slot (two for
// an iterator), and only the kinds travel: a slot not yet touched by this block holds no value until it is
// asked for.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/ids.h"

namespace krait::bytecode {

enum class ItemKind : uint8_t {
  Value,
  Null,      // the marker below the callee of a call that is not a method call
  Iterator,  // what GET_ITER leaves: the iterator's value and the position in it
  Cells,     // variables about to be captured by a nested function; never leaves its block
};

struct StackItem {
  ItemKind kind = ItemKind::Value;
  ir::ValueId value = {};
  ir::ValueId position = {};             // Iterator
  std::vector<uint32_t> variables = {};  // Cells
};

using OperandStack = std::vector<StackItem>;
using StackShape = std::vector<ItemKind>;

[[nodiscard]] StackShape shapeOf(const OperandStack&);
[[nodiscard]] OperandStack stackOf(const StackShape&);

}  // namespace krait::bytecode
