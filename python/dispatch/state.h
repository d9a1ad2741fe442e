// What belongs to one import of the module: its types, NumPy's types once they are known, and interned keys.
// A State lives in its module object; every Dispatcher keeps its type, and so the module, alive.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "python/dispatch/forks.h"
#include "python/dispatch/numpy_loops.h"
#include "python/dispatch/thread_team.h"
#include "python/dispatch/type_key.h"

namespace krait {

class CodeCache;
struct Dispatcher;
class ExpressionCache;

// A structured dtype that was met.
struct RecordLayout {
  PyObject* descriptor;  // strong
  std::string notation;
  int alignment;  // of its fields, where they are aligned
};

struct State {
  PyTypeObject* dispatcher_type = nullptr;
  PyTypeObject* buffer_type = nullptr;  // keeps a kr_buffer alive for the arrays over it
  PyTypeObject* expression_type = nullptr;
  PyTypeObject* compiled_object_type = nullptr;
  ExpressionCache* expressions = nullptr;  // owned by the module
  PyObject* last_expression = nullptr;     // a context variable: what re_evaluate() takes
  PyObject* absent = nullptr;           // in a guard: the name is not defined
  const volatile int32_t* interrupt = nullptr;
  kr_host host = {{}, findNumpyLoop, findThreadTeam};

  PyTypeObject* array_type =
      nullptr;  // null until NumPy is loaded; borrowed, as are all of NumPy's types here
  PyTypeObject* descriptor_type = nullptr;
  PyTypeObject* generic_type = nullptr;
  PyTypeObject* scalar_types[kDtypeCount] = {};
  PyTypeObject* longlong_type = nullptr;
  PyTypeObject* ulonglong_type = nullptr;
  PyTypeObject* record_type = nullptr;    // np.record and np.recarray: null until a record is met
  PyTypeObject* recarray_type = nullptr;

  uint32_t next_handle = 1;                             // handles of jitted functions are never reused
  std::unordered_map<uint32_t, Dispatcher*> by_handle;  // borrowed; a Dispatcher takes itself out

  std::unordered_map<PyObject*, uint32_t> builtin_handles;  // functions of C modules that were arguments; strong

  std::vector<RecordLayout> records;

  Forks forks;

  std::shared_ptr<CodeCache> cache;  // made at the first use
  bool declared_wait = false;        // signatures of the decorator wait for the first call: krait build

  PyObject* string_ids = nullptr;  // dict: str -> id
  std::vector<PyObject*> strings;  // id -> str, borrowed from string_ids
  std::map<std::vector<TypeKey>, uint32_t, bool (*)(const std::vector<TypeKey>&, const std::vector<TypeKey>&)>
      tuple_ids{[](const std::vector<TypeKey>& a, const std::vector<TypeKey>& b) {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                            [](TypeKey x, TypeKey y) { return x.bits < y.bits; });
      }};
  std::vector<const std::vector<TypeKey>*> tuples;  // id -> element keys, owned by tuple_ids
};

State* stateOf(PyObject* module);

}  // namespace krait
