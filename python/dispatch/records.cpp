// Interning structured dtypes, and their notation.
#include "python/dispatch/records.h"

#include <algorithm>
#include <cstring>

#include "python/dispatch/state.h"

namespace krait {

namespace {

// Text in double quotes: what is no letter or digit as \xNN of its UTF-8 bytes, so that brackets stay outside.
std::string quoted(const char* text) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (; *text != '\0'; ++text) {
    const auto byte = static_cast<unsigned char>(*text);
    const bool is_plain = Py_ISALNUM(byte) || byte == '_' || byte == ' ' || byte >= 0x80;
    if (is_plain) result += *text;
    else result += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return result + "\"";
}

std::string scalarNotation(PyArray_Descr* descriptor) {
  const TypeKey key = keyOfDescriptor(descriptor);
  if (!key.isValid()) return {};
  const std::string unit = hasUnit(key.dtype()) ? std::string("[") + unitName(key.unit()) + "]" : "";
  return dtypeName(key.dtype()) + unit;
}

std::string fieldNotation(PyArray_Descr* descriptor, PyObject* name) {
  PyObject* field = PyDict_GetItemWithError(PyDataType_FIELDS(descriptor), name);  // (dtype, offset[, title])
  const char* text = field == nullptr ? nullptr : PyUnicode_AsUTF8(name);
  if (text == nullptr) return {};
  auto* inner = reinterpret_cast<PyArray_Descr*>(PyTuple_GET_ITEM(field, 0));
  const std::string type = PyDataType_HASFIELDS(inner) ? recordNotation(inner) : scalarNotation(inner);
  if (type.empty()) return {};
  return quoted(text) + ": " + type + " @ " + std::to_string(PyLong_AsLong(PyTuple_GET_ITEM(field, 1)));
}

// Of the values inside that compiled code may read through an aligned view.
int alignmentOf(PyArray_Descr* descriptor) {
  if (!PyDataType_HASFIELDS(descriptor)) return static_cast<int>(PyDataType_ALIGNMENT(descriptor));
  int most = 1;
  Py_ssize_t position = 0;
  PyObject *name, *field;
  while (PyDict_Next(PyDataType_FIELDS(descriptor), &position, &name, &field)) {
    most = std::max(most, alignmentOf(reinterpret_cast<PyArray_Descr*>(PyTuple_GET_ITEM(field, 0))));
  }
  return most;
}

// Whether each record lies as it would in an array of NumPy's own; in a record whose size is no multiple of its
// alignment no field is taken to be aligned.
bool isAligned(PyArrayObject* array, const RecordLayout& layout) {
  const npy_intp alignment = layout.alignment;
  if (PyDataType_ELSIZE(PyArray_DESCR(array)) % alignment != 0) return true;
  if (reinterpret_cast<uintptr_t>(PyArray_DATA(array)) % alignment != 0) return false;
  const npy_intp* strides = PyArray_STRIDES(array);
  return std::all_of(strides, strides + PyArray_NDIM(array), [&](npy_intp step) { return step % alignment == 0; });
}

// The id of the dtype; -1 where compiled code does not take it.
int64_t internRecord(State& state, PyArray_Descr* descriptor) {
  for (size_t id = 0; id < state.records.size(); ++id) {
    if (state.records[id].descriptor == reinterpret_cast<PyObject*>(descriptor)) return static_cast<int64_t>(id);
  }
  std::string notation = recordNotation(descriptor);
  if (notation.empty()) return -1;
  for (size_t id = 0; id < state.records.size(); ++id) {
    if (state.records[id].notation == notation) return static_cast<int64_t>(id);
  }
  state.records.push_back({Py_NewRef(descriptor), std::move(notation), alignmentOf(descriptor)});
  return static_cast<int64_t>(state.records.size()) - 1;
}

std::string axes(TypeKey key) {
  std::string text = key.ndim() == 0 ? "()" : "";
  for (int axis = 0; axis < key.ndim(); ++axis) {
    const bool is_unit = (key.layout() == ArrayLayout::C && axis == key.ndim() - 1) ||
                         (key.layout() == ArrayLayout::F && axis == 0);
    text += std::string(axis > 0 ? ", " : "") + (is_unit ? "::1" : ":");
  }
  return "[" + text + "]";
}

}  // namespace

std::string recordNotation(PyArray_Descr* descriptor) {
  if (!PyDataType_HASFIELDS(descriptor)) return {};
  std::string text = "Record(" + std::to_string(PyDataType_ELSIZE(descriptor));
  PyObject* names = PyDataType_NAMES(descriptor);
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) {
    const std::string field = fieldNotation(descriptor, PyTuple_GET_ITEM(names, k));
    if (field.empty()) return {};
    text += ", " + field;
  }
  return text + ")";
}

TypeKey recordsKey(State& state, PyArrayObject* array) {
  PyArray_Descr* descriptor = PyArray_DESCR(array);
  if (descriptor->type_num != NPY_VOID || descriptor->typeobj != &PyVoidArrType_Type) return {};
  const int64_t id = internRecord(state, descriptor);
  if (id < 0 || !isAligned(array, state.records[static_cast<size_t>(id)])) return {};
  const bool is_c = PyArray_IS_C_CONTIGUOUS(array), is_f = PyArray_IS_F_CONTIGUOUS(array);
  const ArrayLayout layout = is_c ? ArrayLayout::C : is_f ? ArrayLayout::F : ArrayLayout::Strided;
  return TypeKey::records(static_cast<uint32_t>(id), static_cast<uint8_t>(PyArray_NDIM(array)), layout,
                          !PyArray_ISWRITEABLE(array));
}

std::string writeRecords(const State& state, TypeKey key) {
  return (key.isReadonly() ? "readonly " : "") + state.records[key.recordId()].notation + axes(key);
}

}  // namespace krait
