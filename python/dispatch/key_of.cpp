// The key of any argument, found by its exact type. Subclasses are not taken for their bases: np.float64 is
// no float, an IntEnum member no int, a named tuple no tuple.
#include "python/dispatch/key_of.h"

#include <string_view>

#include "python/dispatch/accept.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/list_arguments.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/recursive_call.h"
#include "python/dispatch/records.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

TypeKey keyOfTuple(State& state, PyObject* tuple) {
  const Py_ssize_t size = PyTuple_GET_SIZE(tuple);
  if (size > kMaxTupleElements) return {};
  const RecursiveCall deeper(" while looking at a tuple argument");
  if (!deeper.isAllowed()) return {};
  std::vector<TypeKey> elements(size);
  for (Py_ssize_t i = 0; i < size; ++i) {
    elements[i] = keyOf(state, PyTuple_GET_ITEM(tuple, i));
    if (!elements[i].isValid()) return {};
  }
  return internTuple(state, std::move(elements));
}

TypeKey keyOfNumpyScalar(State& state, PyObject* scalar) {
  PyTypeObject* type = Py_TYPE(scalar);
  if (type == state.longlong_type) return TypeKey::scalar(Dtype::int64);
  if (type == state.ulonglong_type) return TypeKey::scalar(Dtype::uint64);
  if (PyType_IsSubtype(type, &PyVoidArrType_Type)) return recordKey(state, scalar);
  for (int row = 0; row < kDtypeCount; ++row) {
    if (type != state.scalar_types[row]) continue;
    const auto dtype = static_cast<Dtype>(row);
    if (!hasUnit(dtype)) return TypeKey::scalar(dtype);
    const PyArray_DatetimeMetaData& unit = reinterpret_cast<PyDatetimeScalarObject*>(scalar)->obmeta;
    return unit.num == 1 ? TypeKey::scalar(dtype, static_cast<uint8_t>(unit.base)) : TypeKey{};
  }
  return {};
}

bool isPythonScalarClass(PyTypeObject* type) {
  return type == &PyFloat_Type || type == &PyLong_Type || type == &PyBool_Type || type == &PyComplex_Type ||
         type == &PyTuple_Type || type == &PyUnicode_Type;
}

bool isNumpyScalarClass(const State& state, PyTypeObject* type) {
  for (PyTypeObject* known : state.scalar_types) {
    if (known != nullptr && type == known) return true;
  }
  return false;
}

TypeKey keyOfClass(State& state, PyTypeObject* type) {
  if (!isPythonScalarClass(type)) {
    loadNumpy(state, false);
    if (!isNumpyScalarClass(state, type)) return {};
  }
  return TypeKey::of(ArgumentKind::Class, reinterpret_cast<uint64_t>(type));
}

TypeKey keyOfArray(State& state, PyArrayObject* array) {
  const TypeKey key = arrayKey(array);
  return key.isValid() ? key : recordsKey(state, array);
}

TypeKey keyOfDtype(State& state, PyArray_Descr* descriptor) {
  const TypeKey key = keyOfDescriptor(descriptor);
  return key.isValid() ? key : recordDtypeKey(state, descriptor);
}

bool isRecarray(State& state, PyObject* argument) {
  return PyArray_Check(argument) && loadRecordClasses(state) && Py_TYPE(argument) == state.recarray_type;
}

// A function of a C module, of NumPy, or a ufunc: it has a handle, like a jitted function, from when it is first met. It
// lives as long as its module; a method of some object does not.
bool isBuiltin(const State& state, PyObject* argument) {
  if (PyCFunction_CheckExact(argument)) {
    PyObject* self = PyCFunction_GET_SELF(argument);
    return self == nullptr || PyModule_Check(self);
  }
  if (state.array_type == nullptr) return false;
  const std::string_view type = Py_TYPE(argument)->tp_name;
  return type == "numpy.ufunc" || type == "numpy._ArrayFunctionDispatcher";
}

