// The way to the compiler, on the first call with types that are new.
#include "python/expressions/compile_expression.h"

#include "python/cache/code_cache.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

constexpr uint32_t kExpressionRoot = 1 << 16;  // no jitted function has such options

PyObject* optionsDict(const ExpressionText& expression) {
  const ExpressionOptions& options = expression.options;
  PyObject* texts = expression.texts == nullptr ? PyTuple_New(0) : Py_NewRef(expression.texts);
  return Py_BuildValue("{s:O,s:s,s:O,s:N}", "output", options.has_output ? Py_True : Py_False, "casting",
                       kCastingNames[static_cast<int>(options.casting)], "expand_powers",
                       options.expand_powers ? Py_True : Py_False, "texts", texts);
}

PyObject* callHook(const ExpressionText& expression, const Signature& signature) {
  PyObject* bridge = PyImport_ImportModule("krait._compile");
  PyObject* notations = bridge == nullptr ? nullptr : notationTuple(signature.arguments);
  PyObject* options = notations == nullptr ? nullptr : optionsDict(expression);
  PyObject* product = options == nullptr ? nullptr
                                         : PyObject_CallMethod(bridge, "compile_expression", "OOO", expression.text,
                                                               notations, options);
  Py_XDECREF(options);
  Py_XDECREF(notations);
  Py_XDECREF(bridge);
  return product;
}

// The types of results that are no arrays and no numbers, by how their notation begins. None is not among them: it is
// also the type of what always raises (`sum(1, axis=0)`), and is refused when it is a value (ownArray).
constexpr std::string_view kNoValues[] = {"Tuple(", "List(", "Optional(", "Literal("};

bool checkResult(const Specialisation& code) {
  const std::string_view type = code.compiled->result_type;
  for (const std::string_view prefix : kNoValues) {
    if (!type.starts_with(prefix)) continue;
    PyErr_Format(PyExc_TypeError, "the value of the expression is of type %s, no array and no number",
                 code.compiled->result_type);
    return false;
  }
  return true;
}

// The line of the expression that a diagnostic is about.
std::string lineOf(PyObject* text, uint32_t line) {
  const char* utf8 = PyUnicode_AsUTF8(text);
  std::string_view rest = utf8 == nullptr ? "" : utf8;
  for (uint32_t k = 1; k < line && !rest.empty(); ++k) rest.remove_prefix(std::min(rest.find('\n') + 1, rest.size()));
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace

PyObject* notationTuple(const std::vector<std::string>& notations) {
  PyObject* tuple = PyTuple_New(std::ssize(notations));
  for (size_t k = 0; tuple != nullptr && k < notations.size(); ++k) {
    PyObject* text = PyUnicode_FromStringAndSize(notations[k].data(), std::ssize(notations[k]));
    if (text == nullptr)
      Py_CLEAR(tuple);
    else
      PyTuple_SET_ITEM(tuple, static_cast<Py_ssize_t>(k), text);
  }
  return tuple;
}

Specialisation* compileExpression(State& state, const ExpressionText& expression, const std::vector<TypeKey>& keys) {
  Signature signature;
  for (const TypeKey key : keys) signature.arguments.push_back(writeNotation(state, key));
  const CachedRoot root{expression.text, kExpressionRoot | expression.options.bits(), expression.texts};
  const auto compile = [&] { return callHook(expression, signature); };
  bool was_loaded = false;
  const Reference product = throughCache(state, root, keys, signature, compile, was_loaded);
  if (!product) return nullptr;
  Specialisation* made = adoptCompiled(state, product.get(), keys, std::move(signature));
  if (made == nullptr || expression.options.has_output || checkResult(*made)) return made;
  release(made);
  return nullptr;
}

void raiseExpressionError(const Diagnostic& diagnostic, PyObject* text) {
  const auto line = [text](const std::string&, uint32_t number) { return lineOf(text, number); };
  const std::string rendered = renderDiagnostic(diagnostic, line);
  PyObject* errors = PyImport_ImportModule("krait.errors");
  PyObject* exception = errors == nullptr ? nullptr
                                          : PyObject_CallMethod(errors, "expression_error", "ss", rendered.c_str(),
                                                                std::string(diagName(diagnostic.kind)).c_str());
  if (exception != nullptr) PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
  Py_XDECREF(exception);
  Py_XDECREF(errors);
}

}  // namespace krait
