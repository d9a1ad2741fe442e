// The steps of facts, one small function each.
#include "python/cache/replay.h"

#include <array>
#include <optional>

#include "python/cache/identity.h"
#include "python/cache/object_digest.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

using cache::Digest;
using cache::Entry;
using cache::Fact;
using cache::Step;

// A value found, with the guard that says where it was found: a dict and a name, a cell, or nothing.
struct Found {
  Reference value;  // null: not defined
  PyObject* place = nullptr;
};

class Player {
 public:
  Player(const Program& program, Replay& replay) : program_(program), replay_(replay) {}

  bool run(const Entry&);

 private:
  using Follow = Found (Player::*)(const Fact&, PyObject* owner);

  Found argument(const Fact&, PyObject*);
  Found global(const Fact&, PyObject* owner);
  Found builtin(const Fact&, PyObject* owner);
  Found freeVariable(const Fact&, PyObject* owner);
  Found defaultValue(const Fact&, PyObject* owner);
  Found keywordDefault(const Fact&, PyObject* owner);
  Found attribute(const Fact&, PyObject* owner);
  Found imported(const Fact&, PyObject*);

  Found inDict(PyObject* dict, const Fact&);
  [[nodiscard]] PyFunctionObject* function(PyObject* owner) const { return functionOf(program_.state, owner); }
  bool meets(const Fact&);
  bool meetsObject(const Fact&);
  bool addGuard(const Fact&, const Found&);
  bool addObjects(const Fact&, PyObject* value);

  const Program& program_;
  Replay& replay_;
};

Found Player::argument(const Fact& fact, PyObject*) {
  const bool is_there = fact.index < program_.functions.size();
  return {newReference(is_there ? program_.functions[fact.index] : nullptr)};
}

Found Player::inDict(PyObject* dict, const Fact& fact) {
  if (dict == nullptr || !PyDict_Check(dict)) return {};
  return {newReference(PyDict_GetItemString(dict, fact.name.c_str())), dict};
}

Found Player::global(const Fact& fact, PyObject* owner) {
  PyFunctionObject* asking = function(owner);
  return inDict(asking == nullptr ? nullptr : asking->func_globals, fact);
}

Found Player::builtin(const Fact& fact, PyObject* owner) {
  PyFunctionObject* asking = function(owner);
  return inDict(asking == nullptr ? nullptr : asking->func_builtins, fact);
}

Found Player::freeVariable(const Fact& fact, PyObject* owner) {
  PyFunctionObject* asking = function(owner);
  PyObject* cells = asking == nullptr ? nullptr : asking->func_closure;
  if (cells == nullptr || !PyTuple_Check(cells) || static_cast<Py_ssize_t>(fact.index) >= PyTuple_GET_SIZE(cells)) return {};
  PyObject* cell = PyTuple_GET_ITEM(cells, fact.index);
  if (!PyCell_Check(cell)) return {};
  return {newReference(PyCell_GET(cell)), cell};
}

Found Player::defaultValue(const Fact& fact, PyObject* owner) {
  PyFunctionObject* asking = function(owner);
  PyObject* values = asking == nullptr ? nullptr : asking->func_defaults;
  const bool is_there = values != nullptr && PyTuple_Check(values) && static_cast<Py_ssize_t>(fact.index) < PyTuple_GET_SIZE(values);
  return {newReference(is_there ? PyTuple_GET_ITEM(values, fact.index) : nullptr)};
}

Found Player::keywordDefault(const Fact& fact, PyObject* owner) {
  PyFunctionObject* asking = function(owner);
  Found found = inDict(asking == nullptr ? nullptr : asking->func_kwdefaults, fact);
  found.place = nullptr;
  return found;
}

// Of a module, which can change: guarded. Of classes and functions of C modules, which are taken not to.
Found Player::attribute(const Fact& fact, PyObject* owner) {
  return {Reference(PyObject_GetAttrString(owner, fact.name.c_str())), PyModule_Check(owner) ? PyModule_GetDict(owner) : nullptr};
}

Found Player::imported(const Fact& fact, PyObject*) {
  const size_t dot = fact.name.rfind('.');
  if (dot == std::string::npos) return {};
  const Reference module(PyImport_ImportModule(fact.name.substr(0, dot).c_str()));
  return {Reference(module ? PyObject_GetAttrString(module.get(), fact.name.c_str() + dot + 1) : nullptr)};
}

bool Player::addGuard(const Fact& fact, const Found& found) {
  if (found.place == nullptr) return true;
  PyObject* value = found.value ? found.value.get() : program_.state.absent;
  const Reference guard(PyCell_Check(found.place) ? Py_BuildValue("(OO)", found.place, value)
                                                  : Py_BuildValue("(OsO)", found.place, fact.name.c_str(), value));
  return guard && PyList_Append(replay_.guards.get(), guard.get()) == 0;
}

bool Player::addObjects(const Fact& fact, PyObject* value) {
  for (const cache::FoundObject& found : fact.objects) {
    PyObject* object = value;
    for (const uint32_t item : found.path) {
      if (!PyTuple_CheckExact(object) || static_cast<Py_ssize_t>(item) >= PyTuple_GET_SIZE(object)) return false;
      object = PyTuple_GET_ITEM(object, item);
    }
    if (found.number == replay_.objects.size()) replay_.objects.push_back(newReference(object));
    if (replay_.objects[found.number].get() != object) return false;
  }
  return true;
}

bool Player::meetsObject(const Fact& fact) {
  static constexpr std::array<Follow, 9> kSteps = {
      &Player::argument,     &Player::global,         &Player::builtin,   &Player::freeVariable, &Player::defaultValue,
      &Player::keywordDefault, &Player::attribute, nullptr,            &Player::imported};
  static_assert(kSteps.size() == static_cast<size_t>(Step::kCount));
  const Found found = (this->*kSteps[static_cast<size_t>(fact.step)])(fact, replay_.objects[fact.owner].get());
  PyErr_Clear();
  if (found.value) {
    const std::optional<Digest> digest = digestObject(program_.state, found.value.get());
    if (!digest) return false;
    replay_.answer = *digest;
  }
  if (fact.is_absent != !found.value || replay_.answer != fact.digest) return false;
  return addGuard(fact, found) && (fact.is_absent ? fact.objects.empty() : addObjects(fact, found.value.get()));
}

bool Player::meets(const Fact& fact) {
  replay_.answer = {};
  if (fact.step != Step::Library) return meetsObject(fact);
  replay_.answer = program_.identity.library(fact.name).value_or(Digest{});
  return replay_.answer == fact.digest && fact.objects.empty();
}

bool Player::run(const Entry& entry) {
  replay_.guards.reset(PyList_New(0));
  if (!replay_.guards) return false;
  replay_.objects.push_back(newReference(program_.root));
  for (const Fact& fact : entry.facts) {
    if (!meets(fact)) return false;
    ++replay_.facts_met;
  }
  return true;
}

}  // namespace

Digest nextKey(const Digest& key, const Replay& replay) {
  return cache::Hasher().text("krait variant").digest(key).number(replay.facts_met).digest(replay.answer).finish();
}

bool replayFacts(const Program& program, const cache::Entry& entry, Replay& replay) {
  const bool holds = Player(program, replay).run(entry);
  PyErr_Clear();
  return holds;
}

}  // namespace krait
