// Outputs that compiled code can't write as they lie: not aligned, or in another byte order. The value goes into an
// array beside, and from there into the output.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

// Whether it is such an array, and may be written.
bool isForeignOutput(PyObject* output);

// An array of its shape and dtype that compiled code writes. New reference; null with an exception.
PyObject* makeStandIn(PyObject* output);

// The values of the stand-in into the output. False with an exception.
bool fillFromStandIn(PyObject* output, PyObject* stand_in);

}  // namespace krait
