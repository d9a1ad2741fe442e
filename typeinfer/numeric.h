// Numbers as type inference sees them: a dtype, and whether it is weak. Python's int, float, complex are weak: they
// take the dtype of the NumPy operand that they meet (NEP 50). Python's bool is never weak towards NumPy, but keeps its
// own type among Python's scalars.
#pragma once

#include <optional>

#include "frontend/ir/function.h"

namespace krait::infer {

struct Numeric {
  bool python = false;  // a Python scalar, or a literal of one
  ir::DType dtype = ir::DType::Int64;

  bool operator==(const Numeric&) const = default;
  [[nodiscard]] ir::DTypeKind kind() const { return ir::dtypeKind(dtype); }
};

// Nothing for what is no number: among NumPy's scalars, a datetime64 or timedelta64.
[[nodiscard]] std::optional<Numeric> numericOf(const ir::Module&, ir::TypeId);
[[nodiscard]] ir::TypeId numericType(ir::Module&, Numeric);

// The constant of a Literal type, or null.
[[nodiscard]] const ir::Constant* literalOf(const ir::Module&, ir::TypeId);

// np.promote_types.
[[nodiscard]] ir::DType promote(ir::DType, ir::DType);

// The dtype of an operation between two numbers of which at least one is NumPy's, before the operation's own rule.
[[nodiscard]] ir::DType promote(Numeric, Numeric);

[[nodiscard]] bool isInteger(ir::DType);  // bool is not
[[nodiscard]] bool isIntegerOrBool(ir::DType);
[[nodiscard]] bool isFloat(ir::DType);
[[nodiscard]] bool isComplex(ir::DType);

// The float dtype that NumPy's float-valued functions (sqrt, sin ...) compute in: small integers take small floats.
[[nodiscard]] ir::DType floatFor(ir::DType);
// The real dtype of a complex one; itself otherwise.
[[nodiscard]] ir::DType realOf(ir::DType);

}  // namespace krait::infer
