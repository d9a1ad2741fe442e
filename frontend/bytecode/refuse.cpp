// The two ways to give up on a code object.
#include "frontend/bytecode/refuse.h"

#include <limits>

namespace krait::bytecode {

SourcePlace placeIn(const CodeObject& code, SourceRange range) { return {code.file, code.name, range}; }

SourceRange firstLine(const CodeObject& code) {
  return {code.first_line, code.first_line, 0, std::numeric_limits<uint32_t>::max()};
}

void malformed(const CodeObject& code, const std::string& what, SourceRange range) {
  fail(DiagKind::malformed_bytecode, placeIn(code, range), {what});
}

void refuse(const CodeObject& code, std::string_view phrase, std::string_view hint, SourceRange range,
            std::vector<DiagnosticNote> notes) {
  fail(DiagKind::unsupported_opcode, placeIn(code, range), {std::string(phrase), std::string(hint)},
       std::move(notes));
}

}  // namespace krait::bytecode
