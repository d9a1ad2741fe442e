// Requests.
#include "python/compiler/argument_types.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cstdlib>

#include "frontend/ir/constant_text.h"
#include "typeinfer/signature.h"

namespace krait::python {
namespace {

std::string functionLiteral(const py::object& function, ObjectTable& objects) {
  const std::string handle = " #" + std::to_string(objects.handle(function)) + ")";
  if (!py::hasattr(function, "py_func")) return "Literal(@builtin " + builtinName(function) + handle;
  return "Literal(@function \"" + py::cast<std::string>(function.attr("py_func").attr("__qualname__")) + "\"" + handle;
}

// Functions among the arguments are counted, as those who look in the cache count them.
struct Functions {
  py::object root;
  uint32_t count = 0;
};

// The call path names a function by its own handle: "Function(12)". Here it is a literal with a handle of ours.
std::string resolveFunctions(std::string text, ObjectTable& objects, Functions& functions) {
  static constexpr std::string_view kOpening = "Function(";
  const py::object function_of_handle = py::module_::import("krait._dispatch").attr("function_of_handle");
  for (size_t at = text.find(kOpening); at != std::string::npos; at = text.find(kOpening, at + 1)) {
    const size_t close = text.find(')', at);
    const std::string number = text.substr(at + kOpening.size(), close - at - kOpening.size());
    const py::object function = function_of_handle(std::stoul(number));
    const OpenFact fact(objects.facts(), cache::Step::Argument, functions.root, "", functions.count++, function);
    const std::string literal = functionLiteral(function, objects);
    text.replace(at, close + 1 - at, literal);
  }
  return text;
}

// "Class(numpy.float64)" and "DType(float64)" as literals.
std::string resolveClasses(std::string text, std::string_view opening, std::string_view literal) {
  for (size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at + literal.size())) {
    text.replace(at, opening.size(), literal);
  }
  return text;
}

// Where a quoted text that starts at `begin` ends; a backslash protects what follows it.
size_t endOfQuoted(const std::string& text, size_t begin) {
  size_t end = begin + 1;
  while (end < text.size() && text[end] != text[begin]) end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

// The call path quotes a str as Python's ascii() does; the compiler's text form has quotes and escapes of its own.
std::string resolveStrings(std::string text) {
  static constexpr std::string_view kOpening = "Literal(";
  const py::object evaluate = py::module_::import("ast").attr("literal_eval");
  size_t at = text.find(kOpening);
  while (at != std::string::npos) {
    const size_t begin = at + kOpening.size();
    const bool is_text = begin < text.size() && (text[begin] == '\'' || text[begin] == '"');
    const size_t length = is_text ? endOfQuoted(text, begin) - begin : 0;
    const std::string value =
        is_text ? ir::quoted(py::cast<std::string>(evaluate(text.substr(begin, length)))) : "";
    text.replace(begin, length, value);
    at = text.find(kOpening, begin + value.size());
  }
  return text;
}

std::string resolve(const std::string& notation, ObjectTable& objects, Functions& functions) {
  std::string text = resolveFunctions(resolveStrings(notation), objects, functions);
  text = resolveClasses(std::move(text), "Class(", "Literal(@class ");
  return resolveClasses(std::move(text), "DType(", "Literal(@dtype ");
}

template <typename T>
T optionOr(const py::dict& options, const char* name, T otherwise) {
  return options.contains(name) ? py::cast<T>(options[name]) : otherwise;
}

// True, False, or the names of LLVM's flags.
uint32_t fastmathFlags(const py::handle& value) {
  if (PyBool_Check(value.ptr())) return value.ptr() == Py_True ? parseFastmath("fast") : 0;
  uint32_t flags = 0;
  for (const py::handle name : value) flags |= parseFastmath(py::cast<std::string>(name));
  return flags;
}

// KRAIT_VECTOR_WIDTH: bits of a vector, for those who look for what width costs or gains. 0: as the CPU has them.
uint32_t vectorWidth() {
  const char* bits = std::getenv("KRAIT_VECTOR_WIDTH");
  return bits ? static_cast<uint32_t>(std::strtoul(bits, nullptr, 10)) : 0;
}

Options readOptions(const py::dict& options) {
  Options read;
  read.vector_width = vectorWidth();
  read.boundscheck = optionOr(options, "boundscheck", true);
  read.overflow_checks = optionOr<std::string>(options, "overflow", "raise") == "raise";
  read.numpy_errors = optionOr<std::string>(options, "error_model", "python") == "numpy";
  read.parallel = optionOr(options, "parallel", false);
  read.debug_info = optionOr(options, "debug", false);
  read.expand_powers = optionOr(options, "expand_powers", false);
  if (options.contains("fastmath")) read.fastmath = fastmathFlags(options["fastmath"]);
  return read;
}

expr::ExpressionSource readExpression(const py::dict& request) {
  const py::dict options = request["options"];
  const auto texts = optionOr<std::vector<std::string>>(options, "texts", {});
  return {py::cast<std::string>(request["expression"]), optionOr(options, "output", false),
          optionOr<std::string>(options, "casting", "safe"), {texts.begin(), texts.end()}};
}

}  // namespace

driver::CompileRequest readRequest(const py::dict& request, ObjectTable& objects) {
  driver::CompileRequest plain;
  const bool is_expression = request.contains("expression");
  Functions functions{request[is_expression ? "expression" : "dispatcher"]};
  objects.facts().setRoot(functions.root);
  if (is_expression) {
    plain.expression = readExpression(request);
    plain.name = "expression";
  } else {
    plain.function = objects.handle(functions.root);
    plain.name = py::cast<std::string>(request["function"].attr("__qualname__"));
  }
  for (const py::handle notation : request["arguments"]) {
    plain.arguments.push_back(resolve(py::cast<std::string>(notation), objects, functions));
  }
  if (request.contains("result") && !request["result"].is_none()) plain.result = py::cast<std::string>(request["result"]);
  plain.options = readOptions(request["options"]);
  plain.jit.debugger = plain.options.debug_info;
  plain.jit.vector_width = plain.options.vector_width;
  return plain;
}

py::tuple parseSignatureText(const std::string& text) {
  const infer::Signature signature = infer::parseSignature(text);
  const py::object result = signature.result ? py::object(py::str(*signature.result)) : py::none();
  return py::make_tuple(py::tuple(py::cast(signature.arguments)), result);
}

}  // namespace krait::python
