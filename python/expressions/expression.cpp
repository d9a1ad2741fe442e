// The type: from operands to the value. A call that hits compares the operands' types, enters the code and boxes its
// result.
#include "python/expressions/expression.h"

#include <structmember.h>

#include <algorithm>
#include <limits>
#include <new>

#include "frontend/expr/syntax.h"
#include "frontend/support/diagnostics.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/run_code.h"
#include "python/expressions/blocks.h"
#include "python/expressions/compile_expression.h"
#include "python/expressions/foreign_output.h"
#include "python/expressions/operand.h"
#include "python/expressions/result.h"
#include "python/expressions/texts.h"

namespace krait {

namespace {

constexpr size_t kMaxSpecialisations = 64;  // of one expression; generated functions could make any number

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

// ---- what a call does

size_t operandCount(const Expression* self) { return self->data->names.size() + self->options.has_output; }

bool takeOperands(Expression* self, PyObject* const* operands, std::vector<OperandValue>& taken) {
  const size_t names = self->data->names.size();
  taken.resize(operandCount(self));
  for (size_t k = 0; k < taken.size(); ++k) {
    const bool is_taken =
        k < names ? takeOperand(*self->state, self->data->names[k], operands[k], self->data->is_called[k], taken[k])
                  : takeOutput(*self->state, operands[k], taken[k]);
    if (!is_taken) return false;
  }
  return true;
}

void dropOperands(std::vector<OperandValue>& taken) {
  for (OperandValue& value : taken) Py_CLEAR(value.object);
}

Specialisation* findExact(const Expression* self, const std::vector<TypeKey>& keys) {
  for (Specialisation* code : self->data->specialisations) {
    if (code->keys == keys) return code;
  }
  return nullptr;
}

void dropAll(Expression* self) {
  self->hot = nullptr;
  std::vector<Specialisation*> all;
  all.swap(self->data->specialisations);
  for (Specialisation* code : all) release(code);
}

void drop(Expression* self, Specialisation* stale) {
  if (self->hot == stale) self->hot = nullptr;
  std::erase(self->data->specialisations, stale);
  release(stale);
}

// Another thread may have compiled the same meanwhile: then that is taken.
Specialisation* compile(Expression* self, const std::vector<TypeKey>& keys) {
  Specialisation* made = compileExpression(*self->state, {self->text, self->options, self->texts}, keys);
  if (made == nullptr) return nullptr;
  if (Specialisation* known = findExact(self, keys)) {
    release(made);
    return known;
  }
  if (self->data->specialisations.size() >= kMaxSpecialisations) dropAll(self);
  self->data->specialisations.push_back(made);
  return made;
}

// Borrowed; null with an exception.
Specialisation* findCode(Expression* self, const std::vector<OperandValue>& taken) {
  std::vector<TypeKey> keys;
  for (const OperandValue& value : taken) keys.push_back(value.key);
  constexpr int kAttempts = 8;  // globals of called functions may change again while the compiler runs
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Specialisation* code = findExact(self, keys);
    if (code == nullptr) code = compile(self, keys);
    if (code == nullptr || guardsHold(*code)) return code;
    drop(self, code);
  }
  PyErr_SetString(PyExc_RuntimeError, "global variables of a called function change faster than it compiles");
  return nullptr;
}

PyObject* runWith(Expression* self, Specialisation* code, kr_slot* slots) {
  PyObject* result = runCode(*self->state, runningGlobals(), code, slots);
  if (self->options.has_output || result == nullptr) return result;
  return ownArray(*self->state, result);
}

PyObject* runTaken(Expression* self, Specialisation* code, const std::vector<OperandValue>& taken) {
  Slots slots(code->compiled->argument_slots);
  std::vector<PyObject*> objects;
  for (const OperandValue& value : taken) objects.push_back(value.object);
  self->hot = code;
  if (unbox(*self->state, *code, objects.data(), slots.data())) return runWith(self, code, slots.data());
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_OverflowError, "an int among the operands does not fit in 64 bits");
  return nullptr;
}

