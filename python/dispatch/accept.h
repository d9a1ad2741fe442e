// The hot path: does an argument have the expected key, and if so, what are its slots?
//
// One pass over the arguments of the specialisation that was called last; nothing is looked up, and no object
// is made. A mismatch says no more than that: keyOf() finds out what the argument is.
#pragma once

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"
#include "runtime/abi.h"

namespace krait {

inline uint64_t arrayBits(PyArrayObject* array) {
  const auto* fields = reinterpret_cast<PyArrayObject_fields*>(array);
  const int number = fields->descr->type_num;
  const int flags = fields->flags;
  if (static_cast<unsigned>(number) >= kLegacyTypeCount || !PyArray_ISNBO(fields->descr->byteorder) ||
      !(flags & NPY_ARRAY_ALIGNED))
    return 0;
  const uint64_t layout =
      flags & NPY_ARRAY_C_CONTIGUOUS ? uint64_t(ArrayLayout::C) : uint64_t(flags & NPY_ARRAY_F_CONTIGUOUS);
  const uint64_t readonly = !(flags & NPY_ARRAY_WRITEABLE);
  return uint64_t(ArgumentKind::Array) << 56 | kDtypeOfNumber.dtypes[number] |
         uint64_t(static_cast<uint8_t>(fields->nd)) << 16 | layout << 24 | readonly << 26;
}
static_assert(NPY_ARRAY_F_CONTIGUOUS == static_cast<int>(ArrayLayout::F));

inline void unboxArray(PyArrayObject* array, int ndim, kr_slot*& out) {
  const auto* fields = reinterpret_cast<PyArrayObject_fields*>(array);
  out[0].u64 = reinterpret_cast<uintptr_t>(array) | kHostObjectTag;
  out[1].ptr = fields->data;
  out += 2;
  for (int axis = 0; axis < ndim; ++axis) {
    out[axis].i64 = fields->dimensions[axis];
    out[ndim + axis].i64 = fields->strides[axis];
  }
  out += 2 * ndim;
}

// datetime arrays carry their unit beside the type number.
inline TypeKey arrayKey(PyArrayObject* array) {
  const TypeKey key{arrayBits(array)};
  if (!key.isValid() || !hasUnit(key.dtype()))
    return static_cast<uint8_t>(key.bits) == kNoDtype ? TypeKey{} : key;
  const TypeKey exact = keyOfDescriptor(PyArray_DESCR(array));
  return exact.isValid() ? TypeKey{key.bits | uint64_t{exact.unit()} << 8} : TypeKey{};
}

inline bool acceptFloat(PyObject* argument, kr_slot*& out) {
  if (!PyFloat_CheckExact(argument)) return false;
  (out++)->f64 = PyFloat_AS_DOUBLE(argument);
  return true;
}

// False also for an int beyond 64 bits.
inline bool acceptInt(PyObject* argument, kr_slot*& out) {
  if (!PyLong_CheckExact(argument)) return false;
  const Py_ssize_t size = Py_SIZE(argument);
  if (size >= -1 && size <= 1) [[likely]] {
    (out++)->i64 = size * static_cast<int64_t>(reinterpret_cast<PyLongObject*>(argument)->ob_digit[0]);
    return true;
  }
  int overflow = 0;
  (out++)->i64 = PyLong_AsLongLongAndOverflow(argument, &overflow);
  return overflow == 0;
}

inline bool acceptBool(PyObject* argument, kr_slot*& out) {
  if (!PyBool_Check(argument)) return false;
  (out++)->u64 = argument == Py_True;
  return true;
}

inline bool acceptComplex(PyObject* argument, kr_slot*& out) {
  if (!PyComplex_CheckExact(argument)) return false;
  const Py_complex value = reinterpret_cast<PyComplexObject*>(argument)->cval;
  (out++)->f64 = value.real;
  (out++)->f64 = value.imag;
  return true;
}

inline bool acceptArray(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  if (Py_TYPE(argument) != state.array_type) return false;
  auto* array = reinterpret_cast<PyArrayObject*>(argument);
  if (arrayBits(array) != expected.bits) {
    if (!hasUnit(expected.dtype()) || arrayKey(array) != expected) return false;
  }
  unboxArray(array, expected.ndim(), out);
  return true;
}

// The rest, in accept.cpp: NumPy scalars, tuples, and what is known by its key alone.
bool acceptOther(State& state, PyObject* argument, TypeKey expected, kr_slot*& out);
void unboxScalar(PyObject* scalar, Dtype dtype, kr_slot*& out);

inline bool acceptArgument(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  switch (expected.kind()) {
  case ArgumentKind::Float: return acceptFloat(argument, out);
  case ArgumentKind::Int: return acceptInt(argument, out);
  case ArgumentKind::Array: return acceptArray(state, argument, expected, out);
  case ArgumentKind::Bool: return acceptBool(argument, out);
  case ArgumentKind::Complex: return acceptComplex(argument, out);
  case ArgumentKind::None: return argument == Py_None;
  default: return acceptOther(state, argument, expected, out);
  }
}

}  // namespace krait
