// Interning structured dtypes, and their notation.
#include "python/dispatch/records.h"

#include <algorithm>
#include <span>

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

std::string typeNotation(State& state, PyArray_Descr* descriptor);

// A dtype that compiled code only carries: text, bytes, numbers in foreign byte order ...
std::string opaqueNotation(PyArray_Descr* descriptor) {
  const bool is_plain = descriptor->type_num < kLegacyTypeCount && !PyDataType_REFCHK(descriptor);
  PyObject* name = is_plain ? PyObject_GetAttrString(reinterpret_cast<PyObject*>(descriptor), "str") : nullptr;
  const char* text = name == nullptr ? nullptr : PyUnicode_AsUTF8(name);
  std::string notation;
  if (text != nullptr) notation = "Record(" + std::to_string(PyDataType_ELSIZE(descriptor)) + " opaque " + quoted(text) + ")";
  Py_XDECREF(name);
  return notation;
}

// `float64 * (3, 4)`
std::string subarrayNotation(State& state, PyArray_Descr* descriptor) {
  PyArray_ArrayDescr* subarray = PyDataType_SUBARRAY(descriptor);
  const std::string base = typeNotation(state, subarray->base);
  if (base.empty()) return {};
  std::string shape;
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(subarray->shape); ++k) {
    shape += (k == 0 ? "" : ", ") + std::to_string(PyLong_AsLong(PyTuple_GET_ITEM(subarray->shape, k)));
  }
  return base + " * (" + shape + ")";
}

std::string typeNotation(State& state, PyArray_Descr* descriptor) {
  if (PyDataType_HASSUBARRAY(descriptor)) return subarrayNotation(state, descriptor);
  if (PyDataType_HASFIELDS(descriptor)) return recordNotation(state, descriptor);
  const std::string scalar = scalarNotation(descriptor);
  return scalar.empty() ? opaqueNotation(descriptor) : scalar;
}

std::string fieldNotation(State& state, PyArray_Descr* descriptor, PyObject* name) {
  PyObject* field = PyDict_GetItemWithError(PyDataType_FIELDS(descriptor), name);  // (dtype, offset[, title])
  const char* text = field == nullptr ? nullptr : PyUnicode_AsUTF8(name);
  if (text == nullptr) return {};
  const bool has_title = PyTuple_GET_SIZE(field) > 2 && PyTuple_GET_ITEM(field, 2) != Py_None;
  PyObject* title = has_title ? PyTuple_GET_ITEM(field, 2) : nullptr;
  if (has_title && !PyUnicode_CheckExact(title)) return {};
  const std::string type = typeNotation(state, reinterpret_cast<PyArray_Descr*>(PyTuple_GET_ITEM(field, 0)));
  if (type.empty()) return {};
  return quoted(text) + (has_title ? " titled " + quoted(PyUnicode_AsUTF8(title)) : "") + ": " + type + " @ " +
         std::to_string(PyLong_AsLong(PyTuple_GET_ITEM(field, 1)));
}

// Of the values inside that compiled code may read through an aligned view.
int alignmentOf(PyArray_Descr* descriptor) {
  if (PyDataType_HASSUBARRAY(descriptor)) return alignmentOf(PyDataType_SUBARRAY(descriptor)->base);
  if (!PyDataType_HASFIELDS(descriptor)) {
    return keyOfDescriptor(descriptor).isValid() ? static_cast<int>(PyDataType_ALIGNMENT(descriptor)) : 1;
  }
  int most = 1;
  Py_ssize_t position = 0;
  PyObject *name, *field;
  while (PyDict_Next(PyDataType_FIELDS(descriptor), &position, &name, &field)) {
    most = std::max(most, alignmentOf(reinterpret_cast<PyArray_Descr*>(PyTuple_GET_ITEM(field, 0))));
  }
  return most;
}

// Whether records lie as in an array of NumPy's own; in a record whose size is no multiple of its alignment no field is
// taken to be aligned, so that it does not matter.
bool isAligned(PyArray_Descr* descriptor, const RecordLayout& layout, const void* data, std::span<const npy_intp> steps) {
  const npy_intp alignment = layout.alignment;
  if (PyDataType_ELSIZE(descriptor) % alignment != 0) return true;
  if (reinterpret_cast<uintptr_t>(data) % alignment != 0) return false;
  return std::ranges::all_of(steps, [&](npy_intp step) { return step % alignment == 0; });
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

bool isVoidOrRecord(const State& state, PyTypeObject* type) {
  return type == &PyVoidArrType_Type || type == state.record_type;
}

std::string placeText(TypeKey key) {
  return std::string(key.isReadonly() ? "readonly " : "") + (key.isRecarray() ? "recarray " : "") +
         (key.isPacked() ? "packed " : "");
}

}  // namespace

