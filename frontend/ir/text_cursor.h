// A position in the text form, with the few things every parser of it reads: words, names, numbers, strings.
// White space and comments (`;` to the end of the line) are skipped before each. A mistake throws TextError,
// which is caught where the text came in.
#pragma once

#include <string>
#include <string_view>

namespace krait::ir {

struct TextError {
  uint32_t line;
  uint32_t column;  // from 1
  std::string message;
};

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) { skipSpace(); }

  [[nodiscard]] bool atEnd() const { return position_ == text_.size(); }
  [[nodiscard]] char peek() const { return atEnd() ? '\0' : text_[position_]; }
  // Whether the position is the first on its line.
  [[nodiscard]] bool startsLine() const { return starts_line_; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }

  void skip(size_t bytes);
  // Punctuation, or a word that something may follow directly.
  bool accept(std::string_view token);
  // A word that no further name byte follows.
  bool acceptWord(std::string_view word);
  void expect(std::string_view token);
  std::string_view name();
  uint32_t number();
  std::string quotedString();

  [[nodiscard]] size_t position() const { return position_; }
  [[nodiscard]] TextError errorAt(size_t position, std::string message) const;
  [[noreturn]] void fail(std::string message) const;

  // Bounds the depth of a recursive parser, so that no input can exhaust the stack.
  class Nesting {
   public:
    explicit Nesting(TextCursor& cursor);
    ~Nesting() { --cursor_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    TextCursor& cursor_;
  };

 private:
  void skipSpace();

  std::string_view text_;
  size_t position_ = 0;
  bool starts_line_ = true;
  int depth_ = 0;
};

}  // namespace krait::ir
