// The type. A call puts its operands into the order of the names and goes the way of evaluate from there.
#include "python/expressions/compiled_object.h"

#include <structmember.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "python/dispatch/numpy_api.h"
#include "python/dispatch/small_array.h"
#include "python/dispatch/state.h"
#include "python/expressions/evaluate_arguments.h"
#include "python/expressions/expression_cache.h"
#include "python/expressions/result.h"

namespace krait {

namespace {

struct CompiledObject {
  PyObject_HEAD vectorcallfunc vectorcall;
  Expression* expression;       // strong
  PyObject* input_names;        // tuple of str, in the order of a call
  PyObject* dtypes;             // tuple of dtypes, or null: as they come
  std::vector<size_t>* places;  // of each operand of a call among the sorted names
};

CompiledObject* asCompiled(PyObject* object) { return reinterpret_cast<CompiledObject*>(object); }

// ---- construction

bool findPlaces(CompiledObject* self) {
  const std::vector<PyObject*>& names = self->expression->data->names;
  const auto count = static_cast<size_t>(PyTuple_GET_SIZE(self->input_names));
  for (size_t k = 0; k < count; ++k) {
    PyObject* name = PyTuple_GET_ITEM(self->input_names, static_cast<Py_ssize_t>(k));
    const auto found = std::ranges::find_if(names, [&](PyObject* each) { return PyUnicode_Compare(each, name) == 0; });
    if (found == names.end()) {
      PyErr_Format(PyExc_ValueError, "the signature has '%U', which is no operand of the expression", name);
      return false;
    }
    self->places->push_back(static_cast<size_t>(found - names.begin()));
  }
  if (count == names.size()) return true;
  PyErr_Format(PyExc_ValueError, "the signature has %zu operands, the expression %zu", count, names.size());
  return false;
}

PyObject* sortedNames(const Expression* expression) {
  return PyObject_GetAttrString(reinterpret_cast<PyObject*>(const_cast<Expression*>(expression)), "input_names");
}

bool initialise(CompiledObject* self, PyObject* names, PyObject* dtypes) {
  self->places = new (std::nothrow) std::vector<size_t>;
  self->input_names = names == Py_None ? sortedNames(self->expression) : Py_NewRef(names);
  self->dtypes = dtypes == Py_None ? nullptr : Py_NewRef(dtypes);
  return self->places != nullptr && self->input_names != nullptr && findPlaces(self);
}

// ---- calls

// New reference: the operand as an array of its dtype where it is not that already, which must change no value.
PyObject* converted(const CompiledObject* self, size_t place, PyObject* operand) {
  if (self->dtypes == nullptr) return Py_NewRef(operand);
  if (!loadNumpy(*self->expression->state, true)) return nullptr;
  auto* wanted = reinterpret_cast<PyArray_Descr*>(PyTuple_GET_ITEM(self->dtypes, static_cast<Py_ssize_t>(place)));
  if (!PyArray_DescrCheck(reinterpret_cast<PyObject*>(wanted))) return Py_NewRef(operand);  // of a function: None
  const bool is_array = Py_TYPE(operand) == self->expression->state->array_type;
  if (is_array && PyArray_EquivTypes(PyArray_DESCR(reinterpret_cast<PyArrayObject*>(operand)), wanted))
    return Py_NewRef(operand);
  PyObject* array = PyArray_FromAny(operand, nullptr, 0, 0, 0, nullptr);
  if (array == nullptr) return nullptr;
  auto* found = reinterpret_cast<PyArrayObject*>(array);
  const bool is_weak = !PyArray_Check(operand) && !PyArray_IsScalar(operand, Generic);  // a number of Python's
  if (!PyArray_CanCastArrayTo(found, wanted, is_weak ? NPY_SAME_KIND_CASTING : NPY_SAFE_CASTING)) {
    PyErr_Format(PyExc_TypeError, "an operand of dtype %S can't be cast to the signature's %S without changing values",
                 PyArray_DESCR(found), wanted);
    Py_DECREF(array);
    return nullptr;
  }
  Py_INCREF(wanted);
  PyObject* result = PyArray_FromArray(found, wanted, NPY_ARRAY_FORCECAST);
  Py_DECREF(array);
  return result;
}

class Arranged {
 public:
  explicit Arranged(size_t count) : values_(count + 1), count_(count) {
    std::fill_n(values_.data(), count + 1, nullptr);
  }
  ~Arranged() {
    for (size_t k = 0; k < count_; ++k) Py_XDECREF(values_[k]);
  }
  bool arrange(const CompiledObject* self, PyObject* const* operands) {
    for (size_t k = 0; k < count_; ++k) {
      PyObject* value = converted(self, k, operands[k]);
      if (value == nullptr) return false;
      values_[(*self->places)[k]] = value;
    }
    return true;
  }
  PyObject* const* withOutput(PyObject* out) {
    values_[count_] = out;
    return values_.data();
  }

