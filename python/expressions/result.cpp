// Results.
#include "python/expressions/result.h"

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

// What compiled code allocated is held by a buffer object of ours; views of operands have the operand as their base.
// What can't be written may be one number seen as many (`.imag` of real numbers).
bool isFresh(const State& state, PyObject* result) {
  auto* array = reinterpret_cast<PyArrayObject*>(result);
  if (Py_REFCNT(result) != 1 || !PyArray_ISWRITEABLE(array)) return false;
  PyObject* base = PyArray_BASE(array);
  return base == nullptr || Py_TYPE(base) == state.buffer_type;
}

PyObject* copyOf(PyObject* result, NPY_ORDER order) {
  PyObject* copy = PyArray_NewCopy(reinterpret_cast<PyArrayObject*>(result), order);
  Py_DECREF(result);
  return copy;
}

}  // namespace

PyObject* ownArray(State& state, PyObject* result) {
  if (Py_TYPE(result) == state.array_type && isFresh(state, result)) [[likely]]
    return result;
  if (result == Py_None) {
    PyErr_SetString(PyExc_TypeError, "the value of the expression is of type None, no array and no number");
    Py_CLEAR(result);
  }
  if (result == nullptr || !loadNumpy(state, true)) {
    Py_XDECREF(result);
    return nullptr;
  }
  if (Py_TYPE(result) == state.array_type) return copyOf(result, NPY_KEEPORDER);
  PyObject* array = PyArray_FromAny(result, nullptr, 0, 0, NPY_ARRAY_ENSUREARRAY, nullptr);
  Py_DECREF(result);
  return array;
}

PyObject* inOrder(PyObject* result, char order) {
  auto* array = reinterpret_cast<PyArrayObject*>(result);
  if (order == 'C' && !PyArray_IS_C_CONTIGUOUS(array)) return copyOf(result, NPY_CORDER);
  if (order == 'F' && !PyArray_IS_F_CONTIGUOUS(array)) return copyOf(result, NPY_FORTRANORDER);
  return result;
}

}  // namespace krait
