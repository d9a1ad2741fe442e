// How this folder ends a compilation: the code object is malformed, or uses what compiled code does not
// support.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/bytecode/code_object.h"
#include "frontend/support/diagnostics.h"

namespace krait::bytecode {

[[nodiscard]] SourcePlace placeIn(const CodeObject&, SourceRange);

// The whole first line of the function.
[[nodiscard]] SourceRange firstLine(const CodeObject&);

// `what` completes the sentence "the code object is malformed: ...".
[[noreturn]] void malformed(const CodeObject&, const std::string& what, SourceRange = {});

// `phrase` says what a Python user wrote: "a list", "an import statement".
[[noreturn]] void refuse(const CodeObject&, std::string_view phrase, std::string_view hint, SourceRange,
                         std::vector<DiagnosticNote> notes = {});

}  // namespace krait::bytecode
