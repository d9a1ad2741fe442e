// Asking the compile hook, krait._compile.compile_expression, for code; and the errors in the text of an expression.
#pragma once

#include <string>
#include <vector>

#include "frontend/support/diagnostics.h"
#include "python/expressions/expression.h"

namespace krait {

// What names the code of an expression beside the types of its operands: with them, all of it is text, so that a key of
// code on disk can be made of it.
struct ExpressionText {
  PyObject* text;
  ExpressionOptions options;
  PyObject* texts;  // the names of texts that were taken out, or null
};

// Null with an exception.
Specialisation* compileExpression(State& state, const ExpressionText& expression, const std::vector<TypeKey>& keys);

// krait.errors.ExpressionError with the text, and carets under what is wrong.
void raiseExpressionError(const Diagnostic& diagnostic, PyObject* text);

PyObject* notationTuple(const std::vector<std::string>& notations);

}  // namespace krait
