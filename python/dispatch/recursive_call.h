// One level deeper into nested arguments, counted as the interpreter counts its calls, as long as the object lives.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

namespace krait {

class RecursiveCall {
 public:
  // Not allowed, with RecursionError, where it would be too deep.
  explicit RecursiveCall(const char* where) : is_allowed_(Py_EnterRecursiveCall(where) == 0) {}
  RecursiveCall(const RecursiveCall&) = delete;
  RecursiveCall& operator=(const RecursiveCall&) = delete;
  ~RecursiveCall() {
    if (is_allowed_) Py_LeaveRecursiveCall();
  }

  [[nodiscard]] bool isAllowed() const { return is_allowed_; }

 private:
  bool is_allowed_;
};

}  // namespace krait
