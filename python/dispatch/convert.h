// Explicit signatures: which one an argument list fits best, and converting the arguments to it.
//
// A conversion must not change a value: int to float, a narrow NumPy scalar to a wide one, a contiguous array
// to a strided one. Python's scalars are weak, as under NEP 50: an int becomes any NumPy number that it fits
// into.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/dispatch/type_key.h"
#include "runtime/abi.h"

namespace krait {

struct State;

constexpr int kNoConversion = -1;

// 0: the same type; the higher, the further away; kNoConversion.
int conversionCost(const State& state, PyObject* argument, TypeKey from, TypeKey to);

// Slots of an argument that conversionCost() accepts. False with an exception: a value out of range.
bool convertArgument(State& state, PyObject* argument, TypeKey to, kr_slot*& out);

}  // namespace krait
