// An entry in the traceback for a line that ran as machine code: a frame over an empty code object, which
// carries the user's file, function and line, so that the traceback shows the source line.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <frameobject.h>

#include "python/dispatch/errors.h"

namespace krait {

namespace {

PyFrameObject* makeFrame(const kr_site& site, PyObject* globals) {
  PyCodeObject* code = PyCode_NewEmpty(site.file, site.function, static_cast<int>(site.line));
  if (code == nullptr) return nullptr;
  PyFrameObject* frame = PyFrame_New(PyThreadState_Get(), code, globals, nullptr);
  Py_DECREF(code);
  return frame;
}

}  // namespace

void addTraceback(const kr_site& site, PyObject* globals) {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);  // making a frame must not be confused by the pending exception
  PyFrameObject* frame = makeFrame(site, globals);
  if (frame == nullptr) PyErr_Clear();  // the exception itself matters more than its last line
  PyErr_Restore(type, value, traceback);
  if (frame != nullptr) PyTraceBack_Here(frame);
  Py_XDECREF(reinterpret_cast<PyObject*>(frame));
}

}  // namespace krait
