// The arguments of evaluate and validate, as NumExpr has them.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/expressions/expression.h"

namespace krait {

struct EvaluateArguments {
  PyObject* text = nullptr;  // all borrowed
  PyObject* local_dict = nullptr;
  PyObject* global_dict = nullptr;
  PyObject* out = nullptr;
  PyObject* progress = nullptr;
  char order = 'K';
  Casting casting = Casting::Safe;
  bool expand_powers = true;
  int frame_depth = 0;
};

struct CallArgumentsView {
  PyObject* const* values;
  Py_ssize_t positional;
  PyObject* keywords;  // tuple of names, or null
};

// False with an exception: TypeError for arguments that no function takes so, ValueError for a value NumExpr refuses.
bool readEvaluateArguments(const CallArgumentsView& call, EvaluateArguments& arguments, bool is_validate = false);

// Of re_evaluate: local_dict, global_dict, _frame_depth.
bool readReEvaluateArguments(const CallArgumentsView& call, EvaluateArguments& arguments);

bool readOrder(PyObject* text, char& order);
bool readCasting(PyObject* text, Casting& casting);

}  // namespace krait
