// Writing facts down.
#include "python/compiler/fact_log.h"

#include <cstring>

namespace krait::python {
namespace {

using cache::Digest;
using cache::Fact;
using cache::Step;

// What krait._dispatch says of an object or a module of the library: both modules must digest alike.
std::optional<Digest> askDigest(const char* function, const py::object& argument) {
  const py::object answer = py::module_::import("krait._dispatch").attr(function)(argument);
  if (answer.is_none()) return std::nullopt;
  const auto bytes = py::cast<std::string>(answer);
  Digest digest;
  if (bytes.size() != digest.bytes.size()) return std::nullopt;
  memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

std::optional<Digest> digestOf(py::handle object) {
  return askDigest("object_digest", py::reinterpret_borrow<py::object>(object));
}

}  // namespace

void FactLog::giveUp(const std::string& why) {
  if (!obstacle_) obstacle_ = why;
}

void FactLog::setAlias(py::handle alias, py::handle object) {
  if (const auto known = numbers_.find(object.ptr()); known != numbers_.end()) aliases_.emplace(alias.ptr(), known->second);
}

std::optional<uint32_t> FactLog::ownerNumber(py::handle owner) const {
  if (const auto known = numbers_.find(owner.ptr()); known != numbers_.end()) return known->second;
  const auto alias = aliases_.find(owner.ptr());
  return alias != aliases_.end() ? std::optional(alias->second) : std::nullopt;
}

void FactLog::open(Step step, py::handle owner, std::string_view name, uint32_t index, py::handle value) {
  const std::optional<uint32_t> known = ownerNumber(owner);
  if (!known) return giveUp("nobody knows how the owner of '" + std::string(name) + "' was found");
  Fact fact{.step = step, .owner = *known, .index = index, .name = std::string(name), .is_absent = !value};
  if (value) {
    const std::optional<Digest> digest = digestOf(value);
    if (!digest) return giveUp("'" + std::string(name) + "' has no digest");
    fact.digest = *digest;
  }
  facts_.push_back(std::move(fact));
  is_open_ = true;
}

void FactLog::reach(py::handle object) {
  if (!is_open_) return;
  const auto number = numbers_.emplace(object.ptr(), static_cast<uint32_t>(numbers_.size())).first->second;
  facts_.back().objects.push_back({path_, number});
}

void FactLog::useLibrary(const std::string& module) {
  if (!libraries_.insert(module).second) return;
  const std::optional<Digest> digest = askDigest("library_digest", py::str(module));
  if (!digest) return giveUp("krait.lib." + module + " has no source");
  facts_.push_back({.step = Step::Library, .name = module, .digest = *digest});
}

std::optional<uint32_t> FactLog::import(py::handle object) {
  if (!PyType_Check(object.ptr())) return std::nullopt;
  const auto module = py::cast<std::string>(py::str(object.attr("__module__")));
  const auto name = py::cast<std::string>(py::str(object.attr("__qualname__")));
  const py::object loaded = py::module_::import("sys").attr("modules").attr("get")(module);
  if (loaded.is_none() || !py::hasattr(loaded, name.c_str()) ||
      py::object(loaded.attr(name.c_str())).ptr() != object.ptr()) {
    return std::nullopt;
  }
  facts_.push_back({.step = Step::Import, .name = module + "." + name, .digest = digestOf(object).value_or(Digest{})});
  is_open_ = true;
  reach(object);
  is_open_ = false;
  return numbers_.at(object.ptr());
}

std::optional<uint32_t> FactLog::numberOf(py::handle object) {
  const std::optional<uint32_t> known = ownerNumber(object);
  return known ? known : import(object);
}

}  // namespace krait::python
