// CPython 3.11 keeps the variables of a function in an array behind its frame, in the order of the code's names. Its
// header of that struct is internal, but what it says is fixed for all of 3.11, the one version that Krait is built
// for.
#define Py_BUILD_CORE
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <internal/pycore_code.h>
#include <internal/pycore_frame.h>

#include "python/expressions/frame_variables.h"

static_assert(PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000, "the layout of frames is 3.11's");

namespace krait {

namespace {

using Frame = _PyInterpreterFrame;

Frame* frameAt(int up) {
  Frame* frame = PyThreadState_Get()->cframe->current_frame;
  while (frame != nullptr && up-- > 0) frame = frame->previous;
  return frame;
}

bool isFunction(const Frame* frame) { return (frame->f_code->co_flags & CO_OPTIMIZED) != 0; }

int placeOf(PyCodeObject* code, PyObject* name) {
  for (int k = 0; k < code->co_nlocalsplus; ++k) {
    if (PyTuple_GET_ITEM(code->co_localsplusnames, k) == name) return k;
  }
  return -1;
}

// What is remembered may be of another code object that has the same address now.
bool isPlaceOf(PyCodeObject* code, int place, PyObject* name) {
  return place < code->co_nlocalsplus && (place < 0 || PyTuple_GET_ITEM(code->co_localsplusnames, place) == name);
}

void findPlaces(PyCodeObject* code, const std::vector<PyObject*>& names, FramePlaces& places) {
  places.code = code;
  places.places.resize(names.size());
  for (size_t k = 0; k < names.size(); ++k) places.places[k] = placeOf(code, names[k]);
}

PyObject* fastLocal(Frame* frame, int place) {
  PyObject* value = frame->localsplus[place];
  const auto kind = static_cast<unsigned char>(PyBytes_AS_STRING(frame->f_code->co_localspluskinds)[place]);
  const bool is_cell = (kind & (CO_FAST_CELL | CO_FAST_FREE)) != 0 && value != nullptr && PyCell_Check(value);
  return is_cell ? PyCell_GET(value) : value;
}

// Borrowed or null. A place that no name has any more is looked for again.
PyObject* functionLocal(Frame* frame, PyObject* name, int& place) {
  if (!isPlaceOf(frame->f_code, place, name)) place = placeOf(frame->f_code, name);
  return place < 0 ? nullptr : fastLocal(frame, place);
}

// New reference; null without an exception where the mapping has no such key.
PyObject* lookUp(PyObject* mapping, PyObject* name) {
  if (PyDict_CheckExact(mapping)) return Py_XNewRef(PyDict_GetItemWithError(mapping, name));
  PyObject* value = PyObject_GetItem(mapping, name);
  if (value == nullptr && PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_Clear();
  return value;
}

PyObject* localVariable(const VariableSource& source, Frame* frame, PyObject* name, int& place) {
  if (source.locals != nullptr) return lookUp(source.locals, name);
  if (frame == nullptr) return nullptr;
  if (isFunction(frame)) return Py_XNewRef(functionLocal(frame, name, place));
  return frame->f_locals == nullptr ? nullptr : lookUp(frame->f_locals, name);
}

PyObject* globalVariable(const VariableSource& source, Frame* frame, PyObject* name) {
  if (source.globals != nullptr) return lookUp(source.globals, name);
  return frame == nullptr ? nullptr : lookUp(frame->f_globals, name);
}

}  // namespace

bool findVariables(const VariableSource& source, const std::vector<PyObject*>& names, FramePlaces& places,
                   PyObject** values) {
  Frame* frame = frameAt(source.frames_up);
  if (frame != nullptr && (places.code != frame->f_code || places.places.size() != names.size())) {
    findPlaces(frame->f_code, names, places);
  }
  int nowhere = -1;
  for (size_t k = 0; k < names.size(); ++k) {
    values[k] = localVariable(source, frame, names[k], frame == nullptr ? nowhere : places.places[k]);
    if (values[k] == nullptr && !PyErr_Occurred()) values[k] = globalVariable(source, frame, names[k]);
    if (values[k] == nullptr && PyErr_Occurred()) return false;
  }
  return true;
}

PyObject* runningGlobals() {
  Frame* frame = frameAt(0);
  return frame == nullptr ? nullptr : frame->f_globals;
}

}  // namespace krait
