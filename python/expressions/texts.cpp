// Which operands are texts, the parts of an expression for them, and the call of the rest.
#include "python/expressions/texts.h"

#include <algorithm>

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

bool isText(const State& state, PyObject* object) {
  if (PyUnicode_Check(object) || PyBytes_Check(object)) return true;
  if (state.array_type == nullptr || !PyObject_TypeCheck(object, state.array_type)) return false;
  return PyTypeNum_ISSTRING(PyArray_TYPE(reinterpret_cast<PyArrayObject*>(object)));
}

std::string utf8(PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  return text == nullptr ? "" : text;
}

std::set<std::string> textNames(const Expression* self, PyObject* const* operands) {
  std::set<std::string> names;
  for (size_t k = 0; k < self->data->names.size(); ++k) {
    if (isText(*self->state, operands[k])) names.insert(utf8(self->data->names[k]));
  }
  return names;
}

// Borrowed; null with an exception. The text was parsed before, so it is right.
const TextVariant* findVariant(Expression* self, const std::set<std::string>& names) {
  for (const TextVariant& known : self->data->text_variants) {
    if (known.text_names == names) return &known;
  }
  const expr::TextSplit split = expr::splitText(expr::parse(utf8(self->text)), names);
  Expression* rest = makeRest(self, split, names);
  if (rest == nullptr) return nullptr;
  return &self->data->text_variants.emplace_back(TextVariant{names, split.parts, rest});
}

// Borrowed; null where there is none of that name.
PyObject* operandNamed(const Expression* self, PyObject* const* operands, const std::string& name) {
  for (size_t k = 0; k < self->data->names.size(); ++k) {
    if (utf8(self->data->names[k]) == name) return operands[k];
  }
  return nullptr;
}

PyObject* valueOf(const Expression* self, PyObject* const* operands, const expr::TextOperand& operand) {
  if (operand.is_name) return Py_XNewRef(operandNamed(self, operands, operand.text));
  const auto size = std::ssize(operand.text);
  return operand.is_bytes ? PyBytes_FromStringAndSize(operand.text.data(), size)
                          : PyUnicode_DecodeUTF8(operand.text.data(), size, nullptr);
}

PyObject* computePart(const Expression* self, PyObject* const* operands, const expr::TextPart& part) {
  PyObject* left = valueOf(self, operands, part.left);
  PyObject* right = valueOf(self, operands, part.right);
  PyObject* module = PyImport_ImportModule("krait.numexpr.texts");
  PyObject* value = nullptr;
  if (left != nullptr && right != nullptr && module != nullptr) {
    value = PyObject_CallMethod(module, "compare", "sOO", part.operation.c_str(), left, right);
  }
  Py_XDECREF(left);
  Py_XDECREF(right);
  Py_XDECREF(module);
  return value;
}

// Of the rest's operands the first are ours, then come the parts, then the output.
PyObject* callRest(Expression* self, PyObject* const* operands, const TextVariant& variant,
                   const std::vector<PyObject*>& parts, CallOfRest call) {
  std::vector<PyObject*> values;
  const size_t own = variant.rest->data->names.size() - parts.size();
  for (size_t k = 0; k < own; ++k) values.push_back(operandNamed(self, operands, utf8(variant.rest->data->names[k])));
  values.insert(values.end(), parts.begin(), parts.end());
  if (self->options.has_output) values.push_back(operands[self->data->names.size()]);
  return call(variant.rest, values.data());
}

PyObject* callVariant(Expression* self, PyObject* const* operands, const TextVariant& variant, CallOfRest call) {
  std::vector<PyObject*> parts;
  for (const expr::TextPart& part : variant.parts) {
    PyObject* value = computePart(self, operands, part);
    if (value == nullptr) break;
    parts.push_back(value);
  }
  const bool is_complete = parts.size() == variant.parts.size();
  PyObject* result = is_complete ? callRest(self, operands, variant, parts, call) : nullptr;
  for (PyObject* value : parts) Py_DECREF(value);
  return result;
}

}  // namespace

PyObject* evaluateTexts(Expression* self, PyObject* const* operands, CallOfRest call) {
  if (self->texts != nullptr) return Py_NewRef(Py_NotImplemented);  // it is a rest itself
  const std::set<std::string> names = textNames(self, operands);
  if (names.empty()) return Py_NewRef(Py_NotImplemented);
  const TextVariant* variant = findVariant(self, names);
  if (variant == nullptr) return nullptr;
  const TextVariant held = *variant;  // a call in between may add a variant
  Py_INCREF(held.rest);
  PyObject* result = callVariant(self, operands, held, call);
  Py_DECREF(held.rest);
  return result;
}

}  // namespace krait
