// Boxing plans: parsing a result type into nodes, and the boxing functions of everything but arrays.
#include "python/dispatch/box.h"

#include <cstring>

#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/numpy_api.h"
#include "python/dispatch/records.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

PyObject* boxNone(BoxRun&, const BoxNode&) { return Py_NewRef(Py_None); }
PyObject* boxBool(BoxRun& run, const BoxNode&) { return PyBool_FromLong((run.next++)->u8 & 1); }
PyObject* boxInt(BoxRun& run, const BoxNode&) { return PyLong_FromLongLong((run.next++)->i64); }
PyObject* boxFloat(BoxRun& run, const BoxNode&) { return PyFloat_FromDouble((run.next++)->f64); }
PyObject* boxObject(BoxRun&, const BoxNode& node) { return Py_NewRef(node.object); }

PyObject* boxComplex(BoxRun& run, const BoxNode&) {
  const kr_slot* parts = run.next;
  run.next += 2;
  return PyComplex_FromDoubles(parts[0].f64, parts[1].f64);
}

PyObject* boxScalar(BoxRun& run, const BoxNode& node) {
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(node.object);
  return PyArray_Scalar(const_cast<kr_slot*>(run.next++), descriptor, nullptr);
}

// The most frequent NumPy scalar, without NumPy's general way.
PyObject* boxFloat64(BoxRun& run, const BoxNode&) {
  PyObject* made = PyDoubleArrType_Type.tp_alloc(&PyDoubleArrType_Type, 0);
  if (made != nullptr) PyArrayScalar_ASSIGN(made, Double, (run.next++)->f64);
  return made;
}

PyObject* boxNumpyComplex(BoxRun& run, const BoxNode& node) {
  char value[16];
  const size_t bytes = scalarBytes(node.dtype) / 2;
  memcpy(value, &run.next[0], bytes);
  memcpy(value + bytes, &run.next[1], bytes);
  run.next += 2;
  return PyArray_Scalar(value, reinterpret_cast<PyArray_Descr*>(node.object), nullptr);
}

// A flag, then the value.
PyObject* boxOptional(BoxRun& run, const BoxNode& node) {
  if (((run.next++)->u64 & 1) != 0) return node.elements[0].box(run, node.elements[0]);
  run.next += node.slots;
  return Py_NewRef(Py_None);
}

PyObject* boxTuple(BoxRun& run, const BoxNode& node) {
  Reference tuple(PyTuple_New(std::ssize(node.elements)));
  for (size_t i = 0; tuple && i < node.elements.size(); ++i) {
    PyObject* element = node.elements[i].box(run, node.elements[i]);
    if (element == nullptr)
      tuple.reset();
    else
      PyTuple_SET_ITEM(tuple.get(), i, element);
  }
  return tuple.release();
}

// The class is called with its elements.
PyObject* boxNamedTuple(BoxRun& run, const BoxNode& node) {
  PyObject* elements = boxTuple(run, node);
  PyObject* named = elements == nullptr ? nullptr : PyObject_Call(node.object, elements, nullptr);
  Py_XDECREF(elements);
  return named;
}

bool planDescriptor(State& state, const Notation& notation, BoxNode& node) {
  if (!loadNumpy(state, true)) return false;
  node.dtype = notation.dtype;
  node.object = notation.text.empty() ? descriptorOf(notation) : recordDescriptor(state, notation.text);
  return node.object != nullptr;
}

bool planNone(State&, const Notation&, BoxNode& node) { return node.box = boxNone, true; }
bool planBool(State&, const Notation&, BoxNode& node) { return node.box = boxBool, true; }
bool planInt(State&, const Notation&, BoxNode& node) { return node.box = boxInt, true; }
bool planFloat(State&, const Notation&, BoxNode& node) { return node.box = boxFloat, true; }
bool planComplex(State&, const Notation&, BoxNode& node) { return node.box = boxComplex, true; }

bool planScalar(State& state, const Notation& notation, BoxNode& node) {
  node.box = isComplex(notation.dtype) ? boxNumpyComplex : boxScalar;
  if (notation.dtype == Dtype::float64) node.box = boxFloat64;
  return planDescriptor(state, notation, node);
}

bool planDtype(State& state, const Notation& notation, BoxNode& node) {
  node.box = boxObject;
  return planDescriptor(state, notation, node);
}

bool planArray(State& state, const Notation& notation, BoxNode& node) {
  node.box = boxArray;
  node.ndim = notation.ndim;
  node.is_readonly = notation.is_readonly;
  return planDescriptor(state, notation, node);
}

bool planRecords(State& state, const Notation& notation, BoxNode& node) {
  node.is_recarray = notation.is_recarray;
  return loadRecordClasses(state) && planArray(state, notation, node);
}

bool planRecord(State& state, const Notation& notation, BoxNode& node) {
  return planRecords(state, notation, node) && (node.box = boxRecord, true);
}

bool planString(State&, const Notation& notation, BoxNode& node) {
  node.box = boxObject;
  node.object = decodeLiteral(notation.text);
  return node.object != nullptr;
}

