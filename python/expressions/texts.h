// Operands that are texts: arrays of bytes or str, or texts themselves. Their comparisons are computed by NumPy
// (krait/numexpr/texts.py), before the code of the rest is called.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/expressions/expression.h"

namespace krait {

using CallOfRest = PyObject* (*)(Expression* rest, PyObject* const* operands);

// What `call` gives for the rest, a new reference; NotImplemented where no operand is a text; null with an exception.
PyObject* evaluateTexts(Expression* self, PyObject* const* operands, CallOfRest call);

}  // namespace krait
