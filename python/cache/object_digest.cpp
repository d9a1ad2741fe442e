// One small function per kind of object; the first that knows it answers.
#include "python/cache/object_digest.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "python/dispatch/dispatcher.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

using cache::Digest;
using cache::Hasher;

constexpr int kDeepest = 32;

enum class Tag : uint64_t {
  None, Ellipsis, Bool, Int, LargeInt, Float, Complex, Str, Bytes, Tuple, FrozenSet, Code, Function, Dispatcher, Module, Class,
  Builtin, Dtype, Scalar, Array, Other,
};

class ObjectHasher {
 public:
  ObjectHasher(State& state, Hasher& to, int depth = 0) : state_(state), to_(to), depth_(depth) {}

  // False where some part has no digest; an exception may be set.
  bool add(PyObject*);

 private:
  enum class Answer { NotMine, Done, Failed };
  using Kind = Answer (ObjectHasher::*)(PyObject*);

  Answer simple(PyObject*);
  Answer number(PyObject*);
  Answer text(PyObject*);
  Answer tuple(PyObject*);
  Answer frozenSet(PyObject*);
  Answer code(PyObject*);
  Answer function(PyObject*);
  Answer dispatcher(PyObject*);
  Answer module(PyObject*);
  Answer classObject(PyObject*);
  Answer builtin(PyObject*);
  Answer array(PyObject*);
  Answer dtype(PyObject*);
  Answer scalar(PyObject*);
  Answer other(PyObject*);

  bool addOptions(PyObject* options);
  bool addDict(PyObject* dict);
  bool addAttribute(PyObject* object, const char* name);
  bool addRepr(PyObject* object);
  bool addText(PyObject* text);
  void tag(Tag value) { to_.number(static_cast<uint64_t>(value)); }
  static Answer answer(bool is_done) { return is_done ? Answer::Done : Answer::Failed; }

  State& state_;
  Hasher& to_;
  int depth_;
};

bool ObjectHasher::addText(PyObject* text) {
  Py_ssize_t size = 0;
  const char* utf8 = PyUnicode_Check(text) ? PyUnicode_AsUTF8AndSize(text, &size) : nullptr;
  if (utf8 == nullptr) return false;
  to_.text({utf8, static_cast<size_t>(size)});
  return true;
}

bool ObjectHasher::addRepr(PyObject* object) {
  PyObject* text = PyObject_Repr(object);
  const bool is_done = text != nullptr && addText(text);
  Py_XDECREF(text);
  return is_done;
}

// A text, or None.
bool ObjectHasher::addAttribute(PyObject* object, const char* name) {
  PyObject* value = PyObject_GetAttrString(object, name);
  if (value == nullptr) return false;
  const bool is_done = value == Py_None ? (to_.text("None"), true) : addText(value);
  Py_DECREF(value);
  return is_done;
}

ObjectHasher::Answer ObjectHasher::simple(PyObject* object) {
  if (object == Py_None)
    tag(Tag::None);
  else if (object == Py_Ellipsis)
    tag(Tag::Ellipsis);
  else if (PyBool_Check(object))
    tag(Tag::Bool), to_.number(object == Py_True);
  else
    return Answer::NotMine;
  return Answer::Done;
}

ObjectHasher::Answer ObjectHasher::number(PyObject* object) {
  if (PyFloat_CheckExact(object)) {
    tag(Tag::Float);
    to_.real(PyFloat_AS_DOUBLE(object));
    return Answer::Done;
  }
  if (PyComplex_CheckExact(object)) {
    tag(Tag::Complex);
    to_.real(PyComplex_RealAsDouble(object)).real(PyComplex_ImagAsDouble(object));
    return Answer::Done;
  }
  if (!PyLong_CheckExact(object)) return Answer::NotMine;
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
  tag(overflow == 0 ? Tag::Int : Tag::LargeInt);
  if (overflow != 0) return answer(addRepr(object));
  to_.number(static_cast<uint64_t>(value));
  return Answer::Done;
}

// Lone surrogates have no UTF-8: texts are taken as they lie in memory.
ObjectHasher::Answer ObjectHasher::text(PyObject* object) {
  if (PyUnicode_CheckExact(object)) {
    const auto kind = static_cast<size_t>(PyUnicode_KIND(object));
    const size_t size = kind * static_cast<size_t>(PyUnicode_GET_LENGTH(object));
    tag(Tag::Str);
    to_.number(kind).text({static_cast<const char*>(PyUnicode_DATA(object)), size});
    return Answer::Done;
  }
  if (!PyBytes_CheckExact(object)) return Answer::NotMine;
  tag(Tag::Bytes);
  to_.text({PyBytes_AS_STRING(object), static_cast<size_t>(PyBytes_GET_SIZE(object))});
  return Answer::Done;
}

