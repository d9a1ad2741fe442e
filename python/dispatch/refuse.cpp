// The TypeError for an argument that compiled code does not take: what it is, and the way round.
#include <string>

#include "python/dispatch/accept.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/records.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

struct Advice {
  const char* type_name;  // tp_name of the exact type
  const char* text;
};

constexpr Advice kAdvice[] = {
    {"list", "a list whose items are not all of one type, or of one that lists can't hold; pass a list of numbers, of "
             "tuples, arrays or lists of them, a NumPy array (np.array(x)) or a tuple (tuple(x))"},
    {"dict", "a dict; pass its values as arguments of their own"},
    {"set", "a set; pass a NumPy array (np.array(list(x)))"},
    {"frozenset", "a frozenset; pass a NumPy array (np.array(list(x)))"},
    {"bytes", "bytes; pass np.frombuffer(x, np.uint8)"},
    {"bytearray", "a bytearray; pass np.frombuffer(x, np.uint8)"},
    {"memoryview", "a memoryview; pass np.asarray(x)"},
    {"range", "a range; pass its start, stop and step"},
    {"slice", "a slice; pass its start, stop and step"},
    {"function", "a Python function; decorate it with @krait.jit"},
    {"builtin_function_or_method",
     "a function that was not compiled by krait; call it inside a function decorated with "
     "@krait.jit"},
    {"module", "a module; refer to it as a global variable"},
    {"generator", "a generator; pass list(x), or np.fromiter(x, float)"},
    {"map", "a map; pass list(x)"},
    {"zip", "a zip; pass list(x)"},
    {"filter", "a filter; pass list(x)"},
    {"dict_keys", "the keys of a dict; pass list(x)"},
    {"dict_values", "the values of a dict; pass list(x)"},
    {"datetime.datetime", "a datetime; pass np.datetime64(x)"},
    {"datetime.date", "a date; pass np.datetime64(x)"},
    {"datetime.timedelta", "a timedelta; pass np.timedelta64(x)"},
    {"numpy.random._generator.Generator", "a generator of random numbers; draw them before the call, and pass the array"},
    {"decimal.Decimal", "a Decimal; pass float(x)"},
    {"Fraction", "a Fraction; pass float(x)"},
};

const char* namedAdvice(PyTypeObject* type) {
  for (const Advice& advice : kAdvice) {
    if (strcmp(type->tp_name, advice.type_name) == 0) return advice.text;
  }
  return nullptr;
}

struct Base {
  PyTypeObject* type;
  const char* text;
};

// A subclass may override what compiled code would do to its base.
const char* subclassAdvice(PyTypeObject* type) {
  const Base bases[] = {{&PyBool_Type, "bool(x)"},   {&PyLong_Type, "int(x)"},
                        {&PyFloat_Type, "float(x)"}, {&PyComplex_Type, "complex(x)"},
                        {&PyTuple_Type, "tuple(x)"}, {&PyUnicode_Type, "str(x)"}};
  for (const Base& base : bases) {
    if (PyType_IsSubtype(type, base.type)) return base.text;
  }
  return nullptr;
}

std::string typeName(PyTypeObject* type) {
  PyObject* name = PyType_GetQualName(type);
  const char* text = name == nullptr ? nullptr : PyUnicode_AsUTF8(name);
  std::string result = text == nullptr ? type->tp_name : text;
  Py_XDECREF(name);
  PyErr_Clear();
  return result;
}

std::string textOf(PyObject* object) {
  PyObject* text = PyObject_Str(object);
  const char* utf8 = text == nullptr ? nullptr : PyUnicode_AsUTF8(text);
  std::string result = utf8 == nullptr ? "?" : utf8;
  Py_XDECREF(text);
  PyErr_Clear();
  return result;
}

std::string describeDescriptor(PyArray_Descr* descriptor) {
  const std::string name = textOf(reinterpret_cast<PyObject*>(descriptor));
  const char order = descriptor->byteorder;
  if (order == NPY_OPPBYTE)
    return "dtype " + name + " in foreign byte order; pass x.astype(x.dtype.newbyteorder('='))";
  if (descriptor->type_num == NPY_OBJECT)
    return "dtype object; convert it to a numeric dtype with x.astype(...)";
  if (descriptor->type_num == NPY_VOID && !PyDataType_HASFIELDS(descriptor))
    return "dtype " + name + ", bytes without fields; pass x.view(np.uint8), or a view with a structured dtype";
  if (descriptor->type_num == NPY_VOID)
    return "structured dtype " + name + "; the fields of a record must not be objects";
  if (descriptor->type_num == NPY_LONGDOUBLE || descriptor->type_num == NPY_CLONGDOUBLE)
    return "dtype " + name + ", which has no compiled form; pass x.astype(np.float64) or np.complex128";
  if (PyTypeNum_ISDATETIME(descriptor->type_num))
    return "dtype " + name +
           ", a multiple of a unit; convert it to a plain unit with x.astype('M8[s]') or 'm8[s]'";
  if (descriptor->type_num == NPY_UNICODE || descriptor->type_num == NPY_STRING)
    return "dtype " + name + ", text; pass numbers that stand for it: np.unique(x, return_inverse=True)[1]";
  return "dtype " + name + "; compiled code takes numbers, bool, datetime64 and timedelta64";
}

