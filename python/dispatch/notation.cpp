// Between keys and their notation: writing a key, and interning what a notation names.
#include "python/dispatch/notation.h"

#include "python/dispatch/key_of.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/records.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

std::string scalarText(TypeKey key) {
  std::string text = dtypeName(key.dtype());
  if (hasUnit(key.dtype())) text += std::string("[") + unitName(key.unit()) + "]";
  return text;
}

std::string dimensionsText(TypeKey key) {
  if (key.ndim() == 0) return "[()]";
  std::string text = "[";
  for (int axis = 0; axis < key.ndim(); ++axis) {
    const bool is_unit = (key.layout() == ArrayLayout::C && axis == key.ndim() - 1) ||
                         (key.layout() == ArrayLayout::F && axis == 0);
    text += std::string(axis > 0 ? ", " : "") + (is_unit ? "::1" : ":");
  }
  return text + "]";
}

std::string writeNone(const State&, TypeKey) { return "None"; }
std::string writeBool(const State&, TypeKey) { return "bool"; }
std::string writeInt(const State&, TypeKey) { return "int"; }
std::string writeFloat(const State&, TypeKey) { return "float"; }
std::string writeComplex(const State&, TypeKey) { return "complex"; }
std::string writeScalar(const State&, TypeKey key) { return scalarText(key); }
std::string writeDtype(const State& state, TypeKey key) {
  return "DType(" + (key.isRecordDtype() ? state.records[key.recordId()].notation : scalarText(key)) + ")";
}
std::string writeFunction(const State&, TypeKey key) {
  return "Function(" + std::to_string(key.payload()) + ")";
}
std::string writeInvalid(const State&, TypeKey) { return "<no type>"; }

std::string writeString(const State& state, TypeKey key) {
  PyObject* text = PyObject_ASCII(state.strings[key.payload()]);
  std::string result = "Literal(";
  if (text != nullptr) result += PyUnicode_AsUTF8(text);
  Py_XDECREF(text);
  return result + ")";
}

std::string writeArray(const State&, TypeKey key) {
  return (key.isReadonly() ? "readonly " : "") + scalarText(key) + dimensionsText(key);
}

std::string writeTuple(const State& state, TypeKey key) {
  std::string text = "Tuple(";
  for (const TypeKey element : *state.tuples[key.payload()]) {
    if (text.back() != '(') text += ", ";
    text += writeNotation(state, element);
  }
  return text + ")";
}

// A static class's tp_name is its dotted name, without a module where it is a builtin.
std::string writeClass(const State&, TypeKey key) {
  const std::string name = reinterpret_cast<PyTypeObject*>(key.payload())->tp_name;
  return "Class(" + (name.find('.') == std::string::npos ? "builtins." + name : name) + ")";
}

std::string writeList(const State& state, TypeKey key) {
  const std::vector<TypeKey>& items = *state.tuples[key.payload()];
  return "List(" + (items.empty() ? "Never" : writeNotation(state, items[0])) + ")";
}

// In the order of ArgumentKind.
using Writer = std::string (*)(const State&, TypeKey);
constexpr Writer kWriters[] = {writeInvalid,  writeNone,   writeBool,   writeInt,   writeFloat,
                               writeComplex,  writeString, writeScalar, writeArray, writeTuple,
                               writeFunction, writeClass,  writeDtype, writeRecords, writeRecord,
                               writeList};

PyObject* importDotted(const std::string& name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string::npos) return nullptr;
  PyObject* module = PyImport_ImportModule(name.substr(0, dot).c_str());
  PyObject* found = module == nullptr ? nullptr : PyObject_GetAttrString(module, name.c_str() + dot + 1);
  Py_XDECREF(module);
  return found;
}

