// Python objects as constants. One small function per kind of object; the first that knows it answers.
#include <pybind11/stl.h>
#include <algorithm>
#include <array>
#include <optional>

#include "frontend/ir/record_type.h"
#include "frontend/ir/time_unit.h"
#include "frontend/ir/type_text.h"
#include "python/compiler/python_objects.h"
#include "runtime/abi.h"

namespace krait::python {
namespace {

using ir::Constant;
using ir::ConstKind;
using Answer = std::optional<Constant>;

std::string textOf(py::handle object) { return py::cast<std::string>(py::str(object)); }

std::string qualifiedName(py::handle object) {
  return textOf(object.attr("__module__")) + "." + textOf(object.attr("__qualname__"));
}

std::string typeName(py::handle object) { return Py_TYPE(object.ptr())->tp_name; }

Constant unsupported(const std::string& what) { return ir::textConstant(ConstKind::Unsupported, what); }

Answer fromInt(ir::Module&, ObjectTable&, py::handle object) {
  if (!PyLong_CheckExact(object.ptr())) return std::nullopt;
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
  if (overflow != 0) return unsupported(textOf(object));
  return ir::intConstant(value);
}

Answer fromSimple(ir::Module&, ObjectTable&, py::handle object) {
  PyObject* o = object.ptr();
  if (o == Py_None) return ir::noneConstant();
  if (o == Py_Ellipsis) return ir::textConstant(ConstKind::Ellipsis, "");
  if (PyBool_Check(o)) return ir::boolConstant(o == Py_True);
  if (PyFloat_CheckExact(o)) return ir::floatConstant(PyFloat_AS_DOUBLE(o));
  if (PyComplex_CheckExact(o)) return ir::complexConstant(PyComplex_RealAsDouble(o), PyComplex_ImagAsDouble(o));
  if (PyUnicode_CheckExact(o)) return ir::textConstant(ConstKind::Str, textOf(object));
  return std::nullopt;
}

Answer fromTuple(ir::Module& module, ObjectTable& objects, py::handle object) {
  if (!PyTuple_CheckExact(object.ptr())) return std::nullopt;
  std::vector<ir::ConstId> elements;
  for (const py::handle element : object) {
    objects.facts().enterItem(static_cast<uint32_t>(elements.size()));
    elements.push_back(constantOf(module, objects, element));
    objects.facts().leaveItem();
  }
  return ir::tupleConstant(std::move(elements));
}

Answer fromCode(ir::Module&, ObjectTable& objects, py::handle object) {
  if (!PyCode_Check(object.ptr())) return std::nullopt;
  return ir::textConstant(ConstKind::Code, textOf(object.attr("co_qualname")), objects.handle(object));
}

Answer fromModule(ir::Module&, ObjectTable& objects, py::handle object) {
  if (!PyModule_Check(object.ptr())) return std::nullopt;
  return ir::textConstant(ConstKind::Module, textOf(object.attr("__name__")), objects.handle(object));
}

Answer fromDispatcher(ir::Module&, ObjectTable& objects, py::handle object) {
  if (typeName(object) != "krait._dispatch.Dispatcher") return std::nullopt;
  return ir::textConstant(ConstKind::Function, textOf(object.attr("py_func").attr("__qualname__")),
                          objects.handle(object));
}

// np.bool is called numpy.bool since NumPy 2; the catalogue keeps the older name beside Python's bool.
Answer fromClass(ir::Module&, ObjectTable& objects, py::handle object) {
  if (!PyType_Check(object.ptr())) return std::nullopt;
  const std::string name = qualifiedName(object);
  Constant constant = ir::textConstant(ConstKind::Class, name == "numpy.bool" ? "numpy.bool_" : name, objects.handle(object));
  constant.integer = PyExceptionClass_Check(object.ptr()) ? 1 : 0;
  return constant;
}

bool isNumpy(py::handle object, const char* name) { return typeName(object) == name; }

// NumPy's functions, ufuncs and dispatchers, and functions of C modules.
Answer fromBuiltin(ir::Module&, ObjectTable& objects, py::handle object) {
  const bool is_numpy = isNumpy(object, "numpy.ufunc") || isNumpy(object, "numpy._ArrayFunctionDispatcher");
  if (!PyCFunction_Check(object.ptr()) && !is_numpy) return std::nullopt;
  return ir::textConstant(ConstKind::Builtin, builtinName(object), objects.handle(object));
}

Constant libraryFunction(ObjectTable& objects, py::handle object) {
  Constant constant = ir::textConstant(ConstKind::Function, textOf(object.attr("__qualname__")), objects.handle(object));
  constant.integer = 1;
  return constant;
}

// A function that is not decorated is compiled where compiled code calls it.
Answer fromPythonFunction(ir::Module&, ObjectTable& objects, py::handle object) {
  if (!PyFunction_Check(object.ptr())) return std::nullopt;
  const std::string module = textOf(object.attr("__module__"));
  if (module.starts_with("numpy")) {
    return ir::textConstant(ConstKind::Builtin, module + "." + textOf(object.attr("__name__")), objects.handle(object));
  }
  if (module == "krait") return ir::textConstant(ConstKind::Builtin, "krait." + textOf(object.attr("__name__")), objects.handle(object));
  if (module == "krait.lib") return ir::textConstant(ConstKind::Builtin, "krait.lib." + textOf(object.attr("__name__")));
  if (module.starts_with("krait.lib.")) return libraryFunction(objects, object);
  return ir::textConstant(ConstKind::Function, textOf(object.attr("__qualname__")), objects.handle(object));
}

std::optional<ir::DType> dtypeOf(py::handle dtype) {
  if (!py::cast<bool>(dtype.attr("isnative"))) return std::nullopt;
  const std::string name = textOf(dtype.attr("name"));
  if (const std::optional<ir::DType> time = ir::timeDTypeNamed(name)) return time;
  return ir::dtypeNamed(name == "bool" ? "bool_" : name);
}

// The record type of a structured dtype that compiled code takes.
std::optional<ir::TypeId> recordOf(ir::Module& module, const py::object& dtype) {
  const py::object notation = py::module_::import("krait._dispatch").attr("record_notation")(dtype);
  return notation.is_none() ? std::nullopt : ir::parseType(module, py::cast<std::string>(notation));
}

Answer fromDType(ir::Module& module, ObjectTable&, py::handle object) {
  if (!PyObject_HasAttrString(object.ptr(), "newbyteorder") || !PyObject_HasAttrString(object.ptr(), "itemsize") ||
      !typeName(object).starts_with("numpy.dtype")) {
    return std::nullopt;
  }
  Constant constant{.kind = ConstKind::DType};
  if (const std::optional<ir::DType> dtype = dtypeOf(object)) {
    constant.dtype = *dtype;
  } else {
    const std::optional<ir::TypeId> record = recordOf(module, py::reinterpret_borrow<py::object>(object));
    if (!record) return unsupported("the dtype " + textOf(object));
    constant.array.record = *record;
  }
  return constant;
}

ir::Layout layoutOf(py::handle array) {
  const py::object flags = array.attr("flags");
  if (py::cast<bool>(flags.attr("c_contiguous"))) return ir::Layout::C;
  return py::cast<bool>(flags.attr("f_contiguous")) ? ir::Layout::F : ir::Layout::Strided;
}

void setExtents(ir::CapturedArray& array, py::handle object) {
  array.shape = py::cast<std::vector<int64_t>>(py::list(object.attr("shape")));
  array.strides = py::cast<std::vector<int64_t>>(py::list(object.attr("strides")));
}

void setMemory(ir::CapturedArray& array, py::handle object) {
  array.owner = reinterpret_cast<uintptr_t>(object.ptr()) | kHostObjectTag;
  array.data = py::cast<uintptr_t>(object.attr("__array_interface__")["data"][py::int_(0)]);
}

// A record, or an array of records: typed as an argument is.
Answer fromRecords(ir::Module& module, ObjectTable& objects, py::handle object) {
  const std::string type = typeName(object);
  const bool is_array = isNumpy(object, "numpy.ndarray") || type == "numpy.rec.recarray" || type == "recarray";
  const bool is_record = isNumpy(object, "numpy.void") || type == "numpy.record" || type == "record";
  if ((!is_array && !is_record) || py::object(object.attr("dtype").attr("names")).is_none()) return std::nullopt;
  const py::object notation = py::module_::import("krait._dispatch").attr("type_notation")(object);
  const std::optional<ir::TypeId> known = notation.is_none() ? std::nullopt : ir::parseType(module, py::cast<std::string>(notation));
  if (!known) return unsupported(std::string(is_array ? "a captured array" : "a record") + " of dtype " + textOf(object.attr("dtype")));
  Constant constant = ir::textConstant(ConstKind::Array, "", objects.handle(object));
  constant.array.record = *known;
  setMemory(constant.array, object);
  if (is_array) setExtents(constant.array, object);
  return constant;
}

// A captured array is used in place, so that what the program writes into it is seen.
Answer fromArray(ir::Module&, ObjectTable& objects, py::handle object) {
  if (!isNumpy(object, "numpy.ndarray")) return std::nullopt;
  const std::optional<ir::DType> dtype = dtypeOf(object.attr("dtype"));
  if (!dtype) return unsupported("a captured array of dtype " + textOf(object.attr("dtype")));
  Constant constant = ir::textConstant(ConstKind::Array, "", objects.handle(object));
  constant.array.dtype = *dtype;
  constant.array.layout = layoutOf(object);
  constant.array.readonly = !py::cast<bool>(object.attr("flags").attr("writeable"));
  setMemory(constant.array, object);
  setExtents(constant.array, object);
  const bool is_aligned = py::cast<bool>(object.attr("flags").attr("aligned"));
  if (!is_aligned) return unsupported("a captured array that is not aligned in memory");
  return constant;
}

// A NumPy scalar keeps its dtype.
Answer fromScalar(ir::Module&, ObjectTable&, py::handle object) {
  const std::string type = typeName(object);
  if (!type.starts_with("numpy.") || !PyObject_HasAttrString(object.ptr(), "dtype")) return std::nullopt;
  const std::optional<ir::DType> dtype = dtypeOf(object.attr("dtype"));
  if (!dtype) return unsupported("a " + type + " of dtype " + textOf(object.attr("dtype")));
  Constant constant = ir::complexConstant(0.0, 0.0);
  const ir::DTypeKind kind = ir::dtypeKind(*dtype);
  if (kind == ir::DTypeKind::Float || kind == ir::DTypeKind::Complex) {
    const auto value = PyComplex_AsCComplex(py::object(object.attr("item")()).ptr());
    constant = ir::complexConstant(value.real, value.imag);
  } else {
    const py::object count = ir::isTimeKind(kind) ? object.attr("view")("int64") : py::reinterpret_borrow<py::object>(object);
    constant.integer = static_cast<int64_t>(PyLong_AsUnsignedLongLongMask(py::object(count.attr("__int__")()).ptr()));
  }
  constant.kind = ConstKind::Scalar;
  constant.dtype = *dtype;
  return constant;
}

using Converter = Answer (*)(ir::Module&, ObjectTable&, py::handle);
constexpr std::array<Converter, 13> kConverters = {fromSimple,     fromInt,    fromTuple,   fromModule,
                                                   fromDispatcher, fromClass,  fromBuiltin, fromPythonFunction,
                                                   fromCode,       fromDType,  fromRecords, fromArray,   fromScalar};

}  // namespace

std::string builtinName(py::handle object) {
  if (isNumpy(object, "numpy.ufunc")) return "numpy." + textOf(object.attr("__name__"));
  const bool is_method = PyCFunction_Check(object.ptr()) && isNumpy(object.attr("__self__"), "numpy.ufunc");
  if (is_method) return builtinName(object.attr("__self__")) + "." + textOf(object.attr("__name__"));  // np.add.reduce
  const py::object module = object.attr("__module__");
  return (module.is_none() ? "" : textOf(module) + ".") + textOf(object.attr("__name__"));
}

// What has no compiled form, as messages name it: a function or method by its name, another object by its class.
std::string describeUnsupported(py::handle object) {
  const py::object cls = py::reinterpret_borrow<py::object>(reinterpret_cast<PyObject*>(Py_TYPE(object.ptr())));
  const std::string class_name = textOf(cls.attr("__qualname__"));
  const bool is_named = PyCallable_Check(object.ptr()) && py::hasattr(object, "__qualname__") && py::hasattr(object, "__module__");
  const bool is_method = is_named && class_name == "method";
  if (is_method) return "the method " + textOf(object.attr("__qualname__"));
  if (is_named && class_name.ends_with("function_or_method")) return "the function " + builtinName(object);
  if (textOf(cls.attr("__module__")) == "builtins") return "a " + class_name;
  return "an object of the class " + class_name;
}

ir::ConstId constantOf(ir::Module& module, ObjectTable& objects, py::handle object) {
  for (const Converter convert : kConverters) {
    if (Answer constant = convert(module, objects, object)) return module.constants.intern(std::move(*constant));
  }
  return module.constants.intern(unsupported(describeUnsupported(object)));
}

}  // namespace krait::python
