// What an operand may be, and what becomes of it: numbers, NumPy's scalars and arrays are taken as they are; everything
// else that NumPy makes an array of (lists, series, memory maps, foreign byte orders) is taken as that array.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/dispatch/type_key.h"

namespace krait {

struct State;

struct OperandValue {
  PyObject* object = nullptr;  // strong
  TypeKey key;
};

// False with an exception. `is_called`: the expression calls it, so it must be a function made by @krait.jit.
bool takeOperand(State& state, PyObject* name, PyObject* object, bool is_called, OperandValue& taken);

// The output must be taken as it is, for the result has to land in the very array.
bool takeOutput(State& state, PyObject* object, OperandValue& taken);

}  // namespace krait
