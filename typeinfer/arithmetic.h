// Result types of the arithmetic operators on two numbers: what Python says of two Python numbers, and NumPy otherwise.
#pragma once

#include <optional>

#include "typeinfer/numeric.h"

namespace krait::infer {

enum class Operator : uint8_t { Add, Sub, Mul, TrueDiv, FloorDiv, Mod, Pow, MatMul, LShift, RShift, And, Or, Xor };

// The right operand as the left one sees it: to Python's complex, np.float64 is the float that it derives from.
[[nodiscard]] Numeric asPythonSees(Numeric left, Numeric right);

// The type both operands are converted to, and the type of the result.
struct OperationTypes {
  Numeric operands;
  Numeric result;
};

// Nothing if the operator does not take these operands.
[[nodiscard]] std::optional<OperationTypes> operationTypes(Operator, Numeric, Numeric);

}  // namespace krait::infer
