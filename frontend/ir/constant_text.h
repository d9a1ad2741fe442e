// The text form of constants: printed so that it parses to the same constant, floats to the same bits.
#pragma once

#include <string>
#include <string_view>

#include "frontend/ir/function.h"

namespace krait::ir {

class TextCursor;

[[nodiscard]] std::string constantText(const Module& module, ConstId id);

// Reads a constant at the cursor; throws TextError.
ConstId parseConstant(Module& module, TextCursor& cursor);

// Whether a constant starts here, rather than an operand or a type.
[[nodiscard]] bool startsConstant(const TextCursor& cursor);

// A string in double quotes, with \" \\ \n and \xNN for control bytes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace krait::ir
