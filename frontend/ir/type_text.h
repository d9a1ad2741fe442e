// The text form of types: Numba's notation, with Python's scalars apart from NumPy's (README.md, "Text
// form").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "frontend/ir/function.h"

namespace krait::ir {

class TextCursor;

[[nodiscard]] std::string typeText(const Module& module, TypeId id);

// Reads a type at the cursor; throws TextError.
TypeId parseType(Module& module, TextCursor& cursor);

// A whole text as a type; nothing where it is not one.
[[nodiscard]] std::optional<TypeId> parseType(Module& module, std::string_view text);

[[nodiscard]] std::string arrayTypeText(DType dtype, int ndim, Layout layout, bool readonly);
[[nodiscard]] std::optional<DType> dtypeNamed(std::string_view name);

// Reads the name of a dtype, with its unit where it has one: `int8`, `datetime64[ns]`. Nothing is read where there is none.
std::optional<DType> acceptDType(TextCursor& cursor);

}  // namespace krait::ir
