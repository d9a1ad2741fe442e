// The interpreter's operand stack, as it is known at compile time: what kind of thing is in each slot.
//
// Within a block the items are SSA values. From block to block they are SSA variables, one per slot (two for
// an iterator), and only the kinds travel: a slot not yet touched by this block holds no value until it is
// asked for.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/ids.h"
#include "frontend/support/source_range.h"

namespace krait::bytecode {

enum class ItemKind : uint8_t {
  Value,
  Null,      // the marker below the callee of a call that is not a method call
  Iterator,  // what GET_ITER leaves: the iterator's value and the position in it
  Cells,     // variables about to be captured by a nested function; never leaves its block
  Comprehension,  // the function of a list comprehension: `names` is its code, `variables` its closure; never leaves its block
  Mapping,   // names and values: keyword arguments, or keyword-only defaults; never leaves its block
};

struct StackItem {
  ItemKind kind = ItemKind::Value;
  ir::ValueId value = {};
  ir::ValueId position = {};             // Iterator
  std::vector<uint32_t> variables = {};  // Cells
  ir::ConstId names = {};                // Mapping: a tuple of str
  std::vector<ir::ValueId> values = {};  // Mapping
  SourceRange range = {};                // Mapping: where the user wrote what may turn out to be a dict
};

using OperandStack = std::vector<StackItem>;
using StackShape = std::vector<ItemKind>;

[[nodiscard]] StackShape shapeOf(const OperandStack&);
[[nodiscard]] OperandStack stackOf(const StackShape&);

}  // namespace krait::bytecode
