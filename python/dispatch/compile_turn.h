// One thread makes code for a dispatcher at a time. Others that want some wait, without the interpreter's lock, and then find what it
// made; other dispatchers' turns go on meanwhile.
#pragma once

#include "python/dispatch/dispatcher.h"

namespace krait {

// Taken by wait(), given back at its end.
class CompileTurn {
 public:
  explicit CompileTurn(Dispatcher* self) : self_(self) {}
  CompileTurn(const CompileTurn&) = delete;
  CompileTurn& operator=(const CompileTurn&) = delete;
  ~CompileTurn() {
    if (!is_ours_) return;
    self_->data->compiling_thread = 0;
    PyThread_release_lock(self_->data->compile_lock);
    Py_DECREF(self_);
  }

  // False with an exception: a signal handler raised, or this thread is compiling the function already.
  bool wait() {
    if (self_->data->compiling_thread == PyThread_get_thread_ident()) {
      PyErr_Format(PyExc_RuntimeError, "%U() was called while it was being compiled", functionName(self_));
      return false;
    }
    if (!acquire()) return false;
    is_ours_ = true;
    self_->data->compiling_thread = PyThread_get_thread_ident();
    Py_INCREF(self_);
    return true;
  }

 private:
  bool acquire() {
    PyThread_type_lock lock = self_->data->compile_lock;
    if (PyThread_acquire_lock(lock, NOWAIT_LOCK)) return true;
    PyLockStatus status;
    do {
      Py_BEGIN_ALLOW_THREADS status = PyThread_acquire_lock_timed(lock, -1, 1);
      Py_END_ALLOW_THREADS if (status == PY_LOCK_INTR && Py_MakePendingCalls() < 0) return false;
    } while (status == PY_LOCK_INTR);
    return true;
  }

  Dispatcher* self_;
  bool is_ours_ = false;
};

}  // namespace krait