ObjectHasher::Answer ObjectHasher::tuple(PyObject* object) {
  if (!PyTuple_CheckExact(object)) return Answer::NotMine;
  tag(Tag::Tuple);
  to_.number(static_cast<uint64_t>(PyTuple_GET_SIZE(object)));
  for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(object); ++k) {
    if (!add(PyTuple_GET_ITEM(object, k))) return Answer::Failed;
  }
  return Answer::Done;
}

// Its order depends on the process: the digests of the elements, sorted.
ObjectHasher::Answer ObjectHasher::frozenSet(PyObject* object) {
  if (!PyFrozenSet_CheckExact(object)) return Answer::NotMine;
  std::vector<Digest> elements;
  PyObject* iterator = PyObject_GetIter(object);
  bool is_done = iterator != nullptr;
  while (PyObject* element = is_done ? PyIter_Next(iterator) : nullptr) {
    Hasher one;
    is_done = ObjectHasher(state_, one, depth_).add(element);
    elements.push_back(one.finish());
    Py_DECREF(element);
  }
  Py_XDECREF(iterator);
  std::ranges::sort(elements);
  tag(Tag::FrozenSet);
  to_.number(elements.size());
  for (const Digest& element : elements) to_.digest(element);
  return answer(is_done && PyErr_Occurred() == nullptr);
}

// The first line of the function is left out: lines in the table count from it.
ObjectHasher::Answer ObjectHasher::code(PyObject* object) {
  if (!PyCode_Check(object)) return Answer::NotMine;
  auto* code = reinterpret_cast<PyCodeObject*>(object);
  PyObject* instructions = PyCode_GetCode(code);
  if (instructions == nullptr) return Answer::Failed;
  tag(Tag::Code);
  for (const int value : {code->co_argcount, code->co_posonlyargcount, code->co_kwonlyargcount, code->co_flags, code->co_stacksize})
    to_.number(static_cast<uint64_t>(value));
  const std::array<PyObject*, 9> parts = {instructions,           code->co_consts,         code->co_names,
                                          code->co_localsplusnames, code->co_localspluskinds, code->co_exceptiontable,
                                          code->co_linetable,       code->co_name,          code->co_qualname};
  const bool is_done = std::ranges::all_of(parts, [this](PyObject* part) { return add(part); });
  Py_DECREF(instructions);
  return answer(is_done);
}

bool ObjectHasher::addDict(PyObject* dict) {
  if (dict == nullptr || !PyDict_Check(dict)) return add(Py_None);
  to_.number(static_cast<uint64_t>(PyDict_GET_SIZE(dict)));
  PyObject *name, *value;
  for (Py_ssize_t place = 0; PyDict_Next(dict, &place, &name, &value);) {
    if (!addText(name) || !add(value)) return false;
  }
  return true;
}

ObjectHasher::Answer ObjectHasher::function(PyObject* object) {
  if (!PyFunction_Check(object)) return Answer::NotMine;
  auto* function = reinterpret_cast<PyFunctionObject*>(object);
  tag(Tag::Function);
  PyObject* module = function->func_module;
  const bool has_module = module != nullptr && PyUnicode_CheckExact(module);
  PyObject* defaults = function->func_defaults;
  return answer(add(function->func_code) && add(defaults != nullptr ? defaults : Py_None) && addDict(function->func_kwdefaults) &&
                add(has_module ? module : Py_None));
}

// In the order of their names; whether there is a cache makes no difference to what is in it.
bool ObjectHasher::addOptions(PyObject* options) {
  std::map<std::string, PyObject*> sorted;
  PyObject *name, *value;
  for (Py_ssize_t place = 0; PyDict_Next(options, &place, &name, &value);) {
    const char* text = PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : nullptr;
    if (text == nullptr) return false;
    if (std::string_view(text) != "cache") sorted.emplace(text, value);
  }
  to_.number(sorted.size());
  return std::ranges::all_of(sorted, [this](const auto& option) {
    to_.text(option.first);
    return addRepr(option.second);
  });
}

ObjectHasher::Answer ObjectHasher::dispatcher(PyObject* object) {
  if (Py_TYPE(object) != state_.dispatcher_type) return Answer::NotMine;
  auto* self = reinterpret_cast<Dispatcher*>(object);
  tag(Tag::Dispatcher);
  return answer(addOptions(self->options) && add(self->function));
}

ObjectHasher::Answer ObjectHasher::module(PyObject* object) {
  if (!PyModule_Check(object)) return Answer::NotMine;
  tag(Tag::Module);
  return answer(addAttribute(object, "__name__"));
}

