// The compiler's questions answered from the live program: functions, globals, closure variables, attributes. Each
// question takes the interpreter's lock, because compiling holds none. What was answered becomes a guard, except what the
// package's own library asks: its modules do not change.
#pragma once

#include <map>
#include <unordered_map>

#include "codegen/driver/environment.h"
#include "python/compiler/python_objects.h"

namespace krait::python {

class PythonEnvironment : public driver::Environment {
 public:
  explicit PythonEnvironment(ir::Module& module) : module_(module) {}

  driver::FunctionObject function(uint32_t handle) override;
  bytecode::CodeObject code(uint32_t handle) override;
  std::optional<ir::ConstId> global(uint32_t function_handle, std::string_view name) override;
  std::optional<ir::ConstId> freeVariable(uint32_t function_handle, std::string_view name) override;
  std::optional<ir::ConstId> attribute(uint32_t function_handle, ir::ConstId object, std::string_view name) override;
  ir::ConstId libraryFunction(std::string_view name) override;

  [[nodiscard]] ObjectTable& objects() { return objects_; }
  [[nodiscard]] py::list guards() const { return guards_; }

  // Whose code stands where: a site's function and file, and the function whose first line the site's line is counted from.
  struct CodePlace {
    py::object function;
    uint32_t first_line;
    std::string library_module;  // "" for the user's own code
  };
  [[nodiscard]] const CodePlace* placeOf(const std::string& file, const std::string& name, uint32_t line) const;

 private:
  bytecode::CodeObject readCode(uint32_t handle, py::handle code, py::handle function);
  void guard(py::handle asking_function, const py::tuple& fact);
  std::optional<ir::ConstId> inDict(py::handle asking_function, py::handle dict, std::string_view name, cache::Step step);
  ir::ConstId constant(cache::Step step, py::handle owner, std::string_view name, uint32_t index, py::handle value);
  void notePlaces(py::handle code, py::handle function);

  ir::Module& module_;
  ObjectTable objects_;
  std::unordered_map<uint32_t, py::object> functions_;  // the Python function that a handle's code belongs to
  py::list guards_;
  std::multimap<std::pair<std::string, std::string>, CodePlace> places_;  // by file and qualified name
};

}  // namespace krait::python
