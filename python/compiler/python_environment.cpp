// Answers from the live program.
#include <pybind11/stl.h>

#include "python/compiler/python_environment.h"

namespace krait::python {
namespace {

py::str pythonText(std::string_view text) { return {text.data(), text.size()}; }

bool isOfLibrary(py::handle function) {
  const py::object module = function.attr("__module__");
  return PyUnicode_Check(module.ptr()) && py::cast<std::string>(module).starts_with("krait.lib.");
}

std::vector<std::string> widenedParameters(py::handle function) {
  const py::object mark = py::module_::import("krait.lib").attr("value");
  std::vector<std::string> names;
  for (const auto& [name, annotation] : py::reinterpret_borrow<py::dict>(function.attr("__annotations__"))) {
    if (annotation.is(mark)) names.push_back(py::cast<std::string>(name));
  }
  return names;
}

// Whether a jitted function has parallel=True.
bool isParallel(py::handle dispatcher) {
  const py::dict options = dispatcher.attr("options");
  return options.contains("parallel") && py::cast<bool>(options["parallel"]);
}

py::object absent() { return py::module_::import("krait._dispatch").attr("ABSENT"); }

// Names that code of nested functions sees are those of the function around them.
void addNestedCode(py::handle code, ObjectTable& objects, py::handle function,
                   std::unordered_map<uint32_t, py::object>& functions) {
  for (const py::handle constant : code.attr("co_consts")) {
    if (!PyCode_Check(constant.ptr())) continue;
    functions.emplace(objects.handle(constant), py::reinterpret_borrow<py::object>(function));
    addNestedCode(constant, objects, function, functions);
  }
}

}  // namespace

bytecode::CodeObject PythonEnvironment::readCode(uint32_t handle, py::handle code, py::handle function) {
  functions_.emplace(handle, py::reinterpret_borrow<py::object>(function));
  addNestedCode(code, objects_, function, functions_);
  bytecode::CodeObject plain = codeObjectOf(module_, objects_, code);
  plain.handle = handle;
  return plain;
}

driver::FunctionObject PythonEnvironment::function(uint32_t handle) {
  const py::gil_scoped_acquire lock;
  const py::object named = objects_.at(handle);
  const bool is_library = PyFunction_Check(named.ptr());
  const py::object function = is_library ? named : py::object(named.attr("py_func"));
  driver::FunctionObject object{readCode(handle, function.attr("__code__"), function), {}, {}};
  if (const py::object defaults = function.attr("__defaults__"); !defaults.is_none()) {
    for (const py::handle value : defaults) object.defaults.push_back(constantOf(module_, objects_, value));
  }
  if (const py::object defaults = function.attr("__kwdefaults__"); !defaults.is_none()) {
    for (const auto& [name, value] : py::reinterpret_borrow<py::dict>(defaults)) {
      object.keyword_defaults.emplace_back(py::cast<std::string>(name), constantOf(module_, objects_, value));
    }
  }
  if (!is_library) object.parallel = isParallel(named);
  if (is_library) object.widened = widenedParameters(function);
  return object;
}

bytecode::CodeObject PythonEnvironment::code(uint32_t handle) {
  const py::gil_scoped_acquire lock;
  return readCode(handle, objects_.at(handle), functions_.at(handle));
}

ir::ConstId PythonEnvironment::libraryFunction(std::string_view name) {
  const py::gil_scoped_acquire lock;
  const size_t dot = name.find('.');
  const std::string module = "krait.lib." + std::string(name.substr(0, dot));
  return constantOf(module_, objects_, py::module_::import(module.c_str()).attr(pythonText(name.substr(dot + 1))));
}

void PythonEnvironment::guard(py::handle asking_function, const py::tuple& fact) {
  if (!isOfLibrary(asking_function)) guards_.append(fact);
}

// The name in the dict, else in the fallback; both answers are guarded.
std::optional<ir::ConstId> PythonEnvironment::lookUp(py::handle asking_function, py::handle dict, std::string_view name,
                                                     py::handle fallback) {
  const py::str key = pythonText(name);
  PyObject* found = PyDict_GetItemWithError(dict.ptr(), key.ptr());
  guard(asking_function, py::make_tuple(dict, key, found ? py::reinterpret_borrow<py::object>(found) : absent()));
  if (found) return constantOf(module_, objects_, found);
  return fallback ? lookUp(asking_function, fallback, name, {}) : std::nullopt;
}

std::optional<ir::ConstId> PythonEnvironment::global(uint32_t function_handle, std::string_view name) {
  const py::gil_scoped_acquire lock;
  const py::object& function = functions_.at(function_handle);
  py::object builtins = function.attr("__builtins__");
  return lookUp(function, function.attr("__globals__"), name, builtins);
}

std::optional<ir::ConstId> PythonEnvironment::freeVariable(uint32_t function_handle, std::string_view name) {
  const py::gil_scoped_acquire lock;
  const py::object& function = functions_.at(function_handle);
  const auto names = py::cast<std::vector<std::string>>(py::list(function.attr("__code__").attr("co_freevars")));
  for (size_t k = 0; k < names.size(); ++k) {
    if (names[k] != name) continue;
    const py::object cell = py::tuple(function.attr("__closure__"))[k];
    PyObject* contents = PyCell_GET(cell.ptr());
    guards_.append(py::make_tuple(cell, contents ? py::reinterpret_borrow<py::object>(contents) : absent()));
    return contents ? std::optional(constantOf(module_, objects_, contents)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<ir::ConstId> PythonEnvironment::attribute(uint32_t function_handle, ir::ConstId object,
                                                        std::string_view name) {
  const py::gil_scoped_acquire lock;
  const ir::Constant& constant = module_.constants[object];
  const py::object owner = objects_.at(constant.handle);
  const py::str key = pythonText(name);
  if (!PyObject_HasAttr(owner.ptr(), key.ptr())) return std::nullopt;
  const py::object value = owner.attr(key);
  if (constant.kind == ir::ConstKind::Module) {
    guard(functions_.at(function_handle), py::make_tuple(owner.attr("__dict__"), key, value));
  }
  return constantOf(module_, objects_, value);
}

}  // namespace krait::python