bool planClass(State& state, const Notation& notation, BoxNode& node) {
  TypeKey key;
  if (!keyOfNotation(state, notation, key)) return false;
  node.box = boxObject;
  node.object = Py_NewRef(reinterpret_cast<PyObject*>(key.payload()));
  return true;
}

bool planFunction(State& state, const Notation& notation, BoxNode& node) {
  PyObject* found = functionOfHandle(state, static_cast<uint32_t>(std::stoul(notation.text)));
  if (found == nullptr) {
    PyErr_Format(PyExc_SystemError, "krait: no jitted function has the handle %s", notation.text.c_str());
    return false;
  }
  node.box = boxObject;
  node.object = Py_NewRef(found);
  return true;
}

bool planType(State& state, const Notation& notation, BoxNode& node);

// How many slots a value of the type takes.
int slotsOf(const Notation& notation) {
  int slots = notation.is_optional ? 1 : 0;
  switch (notation.kind) {
  case ArgumentKind::Tuple:
    for (const Notation& element : notation.elements) slots += slotsOf(element);
    return slots;
  case ArgumentKind::Array:
  case ArgumentKind::Records:
  case ArgumentKind::Record: return slots + 2 + 2 * notation.ndim;
  case ArgumentKind::Complex: return slots + 2;
  case ArgumentKind::NumpyScalar: return slots + (isComplex(notation.dtype) ? 2 : 1);
  case ArgumentKind::Bool:
  case ArgumentKind::Int:
  case ArgumentKind::Float:
  case ArgumentKind::List: return slots + 1;
  default: return slots;
  }
}

// New reference; null with an exception.
PyObject* importedClass(const std::string& name) {
  const size_t dot = name.rfind('.');
  PyObject* module = PyImport_ImportModule(name.substr(0, dot).c_str());
  PyObject* found = module == nullptr ? nullptr : PyObject_GetAttrString(module, name.substr(dot + 1).c_str());
  Py_XDECREF(module);
  return found;
}

bool planTuple(State& state, const Notation& notation, BoxNode& node) {
  node.box = notation.text.empty() ? boxTuple : boxNamedTuple;
  if (!notation.text.empty() && (node.object = importedClass(notation.text)) == nullptr) return false;
  node.elements.resize(notation.elements.size());
  for (size_t i = 0; i < node.elements.size(); ++i) {
    if (!planType(state, notation.elements[i], node.elements[i])) return false;
  }
  return true;
}

bool planList(State& state, const Notation& notation, BoxNode& node) {
  if (!planTuple(state, notation, node)) return false;
  node.box = boxList;
  return true;
}

bool planInvalid(State&, const Notation&, BoxNode&) {
  PyErr_SetString(PyExc_SystemError, "krait: a result without a type");
  return false;
}

// In the order of ArgumentKind.
using Planner = bool (*)(State&, const Notation&, BoxNode&);
constexpr Planner kPlanners[] = {planInvalid,  planNone,   planBool,   planInt,   planFloat,
                                 planComplex,  planString, planScalar, planArray, planTuple,
                                 planFunction, planClass,  planDtype, planRecords, planRecord,
                                 planList};

bool planOptional(State& state, const Notation& notation, BoxNode& node) {
  Notation value = notation;
  value.is_optional = false;
  node.box = boxOptional;
  node.slots = slotsOf(value);
  return planType(state, value, node.elements.emplace_back());
}

bool planType(State& state, const Notation& notation, BoxNode& node) {
  if (notation.is_optional) return planOptional(state, notation, node);
  return kPlanners[static_cast<int>(notation.kind)](state, notation, node);
}

void releaseNode(BoxNode& node) {
  Py_CLEAR(node.object);
  for (BoxNode& element : node.elements) releaseNode(element);
}

int traverseNode(const BoxNode& node, visitproc visit, void* arg) {
  Py_VISIT(node.object);
  for (const BoxNode& element : node.elements) {
    if (const int result = traverseNode(element, visit, arg)) return result;
  }
  return 0;
}

}  // namespace

// Through the name of the dtype: datetime units come with it.
PyObject* descriptorOf(const Notation& notation) {
  std::string name = notation.dtype == Dtype::bool_ ? "bool" : dtypeName(notation.dtype);
  const char* unit = hasUnit(notation.dtype) ? unitName(notation.unit) : nullptr;
  if (unit != nullptr && strcmp(unit, "generic") != 0) name += std::string("[") + unit + "]";
  PyObject* text = PyUnicode_FromStringAndSize(name.data(), std::ssize(name));
  PyArray_Descr* descriptor = nullptr;
  if (text != nullptr) PyArray_DescrConverter(text, &descriptor);
  Py_XDECREF(text);
  return reinterpret_cast<PyObject*>(descriptor);
}

bool parseBoxPlan(State& state, std::string_view type, BoxPlan& plan) {
  Notation notation;
  if (parseNotation(type, notation)) return planType(state, notation, plan.root);
  PyErr_Format(PyExc_SystemError, "krait: '%s' is no type of a result", std::string(type).c_str());
  return false;
}

int traverseBoxPlan(const BoxPlan& plan, visitproc visit, void* arg) {
  return traverseNode(plan.root, visit, arg);
}

BoxPlan::~BoxPlan() { releaseNode(root); }

}  // namespace krait
