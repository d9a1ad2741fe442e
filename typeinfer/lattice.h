// The lattice of types: what a variable is when it has one type on one path and another on a second.
//
// Never is the bottom. A literal joins with its own wide type; a Python number joins with a NumPy scalar that holds its
// values; int and float give float (the one documented deviation); arrays of one dtype and dimension join to the weaker
// layout; tuples join element by element. Everything else has no join, which is a compile error.
#pragma once

#include <optional>

#include "frontend/ir/function.h"

namespace krait::infer {

// The type of a constant: a tuple of literals for tuples, an array type for captured arrays, a literal otherwise.
[[nodiscard]] ir::TypeId constantType(ir::Module&, ir::ConstId);

// The run-time type of a literal number, also inside tuples; other types unchanged.
[[nodiscard]] ir::TypeId widen(ir::Module&, ir::TypeId);

[[nodiscard]] std::optional<ir::TypeId> join(ir::Module&, ir::TypeId, ir::TypeId);

}  // namespace krait::infer
