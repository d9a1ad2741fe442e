// Where the interpreter enters this module: a lack of memory in C++ becomes MemoryError there, as no exception of C++ may
// pass through the interpreter. What is called in between holds what it owns in objects, so that nothing is lost.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <new>

namespace krait {

// What `body` gives; null or false, and MemoryError, if there was no memory. Not noexcept: the end of a daemon thread at the end
// of the interpreter passes through (take_lock.h).
template <typename Body>
auto orNoMemory(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
    return {};
  }
}

}  // namespace krait
