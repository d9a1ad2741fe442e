// One compiled signature of one jitted function, and the facts it was compiled under.
//
// Reference counted under the interpreter's lock: the dispatcher holds one reference, every running call
// another, so that a specialisation which went stale is freed by whoever leaves it last.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>
#include <string>
#include <vector>

#include "python/dispatch/box.h"
#include "python/dispatch/type_key.h"
#include "runtime/abi.h"

namespace krait {

struct State;

// A global the code was compiled under: while the dict's version is `tag`, nothing in it changed.
struct DictGuard {
  PyObject* dict;  // strong
  uint64_t tag;
  std::vector<std::pair<PyObject*, PyObject*>> names;  // strong; a null value: the name must be absent
};

// A closure variable the code was compiled under.
struct CellGuard {
  PyObject* cell;      // strong
  PyObject* expected;  // strong; null: empty
};

// An array that the code uses in place: its shape, dtype and writability are part of the code, and can be set from outside.
struct ArrayGuard {
  PyObject* array;  // one of `objects`
  const void* data;
  PyObject* dtype;  // strong
  int flags;
  std::vector<Py_ssize_t> extents;  // and strides
};

// What the compile hook is asked for.
struct Signature {
  std::vector<std::string> arguments;
  std::optional<std::string> result;  // only where the user gave it
  std::string text;                   // as it was declared; empty where a call asked for it
};

struct Specialisation {
  int64_t references = 1;
  kr_compiled* compiled = nullptr;
  std::vector<TypeKey> keys;  // of the arguments, in order
  Signature signature;
  bool takes_lists = false;
  bool is_explicit = false;  // was asked for by signature: arguments are converted to it
  BoxPlan plan;
  PyObject* objects = nullptr;  // tuple: captured arrays, exception classes by handle
  std::vector<DictGuard> dict_guards;
  std::vector<CellGuard> cell_guards;
  std::vector<ArrayGuard> array_guards;

  Specialisation() = default;
  Specialisation(const Specialisation&) = delete;
  Specialisation& operator=(const Specialisation&) = delete;
  ~Specialisation();

  int traverse(visitproc visit, void* arg) const;
};

inline void retain(Specialisation* specialisation) { ++specialisation->references; }
inline void release(Specialisation* specialisation) {
  if (--specialisation->references == 0) delete specialisation;
}

// Takes what the compile hook returned: a capsule "krait.compiled", or a tuple (capsule, objects, guards[, record for the cache]).
// Null with an exception where that is malformed; the capsule then still owns the code.
Specialisation* adoptCompiled(State& state, PyObject* product, std::vector<TypeKey> keys,
                              Signature signature);

// Whether the globals and closure variables still are what they were. Never fails, runs no Python code.
bool checkChangedGuards(Specialisation& specialisation);
bool checkArrayGuards(const Specialisation& specialisation);
inline bool guardsHold(Specialisation& specialisation) {
  for (const DictGuard& guard : specialisation.dict_guards) {
    if (reinterpret_cast<PyDictObject*>(guard.dict)->ma_version_tag != guard.tag)
      return checkChangedGuards(specialisation);
  }
  for (const CellGuard& guard : specialisation.cell_guards) {
    if (PyCell_GET(guard.cell) != guard.expected) return checkChangedGuards(specialisation);
  }
  return specialisation.array_guards.empty() || checkArrayGuards(specialisation);
}

}  // namespace krait
