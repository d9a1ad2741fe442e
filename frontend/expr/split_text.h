// Comparisons of texts, and contains(), are taken out of an expression before it is compiled: compiled code does not
// read texts.
//
//   (a == b'xy') & (n > 3)    with a of texts    .text0 & (n > 3), and the part  .text0 = eq(a, b'xy')
//
// Whoever calls the code computes the parts. What is left of texts in the expression is refused as any other operand
// is.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/expr/syntax.h"

namespace krait::expr {

struct TextOperand {
  bool is_name = false;
  bool is_bytes = false;  // of a literal
  std::string text = {};  // the name of an operand, or the literal's value
};

struct TextPart {
  std::string operation;  // "eq", "ne", "lt", "le", "gt", "ge", "contains"
  TextOperand left;
  TextOperand right;
};

struct TextSplit {
  Syntax syntax;  // its operands `.text0` ... stand for the parts, in their order
  std::vector<TextPart> parts;
};

[[nodiscard]] TextSplit splitText(Syntax syntax, const std::set<std::string>& text_names);

}  // namespace krait::expr
