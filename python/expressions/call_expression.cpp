// A call: from operands to the value. One that hits compares the operands' types, enters the code and boxes its result.
//
//   callExpression   the types are those of the last call: unbox, run
//   callByKeys       files? texts? an output that can't be written as it lies? else convert, find the code or compile
#include <algorithm>

#include "python/dispatch/no_memory.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/run_code.h"
#include "python/expressions/blocks.h"
#include "python/expressions/compile_expression.h"
#include "python/expressions/expression.h"
#include "python/expressions/foreign_output.h"
#include "python/expressions/operand.h"
#include "python/expressions/result.h"
#include "python/expressions/texts.h"

namespace krait {

namespace {

constexpr size_t kMaxSpecialisations = 64;  // of one expression; generated functions could make any number

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
  if (self->data->specialisations.size() >= kMaxSpecialisations) dropSpecialisations(self);
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

PyObject* callHot(Expression* self, PyObject* const* operands, PyObject* progress) {
  Specialisation* code = self->hot;
  if (code == nullptr) return callByKeys(self, operands, progress);
  Slots slots(code->compiled->argument_slots);
  if (!unbox(*self->state, *code, operands, slots.data()) || !guardsHold(*code)) [[unlikely]] {
    if (PyErr_Occurred()) return nullptr;
    return callByKeys(self, operands, progress);
  }
  return runWith(self, code, slots.data());
}

}  // namespace

PyObject* callExpression(Expression* self, PyObject* const* operands, PyObject* progress) {
  return orNoMemory([&] { return callHot(self, operands, progress); });
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

}  // namespace krait
