// Rounding a float to Python's int, inline: one rounding instruction, a range check, one conversion.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// `whole` is x rounded. Outside int64 the runtime function `name`, which rounds x itself, raises.
[[nodiscard]] llvm::Value* wholeToInt(FunctionLowering&, llvm::Value* whole, llvm::Value* x, std::string_view name);

}  // namespace krait::lower
