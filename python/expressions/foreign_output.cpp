// NumPy copies both ways.
#include "python/expressions/foreign_output.h"

#include "python/dispatch/numpy_api.h"

namespace krait {

namespace {
PyArrayObject* asArray(PyObject* object) { return reinterpret_cast<PyArrayObject*>(object); }
}  // namespace

bool isForeignOutput(PyObject* output) {
  if (!PyArray_Check(output) || !PyArray_ISWRITEABLE(asArray(output))) return false;
  return !PyArray_ISALIGNED(asArray(output)) || !PyArray_ISNOTSWAPPED(asArray(output));
}

PyObject* makeStandIn(PyObject* output) {
  PyArray_Descr* native = PyArray_DescrNewByteorder(PyArray_DESCR(asArray(output)), NPY_NATIVE);
  return native == nullptr ? nullptr : PyArray_NewLikeArray(asArray(output), NPY_KEEPORDER, native, 0);
}

bool fillFromStandIn(PyObject* output, PyObject* stand_in) {
  return PyArray_CopyInto(asArray(output), asArray(stand_in)) == 0;
}

}  // namespace krait
