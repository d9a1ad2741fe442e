// What a Python object is to compiled code, as a digest: two objects with one digest give the same machine code.
//
// Numbers, texts and tuples count by value; functions by their code, defaults and options; modules, classes and functions of C
// modules by name; arrays by dtype, shape, strides and flags, since code uses them in place and reads what is in them when it runs.
// What a function's names mean is not part of its digest: those are facts of their own.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>

#include "codegen/cache/digest.h"

namespace krait {

struct State;

// Nothing, without an exception, where the object has no digest (nested too deeply, or asking it failed).
[[nodiscard]] std::optional<cache::Digest> digestObject(State&, PyObject*);

// The Python function that a jitted function wraps, or the function itself; null for anything else. Borrowed.
[[nodiscard]] PyFunctionObject* functionOf(const State&, PyObject*);

}  // namespace krait
