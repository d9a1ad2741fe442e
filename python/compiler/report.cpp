// Diagnostics rendered with the user's source lines.
#include "python/compiler/report.h"

namespace krait::python {
namespace {

std::string sourceLine(const std::string& file, uint32_t line) {
  return py::cast<std::string>(py::module_::import("linecache").attr("getline")(file, line));
}

[[noreturn]] void raise(const py::object& exception) {
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

}  // namespace

void raiseCompileError(const Diagnostic& diagnostic) {
  const std::string text = renderDiagnostic(diagnostic, sourceLine);
  const py::object exception = py::module_::import("krait.errors").attr("CompileError")(text);
  exception.attr("kind") = std::string(diagName(diagnostic.kind));
  exception.attr("filename") = diagnostic.place.file;
  exception.attr("lineno") = diagnostic.place.range.line;
  raise(exception);
}

void raiseInternalError(const InternalError& error) {
  raise(py::module_::import("krait.errors").attr("InternalError")(std::string(error.what())));
}

}  // namespace krait::python
