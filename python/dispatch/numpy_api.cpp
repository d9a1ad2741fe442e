// Fetching NumPy's C API, and the tables between NumPy's type numbers and ours.
#define KRAIT_DEFINES_NUMPY_API
#include "python/dispatch/numpy_api.h"

#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

#define KR_DTYPE(name, number, scalar, bytes, rank)                                                          \
  static_assert(offsetof(Py##scalar##ScalarObject, obval) == kScalarValueOffset);                            \
  static_assert(sizeof(Py##scalar##ScalarObject::obval) == bytes);
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE

namespace {

constexpr const char* kUnitNames[kUnitCount] = {"Y",  "M",  "W",  nullptr, "D",  "h",  "m",      "s",
                                                "ms", "us", "ns", "ps",    "fs", "as", "generic"};

void fillScalarTypes(State& state) {
  state.array_type = &PyArray_Type;
  state.descriptor_type = &PyArrayDescr_Type;
  state.generic_type = &PyGenericArrType_Type;
#define KR_DTYPE(name, number, scalar, bytes, rank)                                                          \
  state.scalar_types[static_cast<int>(Dtype::name)] = &Py##scalar##ArrType_Type;
#include "python/dispatch/dtypes.def"
#undef KR_DTYPE
  state.longlong_type = &PyLongLongArrType_Type;
  state.ulonglong_type = &PyULongLongArrType_Type;
}

// Unit of a datetime descriptor, or -1 for a multiple such as 25s.
int unitOf(PyArray_Descr* descriptor) {
  const auto* data =
      reinterpret_cast<const PyArray_DatetimeDTypeMetaData*>(PyDataType_C_METADATA(descriptor));
  return data->meta.num == 1 ? data->meta.base : -1;
}

// False with an exception if that can't be found out: PyDict_GetItemString() would keep it to itself.
bool isNumpyImported() {
  const Reference name(PyUnicode_FromString("numpy"));
  return name && PyDict_GetItemWithError(PyImport_GetModuleDict(), name.get()) != nullptr;
}

}  // namespace

const char* unitName(uint8_t unit) { return unit < kUnitCount ? kUnitNames[unit] : nullptr; }

bool loadNumpy(State& state, bool required) {
  if (state.array_type != nullptr) return true;
  if (!required && !isNumpyImported()) return false;
  if (_import_array() < 0) return false;
  fillScalarTypes(state);
  return true;
}

TypeKey keyOfDescriptor(PyArray_Descr* descriptor) {
  const int number = descriptor->type_num;
  if (number < 0 || number >= kLegacyTypeCount) return {};
  const uint8_t row = kDtypeOfNumber.dtypes[number];
  if (row == kNoDtype) return {};
  if (!PyArray_ISNBO(descriptor->byteorder)) return {};
  const auto dtype = static_cast<Dtype>(row);
  if (!hasUnit(dtype)) return TypeKey::dtypeObject(dtype);
  const int unit = unitOf(descriptor);
  return unit < 0 ? TypeKey{} : TypeKey::dtypeObject(dtype, static_cast<uint8_t>(unit));
}

}  // namespace krait
