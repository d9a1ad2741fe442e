// Operands that are not taken as they are: once per call, before the key is known.
#include "python/expressions/operand.h"

#include "python/dispatch/key_of.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

bool isPlainValue(TypeKey key) {
  switch (key.kind()) {
  case ArgumentKind::Bool:
  case ArgumentKind::Int:
  case ArgumentKind::Float:
  case ArgumentKind::Complex:
  case ArgumentKind::NumpyScalar:
  case ArgumentKind::Array: return true;
  default: return false;
  }
}

bool refuse(PyObject* name, PyObject* object, const char* what) {
  PyErr_Format(PyExc_TypeError, "the operand '%U' is %s %.200s", name, what, Py_TYPE(object)->tp_name);
  return false;
}

// Aligned, in the byte order of the machine, of class ndarray; copied only where it is not.
PyObject* asArray(PyObject* object) {
  constexpr int kFlags = NPY_ARRAY_ALIGNED | NPY_ARRAY_NOTSWAPPED | NPY_ARRAY_ENSUREARRAY;
  return PyArray_CheckFromAny(object, nullptr, 0, 0, kFlags, nullptr);
}

bool takeFunction(State& state, PyObject* name, PyObject* object, OperandValue& taken) {
  if (Py_TYPE(object) != state.dispatcher_type)
    return refuse(name, object, "called, and only functions made by @krait.jit are:");
  taken = {Py_NewRef(object), keyOf(state, object)};
  return true;
}

bool takeAsArray(State& state, PyObject* name, PyObject* object, OperandValue& taken) {
  if (!loadNumpy(state, true)) return false;
  PyObject* array = asArray(object);
  if (array == nullptr) return false;
  taken = {array, keyOf(state, array)};
  if (isPlainValue(taken.key)) return true;
  if (!PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError, "the operand '%U' is an array of dtype %S, which expressions do not take", name,
                 PyArray_DESCR(reinterpret_cast<PyArrayObject*>(array)));
  }
  Py_CLEAR(taken.object);
  return false;
}

}  // namespace

bool takeOperand(State& state, PyObject* name, PyObject* object, bool is_called, OperandValue& taken) {
  if (is_called) return takeFunction(state, name, object, taken);
  const bool is_container = PyUnicode_Check(object) || PyTuple_Check(object) || PyList_Check(object);
  const TypeKey key = is_container ? TypeKey{} : keyOf(state, object);
  if (PyErr_Occurred()) return false;
  if (!isPlainValue(key)) return takeAsArray(state, name, object, taken);
  taken = {Py_NewRef(object), key};
  return true;
}

bool takeOutput(State& state, PyObject* object, OperandValue& taken) {
  if (!loadNumpy(state, true)) return false;
  if (!PyArray_Check(object)) {
    PyErr_Format(PyExc_TypeError, "out is an array, not %.200s", Py_TYPE(object)->tp_name);
    return false;
  }
  PyObject* array = PyArray_EnsureArray(Py_NewRef(object));  // of a subclass, a view
  if (array == nullptr) return false;
  taken = {array, keyOf(state, array)};
  if (isPlainValue(taken.key) && !taken.key.isReadonly()) return true;
  if (!PyErr_Occurred()) {
    const char* reason =
        taken.key.isValid() ? "can't be written" : "has a dtype or memory that expressions do not write";
    PyErr_Format(PyExc_ValueError, "out %s (dtype %S)", reason, PyArray_DESCR(reinterpret_cast<PyArrayObject*>(array)));
  }
  Py_CLEAR(taken.object);
  return false;
}

}  // namespace krait