bool loadRecordClasses(State& state) {
  if (state.recarray_type != nullptr) return true;
  PyObject* numpy = PyImport_ImportModule("numpy");
  PyObject* record = numpy == nullptr ? nullptr : PyObject_GetAttrString(numpy, "record");
  PyObject* recarray = record == nullptr ? nullptr : PyObject_GetAttrString(numpy, "recarray");
  if (recarray != nullptr) {  // NumPy's for as long as it is loaded
    state.record_type = reinterpret_cast<PyTypeObject*>(record);
    state.recarray_type = reinterpret_cast<PyTypeObject*>(recarray);
  }
  Py_XDECREF(numpy);
  Py_XDECREF(record);
  Py_XDECREF(recarray);
  return recarray != nullptr;
}

int64_t internRecord(State& state, PyArray_Descr* descriptor) {
  for (size_t id = 0; id < state.records.size(); ++id) {
    if (state.records[id].descriptor == reinterpret_cast<PyObject*>(descriptor)) return static_cast<int64_t>(id);
  }
  std::string notation = recordNotation(state, descriptor);
  if (notation.empty()) return -1;
  for (size_t id = 0; id < state.records.size(); ++id) {
    if (state.records[id].notation == notation) return static_cast<int64_t>(id);
  }
  state.records.push_back({Py_NewRef(descriptor), std::move(notation), alignmentOf(descriptor)});
  return static_cast<int64_t>(state.records.size()) - 1;
}

std::string recordNotation(State& state, PyArray_Descr* descriptor) {
  if (descriptor->type_num != NPY_VOID || !PyDataType_HASFIELDS(descriptor) || !loadRecordClasses(state)) return {};
  if (!isVoidOrRecord(state, descriptor->typeobj)) return {};
  std::string text = "Record(" + std::to_string(PyDataType_ELSIZE(descriptor));
  if (PyDataType_FLAGCHK(descriptor, NPY_ALIGNED_STRUCT)) text += " aligned";
  if (descriptor->typeobj == state.record_type) text += " record";
  PyObject* names = PyDataType_NAMES(descriptor);
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(names); ++k) {
    const std::string field = fieldNotation(state, descriptor, PyTuple_GET_ITEM(names, k));
    if (field.empty()) return {};
    text += ", " + field;
  }
  return text + ")";
}

TypeKey recordsKey(State& state, PyArrayObject* array) {
  PyArray_Descr* descriptor = PyArray_DESCR(array);
  if (descriptor->type_num != NPY_VOID) return {};
  const int64_t id = internRecord(state, descriptor);
  if (id < 0) return {};
  const bool is_c = PyArray_IS_C_CONTIGUOUS(array), is_f = PyArray_IS_F_CONTIGUOUS(array);
  const ArrayLayout layout = is_c ? ArrayLayout::C : is_f ? ArrayLayout::F : ArrayLayout::Strided;
  const std::span<const npy_intp> steps(PyArray_STRIDES(array), static_cast<size_t>(PyArray_NDIM(array)));
  const bool is_aligned = isAligned(descriptor, state.records[static_cast<size_t>(id)], PyArray_DATA(array), steps);
  return TypeKey::records(static_cast<uint32_t>(id), static_cast<uint8_t>(PyArray_NDIM(array)), layout,
                          !PyArray_ISWRITEABLE(array))
      .packed(!is_aligned)
      .recarray(Py_TYPE(array) == state.recarray_type);
}

TypeKey recordKey(State& state, PyObject* scalar) {
  const auto* record = reinterpret_cast<PyVoidScalarObject*>(scalar);
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(record->descr);
  if (descriptor->typeobj != Py_TYPE(scalar) || ownsItsData(scalar)) return {};
  const int64_t id = internRecord(state, descriptor);
  if (id < 0) return {};
  const bool is_aligned = isAligned(descriptor, state.records[static_cast<size_t>(id)], record->obval, {});
  return TypeKey::record(static_cast<uint32_t>(id), !(record->flags & NPY_ARRAY_WRITEABLE)).packed(!is_aligned);
}

TypeKey recordDtypeKey(State& state, PyArray_Descr* descriptor) {
  const int64_t id = internRecord(state, descriptor);
  return id < 0 ? TypeKey{} : TypeKey::recordDtype(static_cast<uint32_t>(id));
}

bool ownsItsData(PyObject* record) { return reinterpret_cast<PyVoidScalarObject*>(record)->flags & NPY_ARRAY_OWNDATA; }

std::string writeRecords(const State& state, TypeKey key) {
  return placeText(key) + state.records[key.recordId()].notation + axes(key);
}

std::string writeRecord(const State& state, TypeKey key) { return placeText(key) + state.records[key.recordId()].notation; }

PyObject* recordDescriptor(State& state, const std::string& notation) {
  for (const RecordLayout& known : state.records) {
    if (known.notation == notation) return Py_NewRef(known.descriptor);
  }
  PyObject* made = makeRecordDescriptor(state, notation);
  if (made != nullptr && internRecord(state, reinterpret_cast<PyArray_Descr*>(made)) < 0) Py_CLEAR(made);
  if (made == nullptr && !PyErr_Occurred()) PyErr_Format(PyExc_SystemError, "krait: '%s' is no dtype", notation.c_str());
  return made;
}

}  // namespace krait
