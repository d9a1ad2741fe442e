// Finding NumPy's inner loops: a ufunc object lists its loops, with the type numbers of each.
#include "python/dispatch/numpy_loops.h"

#define NO_IMPORT_UFUNC
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/take_lock.h"

#include <numpy/ufuncobject.h>

#include <cstring>

namespace krait {

namespace {

// The type characters of the loops that we know; 'l' is int64.
char letterOf(char number) {
  switch (number) {
  case NPY_INT: return 'i';
  case NPY_LONG: return 'l';
  case NPY_HALF: return 'e';
  case NPY_FLOAT: return 'f';
  case NPY_DOUBLE: return 'd';
  case NPY_CFLOAT: return 'F';
  case NPY_CDOUBLE: return 'D';
  default: return '?';
  }
}

bool hasTypes(const char* numbers, const char* letters, int count) {
  for (int k = 0; k < count; ++k) {
    if (letterOf(numbers[k]) != letters[k]) return false;
  }
  return true;
}

// Index of the loop, or -1.
int findTypes(const PyUFuncObject* ufunc, const char* letters) {
  if (std::strlen(letters) != static_cast<size_t>(ufunc->nargs)) return -1;
  for (int k = 0; k < ufunc->ntypes; ++k) {
    if (hasTypes(ufunc->types + k * ufunc->nargs, letters, ufunc->nargs) && ufunc->functions[k] != nullptr)
      return k;
  }
  return -1;
}

bool fill(kr_loop& entry, PyObject* object, const LoopRow& row) {
  const auto* ufunc = reinterpret_cast<const PyUFuncObject*>(object);
  const bool is_ufunc = std::strcmp(Py_TYPE(object)->tp_name, "numpy.ufunc") == 0;
  const int index = is_ufunc ? findTypes(ufunc, row.types) : -1;
  if (index < 0) {
    PyErr_Format(PyExc_NotImplementedError,
                 "krait: this NumPy has no %s.%s for types '%s', which compiled code needs", row.module,
                 row.ufunc, row.types);
    return false;
  }
  entry.data = ufunc->data == nullptr ? nullptr : const_cast<void*>(ufunc->data[index]);
  // NumPy's npy_intp is int64_t by another name.
  __atomic_store_n(&entry.function, reinterpret_cast<kr_loop_function>(ufunc->functions[index]),
                   __ATOMIC_RELEASE);
  return true;
}

}  // namespace

int32_t findNumpyLoop(kr_host* host, Loop loop) {
  static_assert(sizeof(npy_intp) == sizeof(int64_t));
  const LoopRow& row = loopRow(loop);
  const WithLock lock;
  PyObject* module = PyImport_ImportModule(row.module);
  PyObject* ufunc = module == nullptr ? nullptr : PyObject_GetAttrString(module, row.ufunc);
  const bool found = ufunc != nullptr && fill(host->loops[static_cast<uint32_t>(loop)], ufunc, row);
  Py_XDECREF(ufunc);
  Py_XDECREF(module);
  return found ? 0 : 1;
}

}  // namespace krait
