// krait._dispatch.Dispatcher: what a decorated function becomes.
//
// Invariants. `hot` is one of `specialisations`, or null. Everything here is touched only under the
// interpreter's lock. A running call keeps its specialisation alive by a reference of its own, and the
// dispatcher by its caller's.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <memory>
#include <string>
#include <vector>

#include "python/cache/built_module.h"
#include "python/dispatch/bind.h"
#include "python/dispatch/specialisation.h"

namespace krait {

struct State;

struct CompileStatistics {
  int64_t compiled = 0;
  int64_t loaded = 0;       // from the cache on disk
  int64_t dropped = 0;      // because a global or closure variable changed
  int64_t nanoseconds = 0;  // in the compile hook
};

// A signature that the user gave.
struct DeclaredSignature {
  std::string text;
  Signature signature;      // as the compiler understood it, when it no longer waits
  bool is_waiting = false;  // for the first call, to be loaded or compiled
};

// Everything of a Dispatcher that is C++: made and destroyed with it.
struct DispatcherData {
  Parameters parameters;
  std::vector<Specialisation*> specialisations;
  std::vector<DeclaredSignature> declared;
  bool has_waiting = false;                    // among those
  bool explicit_only = false;                  // no other signature is compiled
  bool knows_module = false;                   // whether it was built
  std::unique_ptr<const BuiltModule> built_module;  // null: it was not
  CompileStatistics statistics;
  PyThread_type_lock compile_lock = nullptr;  // held by the thread that compiles
  unsigned long compiling_thread = 0;
};

struct Dispatcher {
  PyObject_HEAD vectorcallfunc vectorcall;
  State* state;
  Specialisation* hot;     // called last; borrowed from `specialisations`
  Py_ssize_t plain_count;  // parameters if all are positional, else -1
  PyObject* function;      // the Python function
  PyObject* options;       // dict, as given to the decorator
  PyObject* dict;
  PyObject* weak_references;
  uint32_t handle;
  DispatcherData* data;
};

inline PyObject* functionName(const Dispatcher* self) {
  return reinterpret_cast<PyFunctionObject*>(self->function)->func_qualname;
}

extern PyType_Spec kDispatcherTypeSpec;

// call.cpp
PyObject* callDispatcher(PyObject* self, PyObject* const* arguments, size_t nargsf, PyObject* keywords);

// compile.cpp. Each gives a specialisation borrowed from the dispatcher, or null with an exception.
Specialisation* compileKeys(Dispatcher* self, const std::vector<TypeKey>& keys);
Specialisation* compileExplicit(Dispatcher* self, const Signature&);
// The specialisation for these types, or null.
Specialisation* findExact(const Dispatcher* self, const std::vector<TypeKey>& keys);
// Takes a product of the compile hook. Null with an exception.
Specialisation* addSpecialisation(Dispatcher* self, PyObject* product, std::vector<TypeKey> keys, Signature signature);
// The keys of the types in a signature. False with an exception.
bool keysOfSignature(Dispatcher* self, const Signature& signature, std::vector<TypeKey>& keys);
// The same signature again, after a global that it was compiled under has changed; frees the old one.
Specialisation* recompile(Dispatcher* self, Specialisation* stale);

}  // namespace krait
