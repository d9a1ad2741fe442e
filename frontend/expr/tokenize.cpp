// One function per kind of token; the first character of a token says which.
#include <algorithm>
#include <array>

#include "frontend/expr/token.h"

namespace krait::expr {
namespace {

constexpr std::array<std::string_view, 7> kWords = {"and", "or", "not", "if", "else", "is", "in"};

// Longer ones before those that they begin with.
constexpr std::array<std::string_view, 38> kOperators = {
    "...", "**=", "//=", "<<=", ">>=", "**", "//", "<<", ">>", "<=", ">=", "==", "!=",
    ":=",  "->",  "+=",  "-=",  "*=",  "/=", "+",  "-",  "*",  "/",  "%",  "&",  "|",
    "^",   "~",   "<",   ">",   "=",   "(",  ")",  "[",  "]",  ",",  ":",  "."};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool isWordCharacter(char c) { return isLetter(c) || isDigit(c); }
bool isDigitOf(char c, int base) {
  if (base == 16) return isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
  return isDigit(c) && c - '0' < base;
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : source_(source) {}

  std::vector<Token> run() {
    while (skipBlanks()) readToken();
    take(TokenKind::End, at_);
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  [[nodiscard]] SourceRange rangeTo(size_t end) const {
    return {line_, line_, static_cast<uint32_t>(at_ - line_start_), static_cast<uint32_t>(end - line_start_)};
  }
  void take(TokenKind kind, size_t end) {
    tokens_.push_back({kind, source_.substr(at_, end - at_), rangeTo(end)});
    at_ = end;
  }
  [[noreturn]] void failHere(size_t end, std::string_view what) const { failSyntax(rangeTo(end), what); }

  bool skipBlanks();
  void readToken();
  void readNewline();
  void readWord();
  void readNumber();
  [[nodiscard]] size_t endOfDigits(size_t from, int base) const;
  [[nodiscard]] size_t endOfFraction(size_t end, bool& is_float) const;
  void readBasedInteger(int base);
  void readText(size_t quote);
  void readOperator();

  std::string_view source_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  size_t line_start_ = 0;
  int depth_ = 0;  // of brackets
  std::vector<Token> tokens_;
};

// False at the end.
bool Tokenizer::skipBlanks() {
  while (peek() == ' ' || peek() == '\t' || peek() == '\f' || peek() == '\r') ++at_;
  if (peek() == '#') at_ = std::min(source_.find('\n', at_), source_.size());
  return at_ < source_.size();
}

void Tokenizer::readToken() {
  const char c = peek();
  if (c == '\n') return readNewline();
  if (c == ';') return take(TokenKind::Separator, at_ + 1);
  if (isDigit(c) || (c == '.' && isDigit(peek(1)))) return readNumber();
  if (c == '"' || c == '\'') return readText(at_);
  if (isLetter(c)) return readWord();
  readOperator();
}

void Tokenizer::readNewline() {
  if (depth_ == 0)
    take(TokenKind::Separator, at_ + 1);
  else
    ++at_;
  ++line_;
  line_start_ = at_;
}

void Tokenizer::readWord() {
  size_t end = at_;
  while (end < source_.size() && isWordCharacter(source_[end])) ++end;
  const bool is_quoted = end < source_.size() && (source_[end] == '"' || source_[end] == '\'');
  if (is_quoted && end - at_ <= 2) return readText(end);
  const bool is_operator = std::ranges::count(kWords, source_.substr(at_, end - at_)) != 0;
  take(is_operator ? TokenKind::Operator : TokenKind::Name, end);
}

// One underscore may stand between two digits.
size_t Tokenizer::endOfDigits(size_t from, int base) const {
  size_t end = from;
  while (end < source_.size()) {
    if (isDigitOf(source_[end], base))
      ++end;
    else if (source_[end] == '_' && end > from && end + 1 < source_.size() && isDigitOf(source_[end + 1], base))
      end += 2;
    else
      break;
  }
  return end;
}

size_t Tokenizer::endOfFraction(size_t end, bool& is_float) const {
  const auto at = [&](size_t place) { return place < source_.size() ? source_[place] : '\0'; };
  if (at(end) == '.') {
    is_float = true;
    end = endOfDigits(end + 1, 10);
  }
  if ((at(end) | 32) != 'e') return end;
  const size_t digits = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0);
  if (!isDigit(at(digits))) return end;
  is_float = true;
  return endOfDigits(digits, 10);
}

void Tokenizer::readBasedInteger(int base) {
  const size_t begin = at_ + 2 + (peek(2) == '_' ? 1 : 0);
  const size_t end = endOfDigits(begin, base);
  if (end == begin || (end < source_.size() && isWordCharacter(source_[end])))
    failHere(end, "a number that ends too early");
  take(TokenKind::Integer, end);
}

void Tokenizer::readNumber() {
  const char mark = static_cast<char>(peek(1) | 32);
  if (peek() == '0' && (mark == 'x' || mark == 'o' || mark == 'b')) {
    return readBasedInteger(mark == 'x' ? 16 : mark == 'o' ? 8 : 2);
  }
  bool is_float = false;
  size_t end = endOfFraction(endOfDigits(at_, 10), is_float);
  const bool is_imaginary = end < source_.size() && (source_[end] | 32) == 'j';
  if (is_imaginary) ++end;
  if (end < source_.size() && isWordCharacter(source_[end])) failHere(end + 1, "a number that goes on as a name");
  const std::string_view digits = source_.substr(at_, end - at_);
  const bool has_leading_zero =
      digits.size() > 1 && digits[0] == '0' && digits.find_first_not_of("0_") != std::string_view::npos;
  if (!is_float && !is_imaginary && has_leading_zero) failHere(end, "an integer with zeros in front");
  take(is_imaginary ? TokenKind::Imaginary : is_float ? TokenKind::Float : TokenKind::Integer, end);
}

void Tokenizer::readText(size_t quote) {
  size_t end = quote + 1;
  while (end < source_.size() && source_[end] != source_[quote] && source_[end] != '\n')
    end += source_[end] == '\\' ? 2 : 1;
  if (end >= source_.size() || source_[end] == '\n')
    failHere(std::min(end, source_.size()), "a text without its closing quote");
  take(TokenKind::Text, end + 1);
}

void Tokenizer::readOperator() {
  for (const std::string_view known : kOperators) {
    if (!source_.substr(at_).starts_with(known)) continue;
    if (known == "(" || known == "[") ++depth_;
    if (known == ")" || known == "]") --depth_;
    return take(TokenKind::Operator, at_ + known.size());
  }
  failHere(at_ + 1, "a character that no expression has");
}

}  // namespace

std::vector<Token> tokenize(std::string_view source) { return Tokenizer(source).run(); }

SourcePlace placeOf(SourceRange range) { return {kFileName, "expression", range}; }

void failSyntax(SourceRange range, std::string_view what) {
  fail(DiagKind::expression_syntax, placeOf(range), {std::string(what)});
}

}  // namespace krait::expr
