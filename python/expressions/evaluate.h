// evaluate, re_evaluate and validate: functions of the module krait._dispatch.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

PyObject* evaluate(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords);
PyObject* reEvaluate(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords);
PyObject* validate(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords);
// The Expression of a text, with evaluate's arguments.
PyObject* findExpression(PyObject* module, PyObject* const* arguments, Py_ssize_t count, PyObject* keywords);

// For help(); the first line of each is the signature.
extern const char* const kEvaluateDocumentation;
extern const char* const kReEvaluateDocumentation;
extern const char* const kValidateDocumentation;

}  // namespace krait
