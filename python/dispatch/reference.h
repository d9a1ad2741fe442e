// A strong reference to a Python object that is dropped with it, also when a lack of memory is thrown past it.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <memory>

namespace krait {

struct DropReference {
  void operator()(PyObject* object) const { Py_XDECREF(object); }
};
using Reference = std::unique_ptr<PyObject, DropReference>;

}  // namespace krait
