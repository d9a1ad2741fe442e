// Finding the threads of parallel loops for the runtime (runtime/thread_team.h).
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "runtime/numpy_loops.h"

namespace krait {

// kr_host::find_team: loads the module `_threads`, which lies beside this one, and OpenMP with it, at the first call.
const kr_team* findThreadTeam(kr_host*);

// Functions of the module: threads and schedule of the calling thread's parallel loops.
PyObject* getNumThreads(PyObject*, PyObject*);
PyObject* setNumThreads(PyObject*, PyObject* count);
PyObject* getSchedule(PyObject*, PyObject*);
PyObject* setSchedule(PyObject*, PyObject* arguments);

}  // namespace krait
