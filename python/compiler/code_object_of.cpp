// CPython's code objects as plain data, and the table of objects.
#include <pybind11/stl.h>

#include "python/compiler/python_objects.h"

namespace krait::python {
namespace {

std::vector<uint8_t> bytesOf(py::handle object) {
  const auto text = py::cast<std::string>(object);
  return {text.begin(), text.end()};
}

std::vector<std::string> namesOf(const py::object& tuple) { return py::cast<std::vector<std::string>>(py::list(tuple)); }

uint32_t numberOrZero(py::handle object) { return object.is_none() ? 0 : py::cast<uint32_t>(object); }

std::vector<bytecode::Position> positionsOf(py::handle code) {
  std::vector<bytecode::Position> positions;
  for (const py::handle entry : code.attr("co_positions")()) {
    const py::tuple four = py::reinterpret_borrow<py::tuple>(entry);
    positions.push_back({numberOrZero(four[0]), numberOrZero(four[1]), numberOrZero(four[2]), numberOrZero(four[3])});
  }
  return positions;
}

}  // namespace

uint32_t ObjectTable::handle(py::handle object) {
  const auto [entry, is_new] = handles_.try_emplace(object.ptr(), static_cast<uint32_t>(objects_.size()));
  if (is_new) objects_.push_back(py::reinterpret_borrow<py::object>(object));
  facts_.reach(object);
  return entry->second;
}

py::tuple ObjectTable::tuple() const {
  py::tuple all(objects_.size());
  for (size_t k = 0; k < objects_.size(); ++k) all[k] = objects_[k];
  return all;
}

bytecode::CodeObject codeObjectOf(ir::Module& module, ObjectTable& objects, py::handle code) {
  bytecode::CodeObject plain;
  plain.version = {PY_MAJOR_VERSION, PY_MINOR_VERSION};
  plain.name = py::cast<std::string>(code.attr("co_qualname"));
  plain.file = py::cast<std::string>(code.attr("co_filename"));
  plain.first_line = py::cast<uint32_t>(code.attr("co_firstlineno"));
  plain.handle = objects.handle(code);
  plain.argument_count = py::cast<int>(code.attr("co_argcount"));
  plain.positional_only_count = py::cast<int>(code.attr("co_posonlyargcount"));
  plain.keyword_only_count = py::cast<int>(code.attr("co_kwonlyargcount"));
  plain.flags = py::cast<uint32_t>(code.attr("co_flags"));
  plain.stack_size = py::cast<int>(code.attr("co_stacksize"));
  plain.code = bytesOf(code.attr("co_code"));
  plain.exception_table = bytesOf(code.attr("co_exceptiontable"));
  plain.positions = positionsOf(code);
  for (const py::handle constant : code.attr("co_consts")) plain.constants.push_back(constantOf(module, objects, constant));
  for (const py::handle constant : code.attr("co_consts")) {
    const bool is_comprehension = PyCode_Check(constant.ptr()) && py::cast<std::string>(constant.attr("co_name")) == "<listcomp>";
    if (is_comprehension) plain.comprehensions.push_back(codeObjectOf(module, objects, constant));
  }
  plain.names = namesOf(code.attr("co_names"));
  plain.local_names = namesOf(code.attr("co_varnames"));
  plain.cell_names = namesOf(code.attr("co_cellvars"));
  plain.free_names = namesOf(code.attr("co_freevars"));
  return plain;
}

}  // namespace krait::python