std::string describeArray(State& state, PyArrayObject* array) {
  PyArray_Descr* descriptor = PyArray_DESCR(array);
  const bool is_taken = keyOfDescriptor(descriptor).isValid() || !recordNotation(state, descriptor).empty();
  if (!is_taken) return "an array of " + describeDescriptor(descriptor);
  return "an array that is not aligned in memory; pass x.copy()";
}

std::string describeScalar(PyTypeObject* type, const std::string& name) {
  if (PyType_IsSubtype(type, &PyLongDoubleArrType_Type)) return "a " + name + ", which has no compiled form; pass float(x)";
  if (PyType_IsSubtype(type, &PyUnicode_Type)) return "a NumPy scalar " + name + "; pass str(x)";
  return "a NumPy scalar " + name + "; compiled code takes numbers, bool, datetime64 and timedelta64";
}

std::string describeRecord(PyObject* record) {
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(reinterpret_cast<PyVoidScalarObject*>(record)->descr);
  if (PyDataType_HASFIELDS(descriptor) && ownsItsData(record))
    return "a record outside any array, whose fields NumPy does not write; pass np.array(x)[()]";
  return (PyDataType_HASFIELDS(descriptor) ? "a record of " : "a scalar of ") + describeDescriptor(descriptor);
}

bool hasAttribute(PyTypeObject* type, const char* name) {
  return PyObject_HasAttrString(reinterpret_cast<PyObject*>(type), name) != 0;
}

// An object of a class that compiled code knows nothing of: what it can be turned into, as its class has it.
std::string describeObject(PyTypeObject* type) {
  const std::string object = "an object of the class " + typeName(type);
  if (hasAttribute(type, "to_numpy")) return object + "; pass x.to_numpy()";
  if (hasAttribute(type, "__array__")) return object + "; pass np.asarray(x)";
  return object + "; pass what is needed of it, numbers, tuples or arrays, as arguments of their own";
}

std::string describeForeign(State& state, PyObject* argument) {
  PyTypeObject* type = Py_TYPE(argument);
  const std::string name = typeName(type);
  if (state.array_type == nullptr) return describeObject(type);
  if (type == state.array_type) return describeArray(state, reinterpret_cast<PyArrayObject*>(argument));
  if (PyType_IsSubtype(type, state.array_type))
    return "a " + name + ", a subclass of ndarray; pass np.asarray(x)";
  if (PyArray_DescrCheck(argument)) return describeDescriptor(reinterpret_cast<PyArray_Descr*>(argument));
  if (PyType_IsSubtype(type, &PyVoidArrType_Type)) return describeRecord(argument);
  if (PyType_IsSubtype(type, state.generic_type)) return describeScalar(type, name);
  return describeObject(type);
}

std::string describeTuple(State& state, PyObject* tuple);

std::string describe(State& state, PyObject* argument) {
  if (PyTuple_CheckExact(argument)) return describeTuple(state, argument);
  if (PyType_Check(argument)) return "the class " + typeName(reinterpret_cast<PyTypeObject*>(argument));
  if (const char* advice = namedAdvice(Py_TYPE(argument))) return advice;
  const bool is_numpy =
      state.generic_type != nullptr && PyType_IsSubtype(Py_TYPE(argument), state.generic_type);
  const char* conversion = is_numpy ? nullptr : subclassAdvice(Py_TYPE(argument));
  if (conversion != nullptr) return "a " + typeName(Py_TYPE(argument)) + "; pass " + conversion;
  return describeForeign(state, argument);
}

std::string describeTuple(State& state, PyObject* tuple) {
  if (PyTuple_GET_SIZE(tuple) > kMaxTupleElements)
    return "a tuple of more than 1024 elements; pass a NumPy array";
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    PyObject* element = PyTuple_GET_ITEM(tuple, i);
    if (keyOf(state, element).isValid()) continue;
    if (PyErr_Occurred()) return "a tuple";
    return "a tuple whose element " + std::to_string(i) + " is " + describe(state, element);
  }
  return "a tuple";
}

}  // namespace

void refuseArgument(State& state, PyObject* function_name, PyObject* argument_name, PyObject* argument) {
  const std::string what = describe(state, argument);
  if (PyErr_Occurred()) return;
  PyErr_Format(PyExc_TypeError, "%U() cannot take argument '%U': it is %s", function_name, argument_name,
               what.c_str());
}

}  // namespace krait
