// From the error in a call's context to a Python exception.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "runtime/abi.h"

namespace krait {

struct State;
struct Specialisation;

// Sets the exception that the context describes, with a traceback entry at its site.
void raiseFromContext(State& state, const Specialisation& specialisation, kr_context& context,
                      PyObject* globals);

// Adds an entry (file, function, line) to the traceback of the pending exception.
void addTraceback(const kr_site& site, PyObject* globals);

}  // namespace krait
