// What the types of arguments are to a library function (library.def).
#pragma once

#include "frontend/ir/function.h"

namespace krait::infer {

// The type without what is known of floats.
[[nodiscard]] ir::TypeId knownType(ir::Module&, ir::TypeId);

// The type that an argument of this type has in a library function with this parameter.
[[nodiscard]] ir::TypeId libraryArgumentType(ir::Module&, const ir::Parameter&, ir::TypeId);

}  // namespace krait::infer
