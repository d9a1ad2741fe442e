// The value of an expression is always a new array of its own, as NumExpr's is.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

struct State;

// A number becomes an array without dimensions; an operand, or a view of one, is copied. Takes over the reference; null
// with an exception.
PyObject* ownArray(State& state, PyObject* result);

// In C's, Fortran's order ('C', 'F'), or as NumPy chooses ('K'); copied where it is not. Takes over the reference.
PyObject* inOrder(PyObject* result, char order);

}  // namespace krait
