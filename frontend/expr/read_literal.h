// Numbers and texts as constants, read as Python reads them.
#pragma once

#include "frontend/expr/token.h"
#include "frontend/ir/constants.h"

namespace krait::expr {

// Of a Text token: its characters in UTF-8, or its bytes.
[[nodiscard]] ir::Constant readLiteral(const Token& token);
[[nodiscard]] bool isBytes(const Token& text);

// Makes a number its negative. False for what is none, and for the one int that has no negative.
bool negate(ir::Constant& constant);

}  // namespace krait::expr
