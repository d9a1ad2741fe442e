// NumPy's C API, fetched on the first use and never by importing NumPy ourselves.
//
// Every file that needs NumPy includes this instead of NumPy's headers. NumPy's function table is the one
// global of this module, because NumPy's macros demand one; loadNumpy() fills it once, under the
// interpreter's lock.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL krait_numpy_api
#ifndef KRAIT_DEFINES_NUMPY_API
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

#include <cstddef>

#include "python/dispatch/type_key.h"

namespace krait {

struct State;

// Whether NumPy's API is there; `required` imports NumPy where nobody did so far (a result is an array).
// False without an exception: NumPy is not imported. False with one: its import failed.
bool loadNumpy(State& state, bool required);

// dtype and unit of a descriptor as a DType key; invalid for one that compiled code does not take.
TypeKey keyOfDescriptor(PyArray_Descr* descriptor);

constexpr int kLegacyTypeCount = 24;  // NumPy's own type numbers are below this

struct NumberTable {
  uint8_t dtypes[kLegacyTypeCount];
};

constexpr NumberTable makeNumberTable() {
  NumberTable table{};
  for (uint8_t& entry : table.dtypes) entry = kNoDtype;
#define KR_DTYPE(name, number, scalar, bytes, rank) table.dtypes[number] = static_cast<uint8_t>(Dtype::name);
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
  table.dtypes[NPY_LONGLONG] = static_cast<uint8_t>(Dtype::int64);  // the same 64 bits under a second number
  table.dtypes[NPY_ULONGLONG] = static_cast<uint8_t>(Dtype::uint64);
  return table;
}

inline constexpr NumberTable kDtypeOfNumber = makeNumberTable();

constexpr size_t kScalarValueOffset = offsetof(PyDoubleScalarObject, obval);

// Names of NumPy's datetime units; null for a number without one.
const char* unitName(uint8_t unit);
constexpr int kUnitCount = 15;

}  // namespace krait
