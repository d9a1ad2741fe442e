// Kinds of a stack's items and back.
#include "frontend/bytecode/operand_stack.h"

namespace krait::bytecode {

StackShape shapeOf(const OperandStack& stack) {
  StackShape shape;
  for (const StackItem& item : stack) shape.push_back(item.kind);
  return shape;
}

OperandStack stackOf(const StackShape& shape) {
  OperandStack stack;
  for (const ItemKind kind : shape) stack.push_back({.kind = kind});
  return stack;
}

}  // namespace krait::bytecode
