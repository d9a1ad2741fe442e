// Taking the interpreter's lock again. When the interpreter ends, CPython 3.11 ends a daemon thread that asks for the lock with
// pthread_exit(), which unwinds the stack: destructors would touch objects without the lock, beside the main thread that takes
// everything down. So the thread waits here until the process is gone, as CPython 3.14 lets it.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <cxxabi.h>
#include <unistd.h>

namespace krait {

// Calls what may take the lock; a thread that would be ended there waits for ever instead.
template <typename Body>
auto orWaitForTheEnd(Body body) {
  try {
    return body();
  } catch (const abi::__forced_unwind&) {
    for (;;) pause();
  }
}

inline void takeLockAgain(PyThreadState* thread) {
  orWaitForTheEnd([&] { PyEval_RestoreThread(thread); });
}

// The lock is given up for the scope.
class WithoutLock {
 public:
  WithoutLock() : thread_(PyEval_SaveThread()) {}
  WithoutLock(const WithoutLock&) = delete;
  WithoutLock& operator=(const WithoutLock&) = delete;
  ~WithoutLock() { takeLockAgain(thread_); }

 private:
  PyThreadState* thread_;
};

// The lock is taken for the scope, in a thread of the interpreter.
class WithLock {
 public:
  WithLock() : held_(orWaitForTheEnd([] { return PyGILState_Ensure(); })) {}
  WithLock(const WithLock&) = delete;
  WithLock& operator=(const WithLock&) = delete;
  ~WithLock() { PyGILState_Release(held_); }

 private:
  PyGILState_STATE held_;
};

}  // namespace krait
