// Operands that lie in files (numpy.memmap): evaluation block by block, in krait/numexpr/blocks.py.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/expressions/expression.h"

namespace krait {

// New reference: the value; NotImplemented where there is nothing in files, or it is evaluated at once; null with an
// exception.
PyObject* evaluateInBlocks(Expression* self, PyObject* const* operands, PyObject* progress);

}  // namespace krait