ObjectHasher::Answer ObjectHasher::classObject(PyObject* object) {
  if (!PyType_Check(object)) return Answer::NotMine;
  tag(Tag::Class);
  to_.number(PyExceptionClass_Check(object));
  return answer(addAttribute(object, "__module__") && addAttribute(object, "__qualname__"));
}

ObjectHasher::Answer ObjectHasher::builtin(PyObject* object) {
  const std::string_view type = Py_TYPE(object)->tp_name;
  const bool is_ufunc = type == "numpy.ufunc";
  if (!PyCFunction_Check(object) && !is_ufunc && type != "numpy._ArrayFunctionDispatcher") return Answer::NotMine;
  tag(Tag::Builtin);
  to_.text(type);
  PyObject* self = PyCFunction_Check(object) ? PyCFunction_GET_SELF(object) : nullptr;
  const bool is_method = self != nullptr && !PyModule_Check(self);
  to_.number(is_method);
  if (is_method && !add(self)) return Answer::Failed;
  return answer(addAttribute(object, "__name__") && (is_ufunc || addAttribute(object, "__module__")));
}

ObjectHasher::Answer ObjectHasher::array(PyObject* object) {
  if (!loadNumpy(state_, false) || !PyObject_TypeCheck(object, state_.array_type)) return Answer::NotMine;
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  tag(Tag::Array);
  to_.text(Py_TYPE(object)->tp_name).number(static_cast<uint64_t>(PyArray_NDIM(array)));
  for (int axis = 0; axis < PyArray_NDIM(array); ++axis) {
    to_.number(static_cast<uint64_t>(PyArray_DIM(array, axis))).number(static_cast<uint64_t>(PyArray_STRIDE(array, axis)));
  }
  constexpr int kFlags = NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_ALIGNED | NPY_ARRAY_WRITEABLE;
  to_.number(static_cast<uint64_t>(PyArray_FLAGS(array) & kFlags));
  return answer(addRepr(reinterpret_cast<PyObject*>(PyArray_DESCR(array))));
}

ObjectHasher::Answer ObjectHasher::dtype(PyObject* object) {
  if (state_.descriptor_type == nullptr || !PyObject_TypeCheck(object, state_.descriptor_type)) return Answer::NotMine;
  tag(Tag::Dtype);
  return answer(addRepr(object));
}

ObjectHasher::Answer ObjectHasher::scalar(PyObject* object) {
  if (state_.generic_type == nullptr || !PyObject_TypeCheck(object, state_.generic_type)) return Answer::NotMine;
  tag(Tag::Scalar);
  to_.text(Py_TYPE(object)->tp_name);
  PyObject* type = PyObject_GetAttrString(object, "dtype");
  PyObject* bytes = PyObject_CallMethod(object, "tobytes", nullptr);
  const bool is_done = type != nullptr && bytes != nullptr && PyBytes_CheckExact(bytes) && addRepr(type) && add(bytes);
  Py_XDECREF(type);
  Py_XDECREF(bytes);
  return answer(is_done);
}

// What the compiler refuses, by what it is called.
ObjectHasher::Answer ObjectHasher::other(PyObject* object) {
  tag(Tag::Other);
  to_.text(Py_TYPE(object)->tp_name);
  return Answer::Done;
}

bool ObjectHasher::add(PyObject* object) {
  static constexpr std::array<Kind, 15> kKinds = {
      &ObjectHasher::simple,   &ObjectHasher::number,      &ObjectHasher::text,    &ObjectHasher::tuple,
      &ObjectHasher::code,     &ObjectHasher::function,    &ObjectHasher::dispatcher, &ObjectHasher::module,
      &ObjectHasher::frozenSet, &ObjectHasher::classObject, &ObjectHasher::builtin, &ObjectHasher::array,
      &ObjectHasher::dtype,    &ObjectHasher::scalar,      &ObjectHasher::other};
  if (depth_ == kDeepest) return false;
  ++depth_;
  Answer found = Answer::NotMine;
  for (size_t k = 0; found == Answer::NotMine && k < kKinds.size(); ++k) found = (this->*kKinds[k])(object);
  --depth_;
  return found == Answer::Done;
}

}  // namespace

std::optional<cache::Digest> digestObject(State& state, PyObject* object) {
  Hasher hasher;
  if (ObjectHasher(state, hasher).add(object)) return hasher.finish();
  PyErr_Clear();
  return std::nullopt;
}

PyFunctionObject* functionOf(const State& state, PyObject* object) {
  if (Py_TYPE(object) == state.dispatcher_type) object = reinterpret_cast<Dispatcher*>(object)->function;
  return PyFunction_Check(object) ? reinterpret_cast<PyFunctionObject*>(object) : nullptr;
}

}  // namespace krait
