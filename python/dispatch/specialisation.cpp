// Adopting compiled code from the compile hook, checking its guards, freeing it.
#include "python/dispatch/specialisation.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "python/dispatch/list_arguments.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

constexpr const char* kCapsuleName = "krait.compiled";
constexpr const char* kTakenName = "krait.compiled.taken";

// Constants of these types are the same fact when they are equal; everything else only when identical.
bool isSameConstant(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (a == nullptr || b == nullptr || Py_TYPE(a) != Py_TYPE(b)) return false;
  if (PyFloat_CheckExact(a)) {
    const double x = PyFloat_AS_DOUBLE(a), y = PyFloat_AS_DOUBLE(b);
    return memcmp(&x, &y, sizeof x) == 0;
  }
  if (!PyLong_CheckExact(a) && !PyUnicode_CheckExact(a)) return false;
  return PyObject_RichCompareBool(a, b, Py_EQ) == 1;
}

bool dictGuardHolds(DictGuard& guard) {
  for (auto& [name, expected] : guard.names) {
    PyObject* found = PyDict_GetItemWithError(guard.dict, name);
    if (!isSameConstant(found, expected)) return false;
  }
  guard.tag = reinterpret_cast<PyDictObject*>(guard.dict)->ma_version_tag;
  return true;
}

bool malformed(const char* what) {
  PyErr_Format(PyExc_SystemError, "krait: the compile hook returned %s", what);
  return false;
}

void addNameGuard(Specialisation& to, PyObject* dict, PyObject* name, PyObject* expected) {
  const uint64_t tag = reinterpret_cast<PyDictObject*>(dict)->ma_version_tag;
  DictGuard* guard = nullptr;
  for (DictGuard& known : to.dict_guards) {
    if (known.dict == dict) guard = &known;
  }
  if (guard == nullptr) guard = &to.dict_guards.emplace_back(DictGuard{Py_NewRef(dict), tag, {}});
  guard->names.emplace_back(Py_NewRef(name), Py_XNewRef(expected));
  // The dict may have changed while the compiler ran: no version has been checked yet.
  guard->tag = 0;
}

bool addGuard(const State& state, Specialisation& to, PyObject* item) {
  const bool is_tuple = PyTuple_CheckExact(item);
  const Py_ssize_t size = is_tuple ? PyTuple_GET_SIZE(item) : 0;
  if (size != 2 && size != 3)
    return malformed("a guard that is neither (dict, name, object) nor (cell, object)");
  PyObject* place = PyTuple_GET_ITEM(item, 0);
  PyObject* expected = PyTuple_GET_ITEM(item, size - 1);
  if (expected == state.absent) expected = nullptr;
  if (size == 3 && PyDict_Check(place) && PyUnicode_CheckExact(PyTuple_GET_ITEM(item, 1))) {
    addNameGuard(to, place, PyTuple_GET_ITEM(item, 1), expected);
    return true;
  }
  if (size == 2 && PyCell_Check(place)) {
    to.cell_guards.push_back({Py_NewRef(place), Py_XNewRef(expected)});
    return true;
  }
  return malformed("a guard that is neither (dict, name, object) nor (cell, object)");
}

bool addGuards(const State& state, Specialisation& to, PyObject* guards) {
  if (guards == Py_None) return true;
  if (!PyList_CheckExact(guards)) return malformed("guards that are no list");
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(guards); ++i) {
    if (!addGuard(state, to, PyList_GET_ITEM(guards, i))) return false;
  }
  return true;
}

bool isArrayAsItWas(const ArrayGuard& guard) {
  auto* array = reinterpret_cast<PyArrayObject*>(guard.array);
  const auto ndim = static_cast<size_t>(PyArray_NDIM(array));
  return PyArray_DATA(array) == guard.data && PyArray_FLAGS(array) == guard.flags &&
         reinterpret_cast<PyObject*>(PyArray_DESCR(array)) == guard.dtype && guard.extents.size() == 2 * ndim &&
         std::equal(PyArray_DIMS(array), PyArray_DIMS(array) + ndim, guard.extents.begin()) &&
         std::equal(PyArray_STRIDES(array), PyArray_STRIDES(array) + ndim, guard.extents.begin() + PyArray_NDIM(array));
}

void addArrayGuard(Specialisation& to, PyObject* object) {
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  std::vector<Py_ssize_t> extents(PyArray_DIMS(array), PyArray_DIMS(array) + PyArray_NDIM(array));
  extents.insert(extents.end(), PyArray_STRIDES(array), PyArray_STRIDES(array) + PyArray_NDIM(array));
  to.array_guards.push_back({object, PyArray_DATA(array), nullptr, PyArray_FLAGS(array), std::move(extents)});
  to.array_guards.back().dtype = Py_NewRef(reinterpret_cast<PyObject*>(PyArray_DESCR(array)));
}

