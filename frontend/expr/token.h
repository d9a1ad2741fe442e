// The tokens of the expression language: Python's, as far as expressions need them.
#pragma once

#include <string_view>
#include <vector>

#include "frontend/support/diagnostics.h"

namespace krait::expr {

// What stands for the file of an expression in error messages and sites.
constexpr const char* kFileName = "<expression>";

enum class TokenKind : uint8_t {
  Name,
  Integer,  // digits and underscores, with 0x, 0o, 0b
  Float,
  Imaginary,  // a number with a j behind it
  Text,       // quoted, with its prefix: b, r, u in any case
  Operator,   // punctuation, and the words `and or not if else is in`
  Separator,  // a newline outside brackets, or ';'
  End,
};

struct Token {
  TokenKind kind;
  std::string_view text;  // a part of the source
  SourceRange range;
};

// Ends with one End. Newlines inside brackets are blanks, a comment is one up to the end of its line.
// Throws CompileFailure for characters and numbers that Python does not have.
[[nodiscard]] std::vector<Token> tokenize(std::string_view source);

// The place of a range of an expression in diagnostics.
[[nodiscard]] SourcePlace placeOf(SourceRange range);

[[noreturn]] void failSyntax(SourceRange range, std::string_view what);

}  // namespace krait::expr