bool classKey(const Notation& notation, TypeKey& key) {
  PyObject* found = importDotted(notation.text);
  if (found == nullptr) return false;
  const bool is_class = PyType_Check(found) && !PyType_HasFeature((PyTypeObject*)found, Py_TPFLAGS_HEAPTYPE);
  if (is_class) key = TypeKey::of(ArgumentKind::Class, reinterpret_cast<uint64_t>(found));
  Py_DECREF(found);  // static: never freed
  if (!is_class)
    PyErr_Format(PyExc_TypeError, "%s is no class that compiled code takes", notation.text.c_str());
  return is_class;
}

bool tupleKey(State& state, const Notation& notation, TypeKey& key) {
  std::vector<TypeKey> elements(notation.elements.size());
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!keyOfNotation(state, notation.elements[i], elements[i])) return false;
  }
  key = internTuple(state, std::move(elements));
  return true;
}

// Of records, of one record, or of their dtype.
bool recordKey(State& state, const Notation& notation, TypeKey& key) {
  if (!loadNumpy(state, true)) return false;
  PyObject* descriptor = recordDescriptor(state, notation.text);
  if (descriptor == nullptr) return false;
  const auto id = static_cast<uint32_t>(internRecord(state, reinterpret_cast<PyArray_Descr*>(descriptor)));
  Py_DECREF(descriptor);
  if (notation.kind == ArgumentKind::Records) {
    key = TypeKey::records(id, notation.ndim, notation.layout, notation.is_readonly).recarray(notation.is_recarray);
  } else {
    key = notation.kind == ArgumentKind::Record ? TypeKey::record(id, notation.is_readonly) : TypeKey::recordDtype(id);
  }
  if (notation.kind != ArgumentKind::DType) key = key.packed(notation.is_packed);
  return true;
}

bool stringKey(State& state, const Notation& notation, TypeKey& key) {
  PyObject* value = decodeLiteral(notation.text);
  if (value == nullptr) return false;
  key = internString(state, value);
  Py_DECREF(value);
  return key.isValid();
}

}  // namespace

std::string writeNotation(const State& state, TypeKey key) {
  return kWriters[static_cast<int>(key.kind())](state, key);
}

bool keyOfNotation(State& state, const Notation& notation, TypeKey& key) {
  switch (notation.kind) {
  case ArgumentKind::Tuple: return tupleKey(state, notation, key);
  case ArgumentKind::List:
    if (!tupleKey(state, notation, key)) return false;
    key = TypeKey::of(ArgumentKind::List, key.payload());
    break;
  case ArgumentKind::String: return stringKey(state, notation, key);
  case ArgumentKind::Class: return classKey(notation, key);
  case ArgumentKind::Function: key = TypeKey::of(notation.kind, std::stoul(notation.text)); break;
  case ArgumentKind::NumpyScalar: key = TypeKey::scalar(notation.dtype, notation.unit); break;
  case ArgumentKind::Records:
  case ArgumentKind::Record: return recordKey(state, notation, key);
  case ArgumentKind::DType:
    if (!notation.text.empty()) return recordKey(state, notation, key);
    key = TypeKey::dtypeObject(notation.dtype, notation.unit);
    break;
  case ArgumentKind::Array:
    key = TypeKey::array(notation.dtype, notation.unit, notation.ndim, notation.layout, notation.is_readonly);
    break;
  default: key = TypeKey::of(notation.kind); break;
  }
  return true;
}

// In UTF-8 with Python's escapes: what is not ASCII becomes an escape first.
PyObject* decodeLiteral(const std::string& quoted) {
  PyObject* text = PyUnicode_DecodeUTF8(quoted.data() + 1, static_cast<Py_ssize_t>(quoted.size()) - 2, "strict");
  PyObject* escaped = text == nullptr ? nullptr : PyUnicode_AsEncodedString(text, "ascii", "backslashreplace");
  Py_XDECREF(text);
  if (escaped == nullptr) return nullptr;
  PyObject* value = PyUnicode_DecodeUnicodeEscape(PyBytes_AS_STRING(escaped), PyBytes_GET_SIZE(escaped), "strict");
  Py_DECREF(escaped);
  return value;
}

}  // namespace krait
