// Facts of an entry answered anew from the live program.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <vector>

#include "codegen/cache/entry.h"
#include "python/dispatch/reference.h"

namespace krait {

class Identity;
struct State;

inline Reference newReference(PyObject* object) { return Reference(Py_XNewRef(object)); }

// What the code of an entry is asked to run in.
struct Program {
  State& state;
  const Identity& identity;
  PyObject* root;                     // the jitted function
  std::vector<PyObject*> functions;   // among its arguments, in order; borrowed
};

struct Replay {
  std::vector<Reference> objects;  // by number
  Reference guards;                // a list as the compile hook gives it
  size_t facts_met = 0;            // up to the first that differs
  cache::Digest answer;            // to that one; all zeros for a name that is not defined
};

// The variants of one root, with other values of what its names mean, form a chain: the name of the next file is made of this one's,
// the number of the first fact that differs and its value here. So many steps are taken at most.
constexpr int kMostVariants = 32;
[[nodiscard]] cache::Digest nextKey(const cache::Digest& key, const Replay&);

// Whether every fact holds. False also, with facts_met past the end, where the program could not be asked.
[[nodiscard]] bool replayFacts(const Program&, const cache::Entry&, Replay&);

}  // namespace krait
