// Arrays of records (structured dtypes) at the boundary. The dtype of one is interned: its key holds the id.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string>

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/type_key.h"

namespace krait {

struct State;

// The notation of a structured dtype, "Record(16, "x": float64 @ 0, "n": int32 @ 8)"; empty for one that compiled code
// does not take: fields of bytes, text, objects, sub-arrays, or in foreign byte order.
std::string recordNotation(PyArray_Descr* descriptor);

// Invalid for an array that compiled code does not take; sets an exception only where asking failed.
TypeKey recordsKey(State& state, PyArrayObject* array);

std::string writeRecords(const State& state, TypeKey key);

}  // namespace krait