// Of a subclass, the caller's own array is given back.
PyObject* theOutput(Expression* self, PyObject* const* operands, PyObject* result) {
  if (result == nullptr || !self->options.has_output) return result;
  Py_DECREF(result);
  return Py_NewRef(operands[operandCount(self) - 1]);
}

PyObject* callByKeys(Expression* self, PyObject* const* operands, PyObject* progress);

PyObject* callThroughStandIn(Expression* self, PyObject* const* operands) {
  const size_t names = self->data->names.size();
  std::vector<PyObject*> values(operands, operands + names);
  PyObject* stand_in = makeStandIn(operands[names]);
  if (stand_in == nullptr) return nullptr;
  values.push_back(stand_in);
  PyObject* result = callByKeys(self, values.data(), nullptr);
  if (result != nullptr && fillFromStandIn(operands[names], stand_in)) {
    Py_SETREF(result, Py_NewRef(operands[names]));
  } else {
    Py_CLEAR(result);
  }
  Py_DECREF(stand_in);
  return result;
}

bool hasForeignOutput(Expression* self, PyObject* const* operands) {
  return self->options.has_output && loadNumpy(*self->state, false) &&
         isForeignOutput(operands[self->data->names.size()]);
}

[[gnu::noinline]] PyObject* callByKeys(Expression* self, PyObject* const* operands, PyObject* progress) {
  std::vector<OperandValue> taken;
  PyObject* result = evaluateInBlocks(self, operands, progress);
  if (result != Py_NotImplemented) return result;
  Py_SETREF(result, evaluateTexts(self, operands, [](Expression* rest, PyObject* const* values) {
              return callExpression(rest, values);
            }));
  if (result != Py_NotImplemented) return result;
  Py_CLEAR(result);
  if (hasForeignOutput(self, operands)) return callThroughStandIn(self, operands);
  if (takeOperands(self, operands, taken)) {
    if (Specialisation* code = findCode(self, taken)) result = theOutput(self, operands, runTaken(self, code, taken));
  }
  dropOperands(taken);
  return result;
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
  if (self->data != nullptr) dropAll(self);
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

PyObject* callExpression(Expression* self, PyObject* const* operands, PyObject* progress) {
  Specialisation* code = self->hot;
  if (code == nullptr) return callByKeys(self, operands, progress);
  Slots slots(code->compiled->argument_slots);
  if (!unbox(*self->state, *code, operands, slots.data()) || !guardsHold(*code)) [[unlikely]] {
    if (PyErr_Occurred()) return nullptr;
    return callByKeys(self, operands, progress);
  }
  return runWith(self, code, slots.data());
}

namespace {

bool prepareWithStandIn(Expression* self, PyObject* const* operands) {
  const size_t names = self->data->names.size();
  std::vector<PyObject*> values(operands, operands + names);
  values.push_back(makeStandIn(operands[names]));
  const bool is_prepared = values.back() != nullptr && prepareExpression(self, values.data());
  Py_XDECREF(values.back());
  return is_prepared;
}

}  // namespace

bool prepareExpression(Expression* self, PyObject* const* operands) {
  const auto prepare_rest = [](Expression* rest, PyObject* const* values) -> PyObject* {
    return prepareExpression(rest, values) ? Py_NewRef(Py_None) : nullptr;
  };
  PyObject* prepared = evaluateTexts(self, operands, prepare_rest);
  const bool has_no_texts = prepared == Py_NotImplemented;
  const bool is_prepared_rest = prepared != nullptr;
  Py_XDECREF(prepared);
  if (!has_no_texts) return is_prepared_rest;
  if (hasForeignOutput(self, operands)) return prepareWithStandIn(self, operands);
  std::vector<OperandValue> taken;
  const bool is_prepared = takeOperands(self, operands, taken) && findCode(self, taken) != nullptr;
  dropOperands(taken);
  return is_prepared;
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
