// Python objects as the compiler's constants and code objects, and the handles by which it names them.
//
// All of this runs with the interpreter's lock held.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "frontend/bytecode/code_object.h"
#include "frontend/ir/function.h"
#include "python/compiler/fact_log.h"

namespace krait::python {

namespace py = pybind11;

// The objects that a compilation refers to, in the order of their handles. Becomes the tuple that lives as long as the
// compiled code.
// Handles 0, 1 and 2 are the classes that bytecode names without an object.
class ObjectTable {
 public:
  ObjectTable() {
    handle(PyExc_AssertionError);
    handle(PyExc_StopIteration);
    handle(PyExc_ValueError);
  }
  uint32_t handle(py::handle object);
  [[nodiscard]] py::object at(uint32_t handle) const { return objects_[handle]; }
  [[nodiscard]] py::tuple tuple() const;
  // How its objects were found.
  [[nodiscard]] FactLog& facts() { return facts_; }

 private:
  FactLog facts_;
  std::vector<py::object> objects_;
  std::unordered_map<PyObject*, uint32_t> handles_;
};

// By which the catalogue knows a function that is not written in Python.
[[nodiscard]] std::string builtinName(py::handle object);

// The constant that an object is to the compiler; Unsupported with a description if it can't use it.
[[nodiscard]] ir::ConstId constantOf(ir::Module& module, ObjectTable& objects, py::handle object);

// A code object as plain data; its constants are interned in the module.
[[nodiscard]] bytecode::CodeObject codeObjectOf(ir::Module& module, ObjectTable& objects, py::handle code);

}  // namespace krait::python
