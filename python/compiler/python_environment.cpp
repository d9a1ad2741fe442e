// Answers from the live program.
#include <pybind11/stl.h>

#include "python/compiler/python_environment.h"
#include "python/dispatch/take_lock.h"

namespace krait::python {
namespace {

py::str pythonText(std::string_view text) { return {text.data(), text.size()}; }

constexpr std::string_view kLibrary = "krait.lib.";

// The module of the package's library that a function stands in, "statistics"; empty for the user's functions.
std::string libraryModule(py::handle function) {
  const py::object module = function.attr("__module__");
  const std::string name = PyUnicode_Check(module.ptr()) ? py::cast<std::string>(module) : "";
  return name.starts_with(kLibrary) ? name.substr(kLibrary.size()) : "";
}

bool isOfLibrary(py::handle function) { return !libraryModule(function).empty(); }

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
  notePlaces(code, function);
  if (isOfLibrary(function)) objects_.facts().useLibrary(libraryModule(function));
  bytecode::CodeObject plain = codeObjectOf(module_, objects_, code);
  plain.handle = handle;
  return plain;
}

driver::FunctionObject PythonEnvironment::function(uint32_t handle) {
  const WithLock lock;
  const py::object named = objects_.at(handle);
  const bool is_library = PyFunction_Check(named.ptr());
  const py::object function = is_library ? named : py::object(named.attr("py_func"));
  objects_.facts().setAlias(function, named);
  driver::FunctionObject object{readCode(handle, function.attr("__code__"), function), {}, {}};
  if (const py::object defaults = function.attr("__defaults__"); !defaults.is_none()) {
    for (const py::handle value : defaults) {
      const auto index = static_cast<uint32_t>(object.defaults.size());
      object.defaults.push_back(constant(cache::Step::Default, function, "", index, value));
    }
  }
  if (const py::object defaults = function.attr("__kwdefaults__"); !defaults.is_none()) {
    for (const auto& [name, value] : py::reinterpret_borrow<py::dict>(defaults)) {
      const auto text = py::cast<std::string>(name);
      object.keyword_defaults.emplace_back(text, constant(cache::Step::KeywordDefault, function, text, 0, value));
    }
  }
  if (!is_library) object.parallel = isParallel(named);
  if (is_library) object.widened = widenedParameters(function);
  return object;
}

bytecode::CodeObject PythonEnvironment::code(uint32_t handle) {
  const WithLock lock;
  return readCode(handle, objects_.at(handle), functions_.at(handle));
}

ir::ConstId PythonEnvironment::libraryFunction(std::string_view name) {
  const WithLock lock;
  const size_t dot = name.find('.');
  const std::string module = std::string(kLibrary) + std::string(name.substr(0, dot));
  objects_.facts().useLibrary(std::string(name.substr(0, dot)));
  return constantOf(module_, objects_, py::module_::import(module.c_str()).attr(pythonText(name.substr(dot + 1))));
}

void PythonEnvironment::guard(py::handle asking_function, const py::tuple& fact) {
  if (!isOfLibrary(asking_function)) guards_.append(fact);
}

// The constant of a value, and the fact that it was found so. What the library asks for itself is covered by its source.
ir::ConstId PythonEnvironment::constant(cache::Step step, py::handle owner, std::string_view name, uint32_t index, py::handle value) {
  if (isOfLibrary(owner)) return constantOf(module_, objects_, value);
  const OpenFact fact(objects_.facts(), step, owner, name, index, value);
  return constantOf(module_, objects_, value);
}

// The name in a dict, or nothing; either answer is guarded.
std::optional<ir::ConstId> PythonEnvironment::inDict(py::handle asking_function, py::handle dict, std::string_view name,
                                                     cache::Step step) {
  const py::str key = pythonText(name);
  PyObject* found = PyDict_GetItemWithError(dict.ptr(), key.ptr());
  guard(asking_function, py::make_tuple(dict, key, found ? py::reinterpret_borrow<py::object>(found) : absent()));
  if (found) return constant(step, asking_function, name, 0, found);
  if (!isOfLibrary(asking_function)) const OpenFact nothing(objects_.facts(), step, asking_function, name, 0, {});
  return std::nullopt;
}

// The code of a function and what is nested in it.
void PythonEnvironment::notePlaces(py::handle code, py::handle function) {
  const auto first_line = py::cast<uint32_t>(function.attr("__code__").attr("co_firstlineno"));
  places_.emplace(std::pair(py::cast<std::string>(code.attr("co_filename")), py::cast<std::string>(code.attr("co_qualname"))),
                  CodePlace{py::reinterpret_borrow<py::object>(function), first_line, libraryModule(function)});
  for (const py::handle constant : code.attr("co_consts")) {
    if (PyCode_Check(constant.ptr())) notePlaces(constant, function);
  }
}

// Of functions with one name (two lambdas), the one that begins last before the line.
const PythonEnvironment::CodePlace* PythonEnvironment::placeOf(const std::string& file, const std::string& name,
                                                               uint32_t line) const {
  const CodePlace* nearest = nullptr;
  const auto [begin, end] = places_.equal_range({file, name});
  for (auto place = begin; place != end; ++place) {
    const bool is_before = place->second.first_line <= line;
    if (is_before && (nearest == nullptr || place->second.first_line > nearest->first_line)) nearest = &place->second;
  }
  return nearest;
}

std::optional<ir::ConstId> PythonEnvironment::global(uint32_t function_handle, std::string_view name) {
  const WithLock lock;
  const py::object& function = functions_.at(function_handle);
  const std::optional<ir::ConstId> found = inDict(function, function.attr("__globals__"), name, cache::Step::Global);
  return found ? found : inDict(function, function.attr("__builtins__"), name, cache::Step::Builtin);
}

std::optional<ir::ConstId> PythonEnvironment::freeVariable(uint32_t function_handle, std::string_view name) {
  const WithLock lock;
  const py::object& function = functions_.at(function_handle);
  const auto names = py::cast<std::vector<std::string>>(py::list(function.attr("__code__").attr("co_freevars")));
  for (size_t k = 0; k < names.size(); ++k) {
    if (names[k] != name) continue;
    const py::object cell = py::tuple(function.attr("__closure__"))[k];
    PyObject* contents = PyCell_GET(cell.ptr());
    guards_.append(py::make_tuple(cell, contents ? py::reinterpret_borrow<py::object>(contents) : absent()));
    const auto index = static_cast<uint32_t>(k);
    if (contents) return constant(cache::Step::Free, function, name, index, contents);
    const OpenFact nothing(objects_.facts(), cache::Step::Free, function, name, index, {});
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<ir::ConstId> PythonEnvironment::attribute(uint32_t function_handle, ir::ConstId object,
                                                        std::string_view name) {
  const WithLock lock;
  const ir::Constant& constant = module_.constants[object];
  const py::object owner = objects_.at(constant.handle);
  const py::str key = pythonText(name);
  const bool is_there = PyObject_HasAttr(owner.ptr(), key.ptr()) != 0;
  const py::object value = is_there ? py::object(owner.attr(key)) : py::object();
  // The library may ask too of what the user gave it.
  std::optional<OpenFact> fact;
  if (!isOfLibrary(functions_.at(function_handle)) || objects_.facts().knows(owner)) {
    fact.emplace(objects_.facts(), cache::Step::Attribute, owner, name, 0, value);
  }
  if (!is_there) return std::nullopt;
  if (constant.kind == ir::ConstKind::Module) {
    guard(functions_.at(function_handle), py::make_tuple(owner.attr("__dict__"), key, value));
  }
  return constantOf(module_, objects_, value);
}

}  // namespace krait::python
