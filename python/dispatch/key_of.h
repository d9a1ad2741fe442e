// The key of any argument: the slow counterpart of accept.h, which only compares with an expected key.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string>
#include <vector>

#include "python/dispatch/type_key.h"

namespace krait {

struct State;

constexpr int kMaxDimensions = 64;
constexpr int kMaxTupleElements = 1024;  // of one tuple, nested ones counted by themselves

// Invalid for a type that compiled code does not take; sets an exception only where asking failed.
TypeKey keyOf(State& state, PyObject* argument);

// What Function(<handle>) means: a jitted function, or one of a C module that was an argument. Borrowed; null without an
// exception where there is none.
PyObject* functionOfHandle(const State& state, uint32_t handle);

// Raises the TypeError that says which argument cannot be taken, what it is and the way round.
void refuseArgument(State& state, PyObject* function_name, PyObject* argument_name, PyObject* argument);

TypeKey internTuple(State& state, std::vector<TypeKey> elements);
TypeKey internString(State& state, PyObject* text);

// The str of a quoted Python literal in ASCII. New reference.
PyObject* decodeLiteral(const std::string& quoted);

}  // namespace krait
