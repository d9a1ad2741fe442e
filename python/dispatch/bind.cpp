// The general binding of arguments: keywords, defaults, keyword-only parameters, *args.
#include "python/dispatch/bind.h"

namespace krait {

namespace {

constexpr int kUnknownKeyword = -1;

// Keywords of a call are nearly always the interned strings of the code object, so identity comes first.
int findParameter(const Parameters& parameters, PyObject* keyword) {
  const int end = parameters.positional + parameters.keyword_only;
  for (int i = parameters.positional_only; i < end; ++i) {
    if (PyTuple_GET_ITEM(parameters.names, i) == keyword) return i;
  }
  for (int i = parameters.positional_only; i < end; ++i) {
    if (PyUnicode_Compare(PyTuple_GET_ITEM(parameters.names, i), keyword) == 0) return i;
  }
  return kUnknownKeyword;
}

bool bindPositional(const Parameters& parameters, const CallArguments& call, BoundArguments& bound) {
  const Py_ssize_t direct = call.positional < parameters.positional ? call.positional : parameters.positional;
  for (Py_ssize_t i = 0; i < direct; ++i) bound.values[i] = Py_NewRef(call.values[i]);
  const Py_ssize_t extra = call.positional - direct;
  if (!parameters.has_varargs) return extra == 0;
  PyObject* packed = PyTuple_New(extra);
  if (packed == nullptr) return false;
  for (Py_ssize_t i = 0; i < extra; ++i) PyTuple_SET_ITEM(packed, i, Py_NewRef(call.values[direct + i]));
  bound.values[parameters.positional + parameters.keyword_only] = packed;
  return true;
}

bool bindKeywords(const Parameters& parameters, const CallArguments& call, BoundArguments& bound) {
  const Py_ssize_t count = call.keywords == nullptr ? 0 : PyTuple_GET_SIZE(call.keywords);
  for (Py_ssize_t i = 0; i < count; ++i) {
    const int parameter = findParameter(parameters, PyTuple_GET_ITEM(call.keywords, i));
    if (parameter == kUnknownKeyword || bound.values[parameter] != nullptr) return false;
    bound.values[parameter] = Py_NewRef(call.values[call.positional + i]);
  }
  return true;
}

bool fillPositionalDefaults(const Parameters& parameters, PyObject* function, BoundArguments& bound) {
  PyObject* defaults = PyFunction_GET_DEFAULTS(function);
  const int first =
      parameters.positional - static_cast<int>(defaults == nullptr ? 0 : PyTuple_GET_SIZE(defaults));
  for (int i = 0; i < parameters.positional; ++i) {
    if (bound.values[i] != nullptr) continue;
    if (i < first) return false;
    bound.values[i] = Py_NewRef(PyTuple_GET_ITEM(defaults, i - first));
  }
  return true;
}

bool fillKeywordDefaults(const Parameters& parameters, PyObject* function, BoundArguments& bound) {
  PyObject* defaults = PyFunction_GET_KW_DEFAULTS(function);
  for (int i = parameters.positional; i < parameters.positional + parameters.keyword_only; ++i) {
    if (bound.values[i] != nullptr) continue;
    PyObject* name = PyTuple_GET_ITEM(parameters.names, i);
    PyObject* value = defaults == nullptr ? nullptr : PyDict_GetItemWithError(defaults, name);
    if (value == nullptr) return false;
    bound.values[i] = Py_NewRef(value);
  }
  return true;
}

}  // namespace

bool bindArguments(const Parameters& parameters, PyObject* function, const CallArguments& call,
                   BoundArguments& bound) {
  return bindPositional(parameters, call, bound) && bindKeywords(parameters, call, bound) &&
         fillPositionalDefaults(parameters, function, bound) &&
         fillKeywordDefaults(parameters, function, bound);
}

}  // namespace krait
