// krait._dispatch.NumExpr: an expression with an order of its operands and, where a signature gives them, their dtypes.
//
//   nex(a, b)   nex.run(a, b, out=c, order='C', casting='safe')
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

// compiled_object(expression, names, dtypes): names is None or a tuple in the order of a call, dtypes None or a tuple
// of a dtype for each name.
PyObject* makeCompiledObject(PyObject* module, PyObject* arguments);

extern PyType_Spec kCompiledObjectTypeSpec;

}  // namespace krait
