// Conversions of arguments to explicit signatures; see convert.h.
#include "python/dispatch/convert.h"

#include <cstring>

#include "python/dispatch/accept.h"
#include "python/dispatch/key_of.h"

namespace krait {

namespace {

constexpr int kKindCost = 16;  // of each step bool -> int -> float -> complex

// Kinds in the order of conversion, as in the `rank` column of dtypes.def.
enum Rank : int { kBool = 0, kUnsigned = 1, kSigned = 2, kReal = 3, kComplexNumber = 4, kNotANumber = 7 };

struct NumberType {
  Rank rank = kNotANumber;
  int bytes = 0;
  bool is_weak = false;  // a Python scalar
};

NumberType numberType(TypeKey key) {
  switch (key.kind()) {
  case ArgumentKind::Bool: return {kBool, 1, true};
  case ArgumentKind::Int: return {kSigned, 8, true};
  case ArgumentKind::Float: return {kReal, 8, true};
  case ArgumentKind::Complex: return {kComplexNumber, 16, true};
  case ArgumentKind::NumpyScalar:
    return {static_cast<Rank>(scalarRank(key.dtype())), scalarBytes(key.dtype()), false};
  default: return {};
  }
}

int componentBytes(NumberType type) { return type.rank == kComplexNumber ? type.bytes / 2 : type.bytes; }

// NumPy's `safe` casting between numbers of different kinds.
bool holdsInteger(NumberType from, NumberType to) {
  if (to.rank == kSigned) return from.rank == kUnsigned && to.bytes > from.bytes;
  return to.rank >= kReal && (componentBytes(to) > from.bytes || componentBytes(to) == 8);
}

bool isSafe(NumberType from, NumberType to) {
  if (from.rank == kNotANumber || to.rank == kNotANumber || from.rank > to.rank) return false;
  if (from.rank == to.rank) return componentBytes(to) >= componentBytes(from);
  if (from.rank == kBool) return true;
  return from.rank < kReal ? holdsInteger(from, to) : componentBytes(to) >= componentBytes(from);
}

// A weak number takes any NumPy type of its kind or a later one; whether an int fits is seen when it is
// converted.
bool isWeakSafe(NumberType from, NumberType to) {
  if (to.rank == kNotANumber) return false;
  return from.rank == kSigned ? to.rank >= kUnsigned : from.rank <= to.rank;
}

int numberCost(TypeKey from_key, TypeKey to_key) {
  const NumberType from = numberType(from_key), to = numberType(to_key);
  if (from.rank == kNotANumber) return kNoConversion;
  if (!(from.is_weak ? isWeakSafe(from, to) : isSafe(from, to))) return kNoConversion;
  const int steps = to.rank > from.rank ? to.rank - from.rank : 0;
  return 1 + steps * kKindCost + (to.bytes > from.bytes ? 1 : 0) + (from.is_weak != to.is_weak ? 1 : 0);
}

bool fitsLayout(PyArrayObject* array, ArrayLayout layout) {
  if (layout == ArrayLayout::C) return PyArray_IS_C_CONTIGUOUS(array);
  return layout == ArrayLayout::Strided || PyArray_IS_F_CONTIGUOUS(array);
}

int arrayCost(PyObject* argument, TypeKey from, TypeKey to) {
  const bool same = from.kind() == to.kind() && from.dtype() == to.dtype() && from.unit() == to.unit() &&
                    from.ndim() == to.ndim();
  if (!same || (from.isReadonly() && !to.isReadonly())) return kNoConversion;
  return fitsLayout(reinterpret_cast<PyArrayObject*>(argument), to.layout()) ? 1 : kNoConversion;
}

int tupleCost(const State& state, PyObject* argument, TypeKey from_key, TypeKey to_key) {
  if (from_key.kind() != to_key.kind()) return kNoConversion;
  const auto& from = *state.tuples[from_key.payload()];
  const auto& to = *state.tuples[to_key.payload()];
  if (from.size() != to.size()) return kNoConversion;
  int total = 0;
  for (size_t i = 0; i < from.size(); ++i) {
    const int cost = conversionCost(state, PyTuple_GET_ITEM(argument, i), from[i], to[i]);
    if (cost == kNoConversion) return kNoConversion;
    total += cost;
  }
  return total;
}

// A number as its widest form.
struct Number {
  Rank rank = kSigned;
  int64_t integer = 0;  // of kUnsigned: its bits
  double real = 0;
  double imaginary = 0;
};

template <typename T>
T readAs(const void* from) {
  T value;
  memcpy(&value, from, sizeof value);
  return value;
}

Number loadNumpyNumber(PyObject* scalar, Dtype dtype) {
  const char* at = reinterpret_cast<const char*>(scalar) + kScalarValueOffset;
  switch (dtype) {
  case Dtype::bool_: return {kBool, readAs<uint8_t>(at)};
  case Dtype::int8: return {kSigned, readAs<int8_t>(at)};
  case Dtype::int16: return {kSigned, readAs<int16_t>(at)};
  case Dtype::int32: return {kSigned, readAs<int32_t>(at)};
  case Dtype::int64: return {kSigned, readAs<int64_t>(at)};
  case Dtype::uint8: return {kUnsigned, readAs<uint8_t>(at)};
  case Dtype::uint16: return {kUnsigned, readAs<uint16_t>(at)};
  case Dtype::uint32: return {kUnsigned, readAs<uint32_t>(at)};
  case Dtype::uint64: return {kUnsigned, readAs<int64_t>(at)};
  case Dtype::float16: return {kReal, 0, static_cast<double>(readAs<_Float16>(at))};
  case Dtype::float32: return {kReal, 0, readAs<float>(at)};
  case Dtype::float64: return {kReal, 0, readAs<double>(at)};
  case Dtype::complex64: return {kComplexNumber, 0, readAs<float>(at), readAs<float>(at + 4)};
  case Dtype::complex128: return {kComplexNumber, 0, readAs<double>(at), readAs<double>(at + 8)};
  default: return {kNotANumber};
  }
}

// An int beyond 64 bits goes on as a float where the target is one.
bool loadInt(PyObject* value, Rank target, Number& number) {
  int overflow = 0;
  number = {kSigned, PyLong_AsLongLongAndOverflow(value, &overflow)};
  if (overflow == 0) return true;
  if (overflow > 0 && target == kUnsigned) {
    number = {kUnsigned, static_cast<int64_t>(PyLong_AsUnsignedLongLong(value))};
    return !PyErr_Occurred();
  }
  if (target < kReal) {
    PyErr_Format(PyExc_OverflowError, "Python integer %R out of bounds", value);
    return false;
  }
  number = {kReal, 0, PyLong_AsDouble(value)};
  return !PyErr_Occurred();
}

bool loadNumber(State& state, PyObject* value, Rank target, Number& number) {
  if (PyBool_Check(value)) return number = {kBool, value == Py_True}, true;
  if (PyLong_CheckExact(value)) return loadInt(value, target, number);
  if (PyFloat_CheckExact(value)) return number = {kReal, 0, PyFloat_AS_DOUBLE(value)}, true;
  if (PyComplex_CheckExact(value)) {
    number = {kComplexNumber, 0, PyComplex_RealAsDouble(value), PyComplex_ImagAsDouble(value)};
    return true;
  }
  number = loadNumpyNumber(value, keyOf(state, value).dtype());
  return true;
}

double realPart(const Number& number) {
  if (number.rank >= kReal) return number.real;
  return number.rank == kUnsigned ? static_cast<double>(static_cast<uint64_t>(number.integer))
                                  : static_cast<double>(number.integer);
}

bool fitsInteger(const Number& number, NumberType to) {
  const bool above_int64 = number.rank == kUnsigned && number.integer < 0;
  if (to.rank == kUnsigned && (to.bytes == 8 || above_int64))
    return to.bytes == 8 && (above_int64 || number.integer >= 0);
  if (above_int64) return false;
  if (to.bytes == 8) return true;
  const int bits = to.bytes * 8;
  const int64_t most = to.rank == kUnsigned ? (int64_t{1} << bits) - 1 : (int64_t{1} << (bits - 1)) - 1;
  const int64_t least = to.rank == kUnsigned ? 0 : -most - 1;
  return number.integer >= least && number.integer <= most;
}

void storeReal(double value, int bytes, kr_slot*& out) {
  out->u64 = 0;
  if (bytes == 8)
    out->f64 = value;
  else if (bytes == 4)
    out->f32 = static_cast<float>(value);
  else {
    const auto half = static_cast<_Float16>(value);
    memcpy(out, &half, sizeof half);
  }
  ++out;
}

bool storeInteger(const State& state, PyObject* value, const Number& number, TypeKey to_key, kr_slot*& out) {
  const NumberType to = numberType(to_key);
  if (!fitsInteger(number, to)) {
    PyErr_Format(PyExc_OverflowError, "Python integer %R out of bounds for %s", value,
                 dtypeName(to_key.dtype()));
    return false;
  }
  const uint64_t mask = to.bytes == 8 ? ~uint64_t{0} : (uint64_t{1} << to.bytes * 8) - 1;
  (out++)->u64 = static_cast<uint64_t>(number.integer) & mask;
  return true;
}

bool convertNumber(State& state, PyObject* value, TypeKey to_key, kr_slot*& out) {
  const NumberType to = numberType(to_key);
  Number number;
  if (!loadNumber(state, value, to.rank, number)) return false;
  if (to.rank < kReal) return storeInteger(state, value, number, to_key, out);
  storeReal(realPart(number), componentBytes(to), out);
  if (to.rank == kComplexNumber)
    storeReal(number.rank == kComplexNumber ? number.imaginary : 0, componentBytes(to), out);
  return true;
}

bool convertTuple(State& state, PyObject* tuple, TypeKey to, kr_slot*& out) {
  const std::vector<TypeKey>& elements = *state.tuples[to.payload()];
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!convertArgument(state, PyTuple_GET_ITEM(tuple, i), elements[i], out)) return false;
  }
  return true;
}

}  // namespace

int conversionCost(const State& state, PyObject* argument, TypeKey from, TypeKey to) {
  if (from == to) return 0;
  if (to.kind() == ArgumentKind::Array) return arrayCost(argument, from, to);
  if (to.kind() == ArgumentKind::Tuple) return tupleCost(state, argument, from, to);
  return numberCost(from, to);
}

bool convertArgument(State& state, PyObject* argument, TypeKey to, kr_slot*& out) {
  if (to.kind() == ArgumentKind::Tuple) return convertTuple(state, argument, to, out);
  if (to.kind() == ArgumentKind::Array)
    return unboxArray(reinterpret_cast<PyArrayObject*>(argument), to.ndim(), out), true;
  if (numberType(to).rank != kNotANumber) return convertNumber(state, argument, to, out);
  if (acceptArgument(state, argument, to, out)) return true;
  PyErr_SetString(PyExc_SystemError, "krait: an argument changed while it was converted");
  return false;
}

}  // namespace krait