 private:
  SmallArray<PyObject*, 16> values_;
  size_t count_;
};

// `ex_uses_vml` is taken for NumExpr's sake and says nothing here.
bool readCallKeywords(const CallArgumentsView& call, EvaluateArguments& arguments) {
  const Py_ssize_t count = call.keywords == nullptr ? 0 : PyTuple_GET_SIZE(call.keywords);
  for (Py_ssize_t k = 0; k < count; ++k) {
    PyObject* name = PyTuple_GET_ITEM(call.keywords, k);
    PyObject* value = call.values[call.positional + k];
    const auto is = [&](const char* text) { return PyUnicode_CompareWithASCIIString(name, text) == 0; };
    if (is("out")) {
      arguments.out = value == Py_None ? nullptr : value;
    } else if (is("order")) {
      if (!readOrder(value, arguments.order)) return false;
    } else if (is("casting")) {
      if (!readCasting(value, arguments.casting)) return false;
    } else if (!is("ex_uses_vml")) {
      PyErr_Format(PyExc_TypeError, "a compiled expression has no argument '%U'", name);
      return false;
    }
  }
  return true;
}

PyObject* callInto(CompiledObject* self, PyObject* const* operands, const EvaluateArguments& arguments) {
  ExpressionOptions options = self->expression->options;
  options.has_output = true;
  options.casting = arguments.casting;
  Expression* storing = self->expression->state->expressions->find(self->expression->text, options);
  if (storing == nullptr) return nullptr;
  Py_INCREF(storing);
  PyObject* result = callExpression(storing, operands);
  Py_DECREF(storing);
  return result;
}

PyObject* callArranged(CompiledObject* self, Arranged& arranged, const EvaluateArguments& arguments) {
  PyObject* const* operands = arranged.withOutput(arguments.out);
  if (arguments.out != nullptr) return callInto(self, operands, arguments);
  PyObject* result = callExpression(self->expression, operands);
  const bool has_order = arguments.order == 'C' || arguments.order == 'F';
  return result == nullptr || !has_order ? result : inOrder(result, arguments.order);
}

PyObject* call(PyObject* object, PyObject* const* values, size_t nargsf, PyObject* keywords) {
  CompiledObject* self = asCompiled(object);
  const Py_ssize_t count = PyVectorcall_NARGS(nargsf);
  EvaluateArguments arguments;
  if (keywords != nullptr && !readCallKeywords({values, count, keywords}, arguments)) return nullptr;
  if (count != std::ssize(*self->places)) {
    PyErr_Format(PyExc_ValueError, "number of inputs doesn't match program: the expression takes %zd, not %zd",
                 std::ssize(*self->places), count);
    return nullptr;
  }
  Arranged arranged(static_cast<size_t>(count));
  return arranged.arrange(self, values) ? callArranged(self, arranged, arguments) : nullptr;
}

PyObject* runMethod(PyObject* self, PyObject* const* values, Py_ssize_t count, PyObject* keywords) {
  return call(self, values, static_cast<size_t>(count), keywords);
}

// ---- the type

PyObject* getText(PyObject* self, void*) { return Py_NewRef(asCompiled(self)->expression->text); }
PyObject* getSignatures(PyObject* self, void*) {
  return PyObject_GetAttrString(reinterpret_cast<PyObject*>(asCompiled(self)->expression), "signatures");
}

// Computed in Python: they are seldom asked for (krait/numexpr/attributes.py).
PyObject* getFromPython(PyObject* self, void* name) {
  PyObject* module = PyImport_ImportModule("krait.numexpr.attributes");
  PyObject* value =
      module == nullptr ? nullptr : PyObject_CallMethod(module, static_cast<const char*>(name), "O", self);
  Py_XDECREF(module);
  return value;
}

void* nameOf(const char* name) { return const_cast<char*>(name); }

PyObject* represent(PyObject* self) {
  return PyUnicode_FromFormat("<krait expression %R of %R>", asCompiled(self)->expression->text,
                              asCompiled(self)->input_names);
}

int traverse(PyObject* object, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(object));
  Py_VISIT(asCompiled(object)->expression);
  Py_VISIT(asCompiled(object)->dtypes);
  return 0;
}

void deallocate(PyObject* object) {
  CompiledObject* self = asCompiled(object);
  PyTypeObject* type = Py_TYPE(object);
  PyObject_GC_UnTrack(object);
  Py_CLEAR(self->expression);
  Py_CLEAR(self->input_names);
  Py_CLEAR(self->dtypes);
  delete self->places;
  type->tp_free(object);
  Py_DECREF(type);
}

template <typename F>
void* slot(F function) {
  return reinterpret_cast<void*>(function);
}

PyMethodDef kMethods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(runMethod)), METH_FASTCALL | METH_KEYWORDS,
     "run(*operands, out=None, order='K', casting='safe', ex_uses_vml=False): the value, as a call gives it."},
    {nullptr, nullptr, 0, nullptr}};

