// From the text of an expression to the same untyped IR that a Python function becomes: a function of its operands, in
// the order of their names, which returns the value of the last statement.
//
//   "2*a + b"    func "expression" (%a, %b) { ^0: %1 = constant 2   %2 = mul %1, %a   %3 = add %2, %b   ret %3 }
//
// With an output there is one more parameter, `.out`, last: the value is stored into all of it, if the casting rule
// lets it, and it is returned.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "frontend/expr/syntax.h"
#include "frontend/expr/token.h"
#include "frontend/ir/function.h"

namespace krait::expr {

struct ExpressionSource {
  std::string text;
  bool has_output = false;
  std::string casting = "safe";  // of the value to the output's dtype
  std::set<std::string> text_names =
      {};  // operands of texts: the parameters `.text0` ... come in their place (split_text.h)
};

// Parsed, with the parts of texts taken out.
[[nodiscard]] Syntax readExpression(const ExpressionSource& source);

// Adds the function to the module. Throws CompileFailure for a text that is no expression.
ir::FuncId buildExpression(const ExpressionSource& source, ir::Module& module);

// The function's parameters.
[[nodiscard]] std::vector<ir::Parameter> expressionParameters(const Syntax& syntax, bool has_output,
                                                              ir::Module& module);

}  // namespace krait::expr
