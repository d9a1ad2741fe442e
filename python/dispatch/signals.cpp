// The only file that reads CPython's internal state: the pending-signal flag has no public name.
#define Py_BUILD_CORE
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <internal/pycore_runtime.h>

#include "python/dispatch/signals.h"

namespace krait {

const volatile int32_t* interruptFlag() {
  static_assert(sizeof(_PyRuntime.ceval.signals_pending) == sizeof(int32_t));
  return reinterpret_cast<const volatile int32_t*>(&_PyRuntime.ceval.signals_pending);
}

// Handlers run on the main thread only; another thread goes on, having offered the lock to the main one.
// Py_MakePendingCalls rather than PyErr_CheckSignals: only it lowers the flag, which polls would else see for
// ever.
int32_t onInterrupt(kr_context*) {
  if (PyGILState_GetThisThreadState() == nullptr) return 0;  // a worker of a parallel region
  const PyGILState_STATE held = PyGILState_Ensure();
  const int32_t failed = Py_MakePendingCalls();
  if (failed == 0 && *interruptFlag() != 0) {
    PyThreadState* state = PyEval_SaveThread();
    PyEval_RestoreThread(state);
  }
  PyGILState_Release(held);
  return failed;
}

}  // namespace krait
