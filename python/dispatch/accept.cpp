// The less frequent kinds of arguments: compared with the expected key and put into slots.
#include "python/dispatch/accept.h"

#include <cstring>

#include "python/dispatch/key_of.h"
#include "python/dispatch/list_arguments.h"

namespace krait {

namespace {

bool acceptScalar(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  const bool is_usual_type = Py_TYPE(argument) == state.scalar_types[static_cast<int>(expected.dtype())];
  if (!is_usual_type || hasUnit(expected.dtype())) {
    if (keyOf(state, argument) != expected) return false;
  }
  unboxScalar(argument, expected.dtype(), out);
  return true;
}

bool acceptRecords(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  if (keyOf(state, argument) != expected) return false;
  unboxArray(reinterpret_cast<PyArrayObject*>(argument), expected.ndim(), out);
  return true;
}

bool acceptRecord(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  if (keyOf(state, argument) != expected) return false;
  (out++)->u64 = reinterpret_cast<uintptr_t>(argument) | kHostObjectTag;
  (out++)->ptr = reinterpret_cast<PyVoidScalarObject*>(argument)->obval;
  return true;
}

bool acceptTuple(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  const std::vector<TypeKey>& elements = *state.tuples[expected.payload()];
  if (!PyTuple_CheckExact(argument) || PyTuple_GET_SIZE(argument) != std::ssize(elements)) return false;
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!acceptArgument(state, PyTuple_GET_ITEM(argument, i), elements[i], out)) return false;
  }
  return true;
}

}  // namespace

void unboxScalar(PyObject* scalar, Dtype dtype, kr_slot*& out) {
  const char* value = reinterpret_cast<const char*>(scalar) + kScalarValueOffset;
  const int parts = isComplex(dtype) ? 2 : 1;
  const size_t bytes = scalarBytes(dtype) / parts;
  for (int part = 0; part < parts; ++part, ++out) {
    out->u64 = 0;
    memcpy(out, value + part * bytes, bytes);
  }
}

bool acceptOther(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  if (expected.kind() == ArgumentKind::NumpyScalar) return acceptScalar(state, argument, expected, out);
  if (expected.kind() == ArgumentKind::Records) return acceptRecords(state, argument, expected, out);
  if (expected.kind() == ArgumentKind::Record) return acceptRecord(state, argument, expected, out);
  if (expected.kind() == ArgumentKind::List) return acceptList(state, argument, expected, out);
  if (expected.kind() == ArgumentKind::Tuple) return acceptTuple(state, argument, expected, out);
  return keyOf(state, argument) == expected;  // no slots: the key says it all
}

}  // namespace krait
