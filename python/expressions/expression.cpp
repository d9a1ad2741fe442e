// The type: made from a text, whose operands it knows; what it holds.
#include "python/expressions/expression.h"

#include <structmember.h>

#include <algorithm>
#include <limits>
#include <new>

#include "frontend/expr/syntax.h"
#include "frontend/support/diagnostics.h"
#include "python/dispatch/state.h"
#include "python/expressions/compile_expression.h"

namespace krait {

namespace {

// ---- construction

struct DefaultRow {
  const char* name;
  double value;
};

constexpr DefaultRow kDefaults[] = {{"pi", 3.14159265358979323846},
                                    {"e", 2.71828182845904523536},
                                    {"inf", std::numeric_limits<double>::infinity()},
                                    {"nan", std::numeric_limits<double>::quiet_NaN()}};

void addDefault(ExpressionData& data, const std::string& name, bool is_called) {
  data.defaults.push_back(0.0);
  data.has_default.push_back(false);
  for (const DefaultRow& row : kDefaults) {
    if (is_called || name != row.name) continue;
    data.defaults.back() = row.value;
    data.has_default.back() = true;
  }
}

bool addOperand(ExpressionData& data, const expr::Operand& operand) {
  PyObject* name = PyUnicode_DecodeUTF8(operand.name.data(), std::ssize(operand.name), nullptr);
  if (name == nullptr) return false;
  PyUnicode_InternInPlace(&name);
  data.names.push_back(name);
  data.is_called.push_back(operand.is_called);
  addDefault(data, operand.name, operand.is_called);
  return true;
}

bool addOperands(ExpressionData& data, const expr::Syntax& syntax) {
  data.is_elementwise = expr::isElementwise(syntax);
  return std::ranges::all_of(syntax.operands, [&](const expr::Operand& operand) { return addOperand(data, operand); });
}

bool readOperands(PyObject* text, ExpressionData& data) {
  Py_ssize_t size = 0;
  const char* utf8 = PyUnicode_AsUTF8AndSize(text, &size);
  if (utf8 == nullptr) return false;
  try {
    return addOperands(data, expr::parse({utf8, static_cast<size_t>(size)}));
  } catch (const CompileFailure& failure) {
    raiseExpressionError(failure.diagnostic(), text);
    return false;
  }
}

// ---- the type

PyObject* inputNames(PyObject* object, void*) {
  const ExpressionData& data = *reinterpret_cast<Expression*>(object)->data;
  PyObject* names = PyTuple_New(std::ssize(data.names));
  for (size_t k = 0; names != nullptr && k < data.names.size(); ++k) {
    PyTuple_SET_ITEM(names, static_cast<Py_ssize_t>(k), Py_NewRef(data.names[k]));
  }
  return names;
}

PyObject* getSignatures(PyObject* object, void*) {
  PyObject* list = PyList_New(0);
  for (const Specialisation* code : reinterpret_cast<Expression*>(object)->data->specialisations) {
    PyObject* tuple = list == nullptr ? nullptr : notationTuple(code->signature.arguments);
    if (tuple == nullptr || PyList_Append(list, tuple) != 0) Py_CLEAR(list);
    Py_XDECREF(tuple);
  }
  return list;
}

PyObject* isElementwise(PyObject* object, void*) {
  return PyBool_FromLong(reinterpret_cast<Expression*>(object)->data->is_elementwise);
}

PyObject* represent(PyObject* object) {
  return PyUnicode_FromFormat("<krait expression %R>", reinterpret_cast<Expression*>(object)->text);
}

int traverse(PyObject* object, visitproc visit, void* arg) {
  auto* self = reinterpret_cast<Expression*>(object);
  Py_VISIT(Py_TYPE(object));
  if (self->data == nullptr) return 0;
  for (const TextVariant& variant : self->data->text_variants) Py_VISIT(variant.rest);
  for (const Specialisation* code : self->data->specialisations) {
    if (const int result = code->traverse(visit, arg)) return result;
  }
  return 0;
}

int clear(PyObject* object) {
  auto* self = reinterpret_cast<Expression*>(object);
  if (self->data != nullptr) dropSpecialisations(self);
  return 0;
}

void deallocate(PyObject* object) {
  auto* self = reinterpret_cast<Expression*>(object);
  PyTypeObject* type = Py_TYPE(object);
  PyObject_GC_UnTrack(object);
  clear(object);
  if (self->data != nullptr) {
    for (PyObject* name : self->data->names) Py_DECREF(name);
    for (const TextVariant& variant : self->data->text_variants) Py_DECREF(variant.rest);
  }
  Py_CLEAR(self->texts);
  delete self->data;
  Py_CLEAR(self->text);
  type->tp_free(object);
  Py_DECREF(type);
}

PyMemberDef kMembers[] = {{"text", T_OBJECT, offsetof(Expression, text), READONLY, "The text of the expression."},
                          {nullptr, 0, 0, 0, nullptr}};

PyGetSetDef kProperties[] = {
    {"input_names", inputNames, nullptr, "The operands, in the order of a call.", nullptr},
    {"is_elementwise", isElementwise, nullptr, "Whether it may be evaluated in parts.", nullptr},
    {"signatures", getSignatures, nullptr, "Types of operands compiled so far: a list of tuples.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

template <typename F>
void* slot(F function) {
  return reinterpret_cast<void*>(function);
}

PyType_Slot kSlots[] = {{Py_tp_dealloc, slot(deallocate)},
                        {Py_tp_traverse, slot(traverse)},
                        {Py_tp_clear, slot(clear)},
                        {Py_tp_repr, slot(represent)},
                        {Py_tp_members, kMembers},
                        {Py_tp_getset, kProperties},
                        {Py_tp_doc, const_cast<char*>("An expression, compiled per types of its operands.")},
                        {0, nullptr}};

}  // namespace

PyType_Spec kExpressionTypeSpec = {
    "krait._dispatch.Expression", sizeof(Expression), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION, kSlots};

namespace {

Expression* allocate(State& state, PyObject* text, ExpressionOptions options) {
  auto* self = reinterpret_cast<Expression*>(state.expression_type->tp_alloc(state.expression_type, 0));
  if (self == nullptr) return nullptr;
  self->state = &state;
  self->text = Py_NewRef(text);
  self->options = options;
  self->data = new (std::nothrow) ExpressionData;
  if (self->data != nullptr) return self;
  Py_DECREF(self);
  PyErr_NoMemory();
  return nullptr;
}

PyObject* nameTuple(const std::set<std::string>& names) { return notationTuple({names.begin(), names.end()}); }

}  // namespace

Expression* makeExpression(State& state, PyObject* text, ExpressionOptions options) {
  Expression* self = allocate(state, text, options);
  if (self == nullptr || readOperands(text, *self->data)) return self;
  Py_DECREF(self);
  return nullptr;
}

Expression* makeRest(const Expression* whole, const expr::TextSplit& split, const std::set<std::string>& text_names) {
  Expression* self = allocate(*whole->state, whole->text, whole->options);
  if (self == nullptr) return nullptr;
  self->texts = nameTuple(text_names);
  if (self->texts != nullptr && addOperands(*self->data, split.syntax)) return self;
  Py_DECREF(self);
  return nullptr;
}

void dropSpecialisations(Expression* self) {
  self->hot = nullptr;
  std::vector<Specialisation*> all;
  all.swap(self->data->specialisations);
  for (Specialisation* code : all) release(code);
}

bool findOperands(Expression* self, const VariableSource& source, PyObject** values) {
  const ExpressionData& data = *self->data;
  const size_t count = data.names.size();
  std::fill(values, values + count, nullptr);
  bool is_found = findVariables(source, data.names, self->data->places, values);
  for (size_t k = 0; k < count && is_found; ++k) {
    if (values[k] == nullptr && data.has_default[k]) values[k] = PyFloat_FromDouble(data.defaults[k]);
    if (values[k] == nullptr && !PyErr_Occurred()) PyErr_SetObject(PyExc_KeyError, data.names[k]);
    is_found = values[k] != nullptr;
  }
  for (size_t k = 0; k < count && !is_found; ++k) Py_CLEAR(values[k]);
  return is_found;
}

}  // namespace krait
