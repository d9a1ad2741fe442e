// What `krait build` asks of krait._dispatch: functions of the module, as Python calls them.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

// store_built(folder, function, (text, arguments, result), cpu, record): the name of the file.
PyObject* storeBuiltCode(PyObject* module, PyObject* arguments);

// let_declared_wait(whether): signatures of the decorator wait for the first call.
PyObject* letDeclaredWait(PyObject* module, PyObject* value);

// runtime_abi(): what built code relies on, as text.
PyObject* runtimeInterface(PyObject* module, PyObject*);

// cpu_variants(): names of the levels of processors that code is built for, and whether this one runs it; from the one that
// can do most.
PyObject* cpuVariants(PyObject* module, PyObject*);

}  // namespace krait