TypeKey keyOfBuiltin(State& state, PyObject* builtin) {
  const auto [found, is_new] = state.builtin_handles.try_emplace(builtin, state.next_handle);
  if (is_new) {
    ++state.next_handle;
    Py_INCREF(builtin);
  }
  return TypeKey::of(ArgumentKind::Function, found->second);
}

// What is not Python's: NumPy has to be there for it.
TypeKey keyOfForeign(State& state, PyObject* argument) {
  if (isBuiltin(state, argument)) return keyOfBuiltin(state, argument);
  if (!loadNumpy(state, false)) return {};
  if (isBuiltin(state, argument)) return keyOfBuiltin(state, argument);
  if (Py_TYPE(argument) == state.array_type) return keyOfArray(state, reinterpret_cast<PyArrayObject*>(argument));
  if (PyType_IsSubtype(Py_TYPE(argument), state.generic_type)) return keyOfNumpyScalar(state, argument);
  if (PyArray_DescrCheck(argument)) return keyOfDtype(state, reinterpret_cast<PyArray_Descr*>(argument));
  if (isRecarray(state, argument)) return recordsKey(state, reinterpret_cast<PyArrayObject*>(argument));
  return {};
}

}  // namespace

PyObject* functionOfHandle(const State& state, uint32_t handle) {
  const auto found = state.by_handle.find(handle);
  if (found != state.by_handle.end()) return reinterpret_cast<PyObject*>(found->second);
  for (const auto& [builtin, builtin_handle] : state.builtin_handles) {
    if (builtin_handle == handle) return builtin;
  }
  return nullptr;
}

TypeKey keyOf(State& state, PyObject* argument) {
  PyTypeObject* type = Py_TYPE(argument);
  if (type == &PyFloat_Type) return TypeKey::of(ArgumentKind::Float);
  if (type == &PyLong_Type) return TypeKey::of(ArgumentKind::Int);
  if (type == state.array_type) return keyOfArray(state, reinterpret_cast<PyArrayObject*>(argument));
  if (type == &PyBool_Type) return TypeKey::of(ArgumentKind::Bool);
  if (argument == Py_None) return TypeKey::of(ArgumentKind::None);
  if (type == &PyTuple_Type) return keyOfTuple(state, argument);
  if (type == &PyUnicode_Type) return internString(state, argument);
  if (type == &PyList_Type) return keyOfList(state, argument);
  if (type == &PyComplex_Type) return TypeKey::of(ArgumentKind::Complex);
  if (type == state.dispatcher_type)
    return TypeKey::of(ArgumentKind::Function, reinterpret_cast<Dispatcher*>(argument)->handle);
  if (type == &PyType_Type) return keyOfClass(state, reinterpret_cast<PyTypeObject*>(argument));
  return keyOfForeign(state, argument);
}

TypeKey internTuple(State& state, std::vector<TypeKey> elements) {
  const auto known = state.tuple_ids.find(elements);
  if (known != state.tuple_ids.end()) return TypeKey::of(ArgumentKind::Tuple, known->second);
  state.tuples.push_back(nullptr);  // first: no id without its row, if there is no memory for the other
  const auto made = state.tuple_ids.try_emplace(std::move(elements), state.tuples.size() - 1).first;
  state.tuples.back() = &made->first;
  return TypeKey::of(ArgumentKind::Tuple, made->second);
}

TypeKey internString(State& state, PyObject* text) {
  PyObject* known = PyDict_GetItemWithError(state.string_ids, text);
  if (known != nullptr) return TypeKey::of(ArgumentKind::String, PyLong_AsSize_t(known));
  state.strings.push_back(text);  // first: no id without its row, if there is no memory for the other
  const Reference id(PyLong_FromSize_t(state.strings.size() - 1));
  if (!id || PyDict_SetItem(state.string_ids, text, id.get()) != 0) {
    state.strings.pop_back();
    return {};
  }
  return TypeKey::of(ArgumentKind::String, state.strings.size() - 1);
}

}  // namespace krait
