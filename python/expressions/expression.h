// krait._dispatch.Expression: the text of an expression with the options that its code depends on, and the code
// compiled for the types of operands met so far.
//
// Invariants. `hot` is one of `specialisations`, or null. Everything here is touched only under the interpreter's lock.
// No operand is referred to after a call.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <set>
#include <string>
#include <vector>

#include "frontend/expr/split_text.h"
#include "python/dispatch/specialisation.h"
#include "python/expressions/frame_variables.h"

namespace krait {

struct State;

// NumPy's casting rules, by how much they allow.
enum class Casting : uint8_t { No, Equiv, Safe, SameKind, Unsafe };
constexpr const char* kCastingNames[] = {"no", "equiv", "safe", "same_kind", "unsafe"};

// What the code of an expression depends on beside its text and the types of its operands.
struct ExpressionOptions {
  bool has_output = false;
  Casting casting = Casting::Safe;  // into the output; where there is none, always Safe
  bool expand_powers = true;        // optimization='aggressive'

  [[nodiscard]] uint32_t bits() const {
    return uint32_t{has_output} | static_cast<uint32_t>(casting) << 1 | uint32_t{expand_powers} << 4;
  }
};

struct Expression;

// The same expression with its parts of texts taken out, for one choice of the operands that are texts.
struct TextVariant {
  std::set<std::string> text_names;
  std::vector<expr::TextPart> parts;
  Expression* rest;  // strong; its operands `.text0` ... are the values of the parts
};

struct ExpressionData {
  std::vector<PyObject*>
      names;  // strong, interned: the operands, sorted; as operands of a call, the output comes behind
  std::vector<bool> is_called;   // which of them are functions
  std::vector<double> defaults;  // of pi, e, inf, nan: what they are where no variable has the name
  std::vector<bool> has_default;
  bool is_elementwise = false;  // it may be evaluated in parts
  std::vector<Specialisation*> specialisations;
  std::vector<TextVariant> text_variants;
  FramePlaces places;
};

struct Expression {
  PyObject_HEAD State* state;
  PyObject* text;
  PyObject* texts;  // tuple of the names of texts that were taken out; null for none
  ExpressionOptions options;
  Specialisation* hot;  // borrowed from `specialisations`
  ExpressionData* data;
};

// New reference; null with an exception: a text that is no expression.
Expression* makeExpression(State& state, PyObject* text, ExpressionOptions options);

// The rest of an expression of which the parts of these texts are taken out. New reference; null with an exception.
Expression* makeRest(const Expression* whole, const expr::TextSplit& split, const std::set<std::string>& text_names);

// The value for these operands (and the output, last). `progress`: what is told of evaluation in blocks, or null. New
// reference; null with an exception.
PyObject* callExpression(Expression* self, PyObject* const* operands, PyObject* progress = nullptr);

// Frees all code; what runs goes on.
void dropSpecialisations(Expression* self);

// Compiles for these operands, if that has not been done. False with an exception.
bool prepareExpression(Expression* self, PyObject* const* operands);

// The operands' values as an expression finds them, each with a new reference. False with an exception, and no
// references.
bool findOperands(Expression* self, const VariableSource& source, PyObject** values);

extern PyType_Spec kExpressionTypeSpec;

}  // namespace krait
