// One thread makes code for a dispatcher at a time. Others that want some wait, without the interpreter's lock, and then find what it
// made; other dispatchers' turns go on meanwhile.
#pragma once

#include "python/dispatch/dispatcher.h"
#include "python/dispatch/state.h"
#include "python/dispatch/take_lock.h"

namespace krait {

// Taken by wait(), given back at its end.
class CompileTurn {
 public:
  explicit CompileTurn(Dispatcher* self) : self_(self) { self_->state->forks.enterCompilation(); }
  CompileTurn(const CompileTurn&) = delete;
  CompileTurn& operator=(const CompileTurn&) = delete;
  ~CompileTurn() {
    self_->state->forks.leaveCompilation();
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
      PyThreadState* thread = PyEval_SaveThread();
      status = PyThread_acquire_lock_timed(lock, -1, 1);
      takeLockAgain(thread);
      if (status == PY_LOCK_INTR && Py_MakePendingCalls() < 0) return false;
    } while (status == PY_LOCK_INTR);
    return true;
  }

  Dispatcher* self_;
  bool is_ours_ = false;
};

}  // namespace krait