PyMemberDef kMembers[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(CompiledObject, vectorcall), READONLY, nullptr},
    {"input_names", T_OBJECT, offsetof(CompiledObject, input_names), READONLY, "The operands, in the order of a call."},
    {"dtypes", T_OBJECT, offsetof(CompiledObject, dtypes), READONLY, "Their dtypes, or None: those of each call."},
    {nullptr, 0, 0, 0, nullptr}};

PyGetSetDef kProperties[] = {
    {"text", getText, nullptr, "The text of the expression.", nullptr},
    {"signatures", getSignatures, nullptr, "Types compiled so far, in the order of the sorted names.", nullptr},
    {"signature", getFromPython, nullptr, "The kinds of the operands, a letter of NumExpr's each.", nameOf("signature")},
    {"constants", getFromPython, nullptr, "The constants of the expression.", nameOf("constants")},
    {"fullsig", getFromPython, nullptr, "The kinds of the value and the operands, a letter each.", nameOf("fullsig")},
    {"program", getFromPython, nullptr, "The text in UTF-8: there is no byte code.", nameOf("program")},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyType_Slot kSlots[] = {{Py_tp_dealloc, slot(deallocate)},
                        {Py_tp_traverse, slot(traverse)},
                        {Py_tp_call, slot(PyVectorcall_Call)},
                        {Py_tp_repr, slot(represent)},
                        {Py_tp_methods, kMethods},
                        {Py_tp_members, kMembers},
                        {Py_tp_getset, kProperties},
                        {Py_tp_doc, const_cast<char*>("A compiled expression, made by krait.numexpr.NumExpr.")},
                        {0, nullptr}};

}  // namespace

PyType_Spec kCompiledObjectTypeSpec = {"krait._dispatch.NumExpr", sizeof(CompiledObject), 0,
                                       Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                                           Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                       kSlots};

PyObject* makeCompiledObject(PyObject* module, PyObject* arguments) {
  State& state = *stateOf(module);
  PyObject *expression, *names, *dtypes;
  if (!PyArg_ParseTuple(arguments, "O!OO", state.expression_type, &expression, &names, &dtypes)) return nullptr;
  auto* self = reinterpret_cast<CompiledObject*>(state.compiled_object_type->tp_alloc(state.compiled_object_type, 0));
  if (self == nullptr) return nullptr;
  self->vectorcall = call;
  self->expression = reinterpret_cast<Expression*>(Py_NewRef(expression));
  if (initialise(self, names, dtypes)) return reinterpret_cast<PyObject*>(self);
  Py_DECREF(self);
  return nullptr;
}

}  // namespace krait