// False with an exception if NumPy, whose arrays they would be, can't be loaded.
bool addArrayGuards(State& state, Specialisation& to) {
  if (!loadNumpy(state, false)) return !PyErr_Occurred();
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(to.objects); ++i) {
    PyObject* object = PyTuple_GET_ITEM(to.objects, i);
    if (PyType_IsSubtype(Py_TYPE(object), state.array_type)) addArrayGuard(to, object);
  }
  return true;
}

bool addCompanions(State& state, Specialisation& to, PyObject* product) {
  if (PyTuple_GET_SIZE(product) < 3) return malformed("a tuple that is not (capsule, objects, guards, ...)");
  PyObject* objects = PyTuple_GET_ITEM(product, 1);
  if (!PyTuple_CheckExact(objects)) return malformed("objects that are no tuple");
  to.objects = Py_NewRef(objects);
  return addArrayGuards(state, to) && addGuards(state, to, PyTuple_GET_ITEM(product, 2));
}

// Arguments are written into as many slots as the code says it has.
bool checkSlots(const State& state, const Specialisation& to, const kr_compiled& compiled) {
  uint32_t count = 0;
  for (const TypeKey key : to.keys) count += static_cast<uint32_t>(slotCount(state, key));
  return count == compiled.argument_slots || malformed("code with another number of argument slots");
}

// At the end the specialisation frees the code, not the capsule.
bool takeCapsule(State& state, Specialisation& to, PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, kCapsuleName)) return malformed("no capsule \"krait.compiled\"");
  auto* compiled = static_cast<kr_compiled*>(PyCapsule_GetPointer(capsule, kCapsuleName));
  if (!checkSlots(state, to, *compiled) || !parseBoxPlan(state, compiled->result_type, to.plan)) return false;
  PyCapsule_SetDestructor(capsule, nullptr);
  PyCapsule_SetName(capsule, kTakenName);
  to.compiled = compiled;
  return true;
}

bool fill(State& state, Specialisation& to, PyObject* product) {
  if (!PyTuple_CheckExact(product)) return takeCapsule(state, to, product);
  return addCompanions(state, to, product) && takeCapsule(state, to, PyTuple_GET_ITEM(product, 0));
}

}  // namespace

int slotCount(const State& state, TypeKey key) {
  int count = 0;
  switch (key.kind()) {
  case ArgumentKind::Bool:
  case ArgumentKind::Int:
  case ArgumentKind::List:
  case ArgumentKind::Float: return 1;
  case ArgumentKind::Complex: return 2;
  case ArgumentKind::NumpyScalar: return isComplex(key.dtype()) ? 2 : 1;
  case ArgumentKind::Array:
  case ArgumentKind::Records: return 2 + 2 * key.ndim();
  case ArgumentKind::Record: return 2;
  case ArgumentKind::Tuple:
    for (const TypeKey element : *state.tuples[key.payload()]) count += slotCount(state, element);
    return count;
  default: return 0;
  }
}

Specialisation* adoptCompiled(State& state, PyObject* product, std::vector<TypeKey> keys,
                              Signature signature) {
  auto made = std::make_unique<Specialisation>();
  made->keys = std::move(keys);
  made->takes_lists = hasLists(state, made->keys);
  made->signature = std::move(signature);
  return fill(state, *made, product) ? made.release() : nullptr;
}

bool checkChangedGuards(Specialisation& specialisation) {
  for (DictGuard& guard : specialisation.dict_guards) {
    if (!dictGuardHolds(guard)) return false;
  }
  for (const CellGuard& guard : specialisation.cell_guards) {
    if (!isSameConstant(PyCell_GET(guard.cell), guard.expected)) return false;
  }
  return checkArrayGuards(specialisation);
}

bool checkArrayGuards(const Specialisation& specialisation) {
  return std::ranges::all_of(specialisation.array_guards, isArrayAsItWas);
}

int Specialisation::traverse(visitproc visit, void* arg) const {
  Py_VISIT(objects);
  for (const DictGuard& guard : dict_guards) {
    Py_VISIT(guard.dict);
    for (const auto& [name, expected] : guard.names) Py_VISIT(expected);
  }
  for (const CellGuard& guard : cell_guards) {
    Py_VISIT(guard.cell);
    Py_VISIT(guard.expected);
  }
  return traverseBoxPlan(plan, visit, arg);
}

Specialisation::~Specialisation() {
  for (const DictGuard& guard : dict_guards) {
    Py_DECREF(guard.dict);
    for (const auto& [name, expected] : guard.names) {
      Py_DECREF(name);
      Py_XDECREF(expected);
    }
  }
  for (const CellGuard& guard : cell_guards) {
    Py_DECREF(guard.cell);
    Py_XDECREF(guard.expected);
  }
  for (const ArrayGuard& guard : array_guards) Py_DECREF(guard.dtype);
  if (compiled != nullptr) compiled->destroy(compiled);
  Py_XDECREF(objects);
}

}  // namespace krait
