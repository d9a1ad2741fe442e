// Diagnostics rendered with the user's source lines; internal errors with a way to reproduce them.
#include "python/compiler/report.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace krait::python {
namespace {

std::string sourceLine(const std::string& file, uint32_t line) {
  return py::cast<std::string>(py::module_::import("linecache").attr("getline")(file, line));
}

[[noreturn]] void raise(const py::object& exception) {
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

// As a signature says it: there the bare names of some NumPy scalars mean Python's.
std::string inSignature(const std::string& notation) {
  static constexpr std::array kShared = {"float64", "int64", "complex128", "bool_"};
  return std::ranges::count(kShared, notation) != 0 ? "np." + notation : notation;
}

py::list inSignature(const py::handle& notations) {
  py::list texts;
  for (const py::handle notation : notations) texts.append(inSignature(py::cast<std::string>(notation)));
  return texts;
}

std::string join(const py::handle& notations) { return py::cast<std::string>(py::str(", ").attr("join")(notations)); }

std::string quotedForShell(const std::string& text) {
  return py::cast<std::string>(py::module_::import("shlex").attr("quote")(text));
}

std::string reproducerOf(const py::object& function, const std::string& types) {
  const auto file = py::cast<std::string>(function.attr("__code__").attr("co_filename"));
  const auto name = py::cast<std::string>(function.attr("__qualname__"));
  return "krait explain " + quotedForShell(file + "::" + name) + " --types " + quotedForShell(types);
}

Subject subjectOfExpression(const py::dict& request) {
  const auto text = py::cast<std::string>(request["expression"]);
  const std::string types = join(request["arguments"]);
  const std::string call = "krait.numexpr.explain(" + py::cast<std::string>(py::repr(request["expression"])) + ", " +
                           py::cast<std::string>(py::repr(request["arguments"])) + ")";
  return {"operands of types (" + types + ")", "python -c " + quotedForShell("import krait.numexpr; print(" + call + ")"), text};
}

std::string lineOfText(const std::string& text, uint32_t line) {
  std::istringstream lines(text);
  std::string found;
  for (uint32_t k = 0; k < line && std::getline(lines, found); ++k) {}
  return found;
}

}  // namespace

Subject subjectOf(const py::dict& request) {
  if (request.contains("expression")) return subjectOfExpression(request);
  const py::object function = request["function"];
  const std::string types = join(inSignature(request["arguments"]));
  return {py::cast<std::string>(function.attr("__name__")) + "(" + types + ")", reproducerOf(function, types)};
}

std::string renderWithSource(const Diagnostic& diagnostic, const std::string& expression) {
  return renderDiagnostic(diagnostic, [&](const std::string& file, uint32_t line) {
    return file == expr::kFileName ? lineOfText(expression, line) : sourceLine(file, line);
  });
}

void raiseCompileError(const Diagnostic& diagnostic, const Subject& subject) {
  std::string text = renderWithSource(diagnostic, subject.expression);
  if (!subject.signature.empty()) text += "\n  compiled for " + subject.signature;
  const bool is_signature = diagnostic.kind == DiagKind::bad_signature;
  const char* class_name = is_signature ? "SignatureError" : subject.expression.empty() ? "CompileError" : "ExpressionError";
  const py::object exception = py::module_::import("krait.errors").attr(class_name)(text);
  exception.attr("kind") = std::string(diagName(diagnostic.kind));
  if (!diagnostic.place.file.empty()) {
    exception.attr("filename") = diagnostic.place.file;
    exception.attr("lineno") = diagnostic.place.range.line;
  }
  raise(exception);
}

void raiseInternalError(const InternalError& error, const Subject& subject) {
  std::string text = error.what();
  if (!subject.reproducer.empty()) text += "\nto reproduce: " + subject.reproducer;
  raise(py::module_::import("krait.errors").attr("InternalError")(text));
}

}  // namespace krait::python
