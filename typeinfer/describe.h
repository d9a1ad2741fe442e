// Types in the words of a Python user, for diagnostics: "int", "np.float32", "array float64[:]", "the function f".
#pragma once

#include <string>

#include "frontend/ir/function.h"

namespace krait::infer {

[[nodiscard]] std::string describe(const ir::Module&, ir::TypeId);

}  // namespace krait::infer
