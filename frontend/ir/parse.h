// Reads the text form (README.md of this folder). What comes out is well formed as far as syntax goes;
// whether it is valid IR is the verifier's question.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "frontend/ir/function.h"
#include "frontend/ir/text_cursor.h"

namespace krait::ir {

struct ParseOptions {
  // The row of the catalogue of builtin functions that has this name; without it only numbers are understood.
  std::function<std::optional<uint32_t>(std::string_view)> builtin_row = {};
};

// Adds the functions of `text` to the module, or says what is wrong and where; then the last function may be
// partial.
[[nodiscard]] std::optional<TextError> parse(std::string_view text, Module& module,
                                             const ParseOptions& options = {});

// "3:14: expected ..."
[[nodiscard]] std::string errorText(const TextError& error);

}  // namespace krait::ir
