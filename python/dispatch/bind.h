// Binding the arguments of a call to the parameters of the function.
//
// Parameters are counted in the order of the code object's variables: positional ones, keyword-only ones,
// then *args, which is packed into a tuple. Binding only succeeds; for a call that does not fit, the original
// function is called with the same arguments, so that CPython raises its own exception in its own words.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/dispatch/small_array.h"

namespace krait {

struct Parameters {
  PyObject* names = nullptr;  // strong: tuple of str, in order
  int positional = 0;         // including the positional-only ones, which come first
  int positional_only = 0;
  int keyword_only = 0;
  bool has_varargs = false;

  int count() const { return positional + keyword_only + has_varargs; }
  bool isPlain() const { return keyword_only == 0 && !has_varargs; }
};

struct CallArguments {
  PyObject* const* values;
  Py_ssize_t positional;
  PyObject* keywords;  // tuple of names, or null
};

// Holds one reference to each value while the call runs: a default may be replaced meanwhile.
struct BoundArguments {
  explicit BoundArguments(int count) : values(count), count(count) {
    for (int i = 0; i < count; ++i) values[i] = nullptr;
  }
  ~BoundArguments() {
    for (int i = 0; i < count; ++i) Py_XDECREF(values[i]);
  }
  SmallArray<PyObject*, 16> values;
  int count;
};

// False: the call does not fit (no exception), or something failed (exception).
bool bindArguments(const Parameters& parameters, PyObject* function, const CallArguments& call,
                   BoundArguments& bound);

}  // namespace krait
