// Operations that accumulate, and which of them may stand in one reduction: x - y is a step of a sum, x / y one of a product.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

struct Family {
  ir::Op op = ir::Op::yield;  // by which parts are combined; yield: none
  uint32_t function = 0;      // of call_builtin
  [[nodiscard]] bool isKnown() const { return op != ir::Op::yield; }
  bool operator==(const Family&) const = default;
};

// Of an operation with what is accumulated as operand k.
[[nodiscard]] Family familyOf(const ir::Inst& inst, size_t k);
// With what each part of such a reduction may start.
[[nodiscard]] ir::ChunkStart startOf(const Family& family);
// Of floats. NumPy's extremes tell 0.0 from -0.0 by the order of what they compare, in which the initial value comes once.
[[nodiscard]] ir::ChunkStart startOfFloats(const Family& family);
// An extreme is a call of numbers, beside which it takes options: those of min and max stand in front, those of np.minimum behind.
[[nodiscard]] bool hasOptionsInFront(uint32_t function);
[[nodiscard]] size_t firstNumberOf(const ir::Inst& extreme);
// The options of a call of two numbers, as values of the function.
[[nodiscard]] std::vector<ir::ValueId> optionsOf(const ir::Inst& extreme);
// Whether parts of a loop may each come to an extreme, with what is accumulated as operand k, that is combined by the same call.
[[nodiscard]] bool canSplitExtreme(const ir::Function&, const ir::Inst& extreme, size_t k, ir::DTypeKind);

}  // namespace krait::passes
