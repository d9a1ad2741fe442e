// Reading the tokens of the text form.
#include "frontend/ir/text_cursor.h"

#include <algorithm>
#include <charconv>

#include "frontend/ir/numbering.h"

namespace krait::ir {
namespace {

constexpr int kMaxDepth = 4000;

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

TextCursor::Nesting::Nesting(TextCursor& cursor) : cursor_(cursor) {
  if (++cursor_.depth_ > kMaxDepth) {
    --cursor_.depth_;
    cursor_.fail("nested too deeply");
  }
}

void TextCursor::skipSpace() {
  starts_line_ = position_ == 0;
  while (!atEnd()) {
    const char c = text_[position_];
    if (c == ';') {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      starts_line_ |= c == '\n';
      ++position_;
    } else {
      return;
    }
  }
}

void TextCursor::skip(size_t bytes) {
  position_ = std::min(position_ + bytes, text_.size());
  skipSpace();
}

bool TextCursor::accept(std::string_view token) {
  if (!rest().starts_with(token)) return false;
  skip(token.size());
  return true;
}

bool TextCursor::acceptWord(std::string_view word) {
  const std::string_view text = rest();
  if (!text.starts_with(word)) return false;
  if (text.size() > word.size() && isNameByte(text[word.size()])) return false;
  skip(word.size());
  return true;
}

void TextCursor::expect(std::string_view token) {
  if (!accept(token)) fail("expected '" + std::string(token) + "'");
}

std::string_view TextCursor::name() {
  const std::string_view text = rest();
  const auto length = static_cast<size_t>(std::ranges::find_if_not(text, isNameByte) - text.begin());
  if (length == 0) fail("expected a name");
  skip(length);
  return text.substr(0, length);
}

uint32_t TextCursor::number() {
  uint32_t value = 0;
  const std::string_view text = rest();
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc()) fail("expected a number");
  skip(static_cast<size_t>(end.ptr - text.data()));
  return value;
}

std::string TextCursor::quotedString() {
  std::string result;
  const std::string_view text = rest();
  if (!text.starts_with('"')) fail("expected a string");
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      skip(i + 1);
      return result;
    }
    if (text[i] != '\\') {
      result += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == 'n') {
      result += '\n';
      i += 1;
    } else if (i + 3 < text.size() && text[i + 1] == 'x' && hexDigit(text[i + 2]) >= 0 &&
               hexDigit(text[i + 3]) >= 0) {
      result += static_cast<char>(hexDigit(text[i + 2]) * 16 + hexDigit(text[i + 3]));
      i += 3;
    } else if (i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
      result += text[++i];
    } else {
      fail("unknown escape in a string");
    }
  }
  fail("a string without an end");
}

TextError TextCursor::errorAt(size_t position, std::string message) const {
  const std::string_view before = text_.substr(0, position);
  const auto line = static_cast<uint32_t>(std::ranges::count(before, '\n') + 1);
  const size_t line_start = before.rfind('\n') + 1;
  return {line, static_cast<uint32_t>(position - line_start + 1), std::move(message)};
}

void TextCursor::fail(std::string message) const { throw errorAt(position_, std::move(message)); }

}  // namespace krait::ir
