// Records and arrays of records (structured dtypes) at the boundary. The dtype of one is interned: its key holds the id.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string>

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/type_key.h"

namespace krait {

struct State;

// The notation of a structured dtype, "Record(16, "x": float64 @ 0, "n": int32 @ 8)"; empty for one that compiled code
// does not take, with fields of objects. All that makes two dtypes differ is in it.
//
//   Record(16 aligned record, ...)           made with align=True; a np.record
//   "x" titled "the x": float64 * (3, 4) @ 8   NumPy's second name of a field; a sub-array
//   Record(12 opaque "<U3")                   the type of a field that compiled code only carries: NumPy's name of it
std::string recordNotation(State& state, PyArray_Descr* descriptor);

// Invalid for what compiled code does not take; they set an exception only where asking failed.
TypeKey recordsKey(State& state, PyArrayObject* array);  // an ndarray or np.recarray
TypeKey recordKey(State& state, PyObject* scalar);       // an np.void or np.record
TypeKey recordDtypeKey(State& state, PyArray_Descr* descriptor);

// Whether an np.void owns its data: NumPy gives those to unpickled ones only, and stores to their fields are lost.
bool ownsItsData(PyObject* record);

std::string writeRecords(const State& state, TypeKey key);
std::string writeRecord(const State& state, TypeKey key);

// np.record and np.recarray, fetched from NumPy on the first use; false with an exception where that failed.
bool loadRecordClasses(State& state);

// The dtype of a notation: the one that was met, or a new one (record_descriptor.cpp). New reference; null with an
// exception.
PyObject* recordDescriptor(State& state, const std::string& notation);
PyObject* makeRecordDescriptor(State& state, const std::string& notation);

// The id of a dtype; -1 where compiled code does not take it.
int64_t internRecord(State& state, PyArray_Descr* descriptor);

}  // namespace krait
