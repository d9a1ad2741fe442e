// Literals.
#include "frontend/expr/read_literal.h"

#include <charconv>
#include <limits>
#include <string>

namespace krait::expr {
namespace {

std::string withoutUnderscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

// An int beyond 64 bits is known by its digits only.
ir::Constant readInteger(const Token& token) {
  const std::string digits = withoutUnderscores(token.text);
  const char mark = digits.size() > 1 ? static_cast<char>(digits[1] | 32) : '0';
  const int base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
  const char* begin = digits.data() + (base == 10 ? 0 : 2);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(begin, digits.data() + digits.size(), value, base);
  if (error == std::errc()) return ir::intConstant(value);
  fail(DiagKind::int_constant_too_large, placeOf(token.range), {digits});
}

// from_chars leaves a value alone that is too large or too small; strtod gives infinity or 0, as Python does.
double readDouble(std::string_view text) { return std::strtod(withoutUnderscores(text).c_str(), nullptr); }

void appendUtf8(std::string& text, uint32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | c >> 12);
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
}

struct Escape {
  char letter;
  char value;
};
constexpr Escape kEscapes[] = {{'n', '\n'},  {'t', '\t'},  {'r', '\r'}, {'0', '\0'},
                               {'\\', '\\'}, {'\'', '\''}, {'"', '"'}};

class TextReader {
 public:
  TextReader(const Token& token, std::string_view body, bool is_bytes)
      : token_(token), body_(body), is_bytes_(is_bytes) {}

  std::string read() {
    while (at_ < body_.size()) {
      if (body_[at_] == '\\')
        readEscape();
      else
        text_ += body_[at_++];
    }
    return std::move(text_);
  }

 private:
  void readEscape() {
    const char letter = at_ + 1 < body_.size() ? body_[at_ + 1] : '\\';
    at_ += 2;
    if (letter == 'x') return readHex(2);
    if (letter == 'u' && !is_bytes_) return readHex(4);
    for (const Escape& escape : kEscapes) {
      if (escape.letter != letter) continue;
      text_ += escape.value;
      return;
    }
    failSyntax(token_.range, "a text with an escape that expressions do not have; write it with r in front");
  }

  void readHex(size_t digits) {
    uint32_t value = 0;
    const std::string_view hex = body_.substr(std::min(at_, body_.size()), digits);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    if (hex.size() != digits || end != hex.data() + digits) failSyntax(token_.range, "a text with a broken escape");
    if (value >= 0xD800 && value < 0xE000) failSyntax(token_.range, "a text with half of a character");
    at_ += digits;
    if (is_bytes_)
      text_ += static_cast<char>(value);
    else
      appendUtf8(text_, value);
  }

  const Token& token_;
  std::string_view body_;
  bool is_bytes_;
  size_t at_ = 0;
  std::string text_;
};

bool hasPrefix(const Token& token, char letter) {
  const std::string_view prefix = token.text.substr(0, token.text.find_first_of("'\""));
  return prefix.find(letter) != std::string_view::npos ||
         prefix.find(static_cast<char>(letter - 32)) != std::string_view::npos;
}

ir::Constant readText(const Token& token) {
  const size_t quote = token.text.find_first_of("'\"");
  for (const char letter : token.text.substr(0, quote)) {
    const char lower = static_cast<char>(letter | 32);
    if (lower != 'b' && lower != 'r' && lower != 'u')
      failSyntax(token.range, "a text with a prefix other than b, r, u");
  }
  const std::string_view body = token.text.substr(quote + 1, token.text.size() - quote - 2);
  if (hasPrefix(token, 'r')) return ir::textConstant(ir::ConstKind::Str, std::string(body));
  return ir::textConstant(ir::ConstKind::Str, TextReader(token, body, isBytes(token)).read());
}

}  // namespace

bool isBytes(const Token& text) { return hasPrefix(text, 'b'); }

ir::Constant readLiteral(const Token& token) {
  switch (token.kind) {
  case TokenKind::Integer: return readInteger(token);
  case TokenKind::Float: return ir::floatConstant(readDouble(token.text));
  case TokenKind::Imaginary: return ir::complexConstant(0.0, readDouble(token.text.substr(0, token.text.size() - 1)));
  default: return readText(token);
  }
}

bool negate(ir::Constant& constant) {
  switch (constant.kind) {
  case ir::ConstKind::Int:
    if (constant.integer == std::numeric_limits<int64_t>::min()) return false;
    constant = ir::intConstant(-constant.integer);
    return true;
  case ir::ConstKind::Float: constant = ir::floatConstant(-constant.real()); return true;
  case ir::ConstKind::Complex: constant = ir::complexConstant(-constant.real(), -constant.imag()); return true;
  default: return false;
  }
}

}  // namespace krait::expr
