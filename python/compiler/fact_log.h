// What a compilation has asked the live program and been told, as facts of a cache entry (codegen/cache/entry.h).
//
// Each question about a name opens a fact; while its answer is made a constant, the objects in it get their numbers. Questions of the
// package's own library leave no facts of their own: the source of the module that asks is one.
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "codegen/cache/entry.h"

namespace krait::python {

namespace py = pybind11;

class FactLog {
 public:
  // The jitted function that is compiled.
  void setRoot(py::handle root) { numbers_.emplace(root.ptr(), cache::kRootObject); }
  // The Python function that a jitted function wraps asks in its name.
  void setAlias(py::handle alias, py::handle object);
  [[nodiscard]] bool knows(py::handle object) const { return numbers_.contains(object.ptr()); }

  // Opens a fact about what `owner` has under a name or index; a null value: nothing. Close it when the value is a constant.
  void open(cache::Step step, py::handle owner, std::string_view name, uint32_t index, py::handle value);
  void close() { is_open_ = false; }

  // An object that has a handle: it is numbered where the open fact found it.
  void reach(py::handle object);
  void enterItem(uint32_t index) { path_.push_back(index); }
  void leaveItem() { path_.pop_back(); }

  // A module of the library whose code is compiled with the rest: "statistics".
  void useLibrary(const std::string& module);

  // The number of an object, for sites and captured arrays. A class that only the library named is found by its own name.
  [[nodiscard]] std::optional<uint32_t> numberOf(py::handle object);

  // Why there can be no entry, or nothing.
  [[nodiscard]] const std::optional<std::string>& obstacle() const { return obstacle_; }
  [[nodiscard]] const std::vector<cache::Fact>& facts() const { return facts_; }

 private:
  [[nodiscard]] std::optional<uint32_t> ownerNumber(py::handle owner) const;
  std::optional<uint32_t> import(py::handle object);
  void giveUp(const std::string& why);

  std::vector<cache::Fact> facts_;
  std::unordered_map<PyObject*, uint32_t> numbers_;
  std::unordered_map<PyObject*, uint32_t> aliases_;
  std::unordered_set<std::string> libraries_;
  std::optional<std::string> obstacle_;
  std::vector<uint32_t> path_;  // of the item that is being made a constant
  bool is_open_ = false;
};

// A fact that is open while its value becomes a constant.
class OpenFact {
 public:
  OpenFact(FactLog& log, cache::Step step, py::handle owner, std::string_view name, uint32_t index, py::handle value) : log_(log) {
    log_.open(step, owner, name, index, value);
  }
  OpenFact(const OpenFact&) = delete;
  OpenFact& operator=(const OpenFact&) = delete;
  ~OpenFact() { log_.close(); }

 private:
  FactLog& log_;
};

}  // namespace krait::python
