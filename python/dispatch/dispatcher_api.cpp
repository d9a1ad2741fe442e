// Methods and properties of a Dispatcher that Python code uses.
#include "python/dispatch/declared.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/no_memory.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/reference.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

Dispatcher* asDispatcher(PyObject* object) { return reinterpret_cast<Dispatcher*>(object); }

PyObject* signatureTuple(const Signature& signature) {
  PyObject* tuple = PyTuple_New(std::ssize(signature.arguments));
  for (size_t i = 0; tuple != nullptr && i < signature.arguments.size(); ++i) {
    PyObject* text = PyUnicode_FromString(signature.arguments[i].c_str());
    if (text == nullptr)
      Py_CLEAR(tuple);
    else
      PyTuple_SET_ITEM(tuple, i, text);
  }
  return tuple;
}

PyObject* getSignatures(PyObject* self, void*) {
  if (!loadWaiting(asDispatcher(self))) return nullptr;
  PyObject* list = PyList_New(0);
  for (const Specialisation* code : asDispatcher(self)->data->specialisations) {
    PyObject* tuple = list == nullptr ? nullptr : signatureTuple(code->signature);
    if (tuple == nullptr || PyList_Append(list, tuple) != 0) Py_CLEAR(list);
    Py_XDECREF(tuple);
  }
  return list;
}

PyObject* getStats(PyObject* self, void*) {
  const DispatcherData& data = *asDispatcher(self)->data;
  return Py_BuildValue("{s:n,s:L,s:L,s:L,s:d}", "signatures", std::ssize(data.specialisations), "compiled",
                       static_cast<long long>(data.statistics.compiled), "loaded",
                       static_cast<long long>(data.statistics.loaded), "dropped",
                       static_cast<long long>(data.statistics.dropped), "compile_seconds",
                       static_cast<double>(data.statistics.nanoseconds) * 1e-9);
}

// f.compile(signature): in the notation of @jit, or a tuple of types.
PyObject* compileMethod(PyObject* self, PyObject* signature) {
  return orNoMemory([&] { return declareSignature(asDispatcher(self), signature, When::Now) ? Py_NewRef(Py_None) : nullptr; });
}

// What the decorator does with its signatures.
PyObject* declareMethod(PyObject* self, PyObject* signature) {
  return orNoMemory([&] { return declareSignature(asDispatcher(self), signature, When::AtFirstCall) ? Py_NewRef(Py_None) : nullptr; });
}

// Texts of the signatures that were given, whether they wait or not.
PyObject* getDeclared(PyObject* self, void*) {
  PyObject* list = PyList_New(0);
  for (const DeclaredSignature& each : asDispatcher(self)->data->declared) {
    PyObject* text = list == nullptr ? nullptr : PyUnicode_FromString(each.text.c_str());
    if (text == nullptr || PyList_Append(list, text) != 0) Py_CLEAR(list);
    Py_XDECREF(text);
  }
  return list;
}

PyObject* closeMethod(PyObject* self, PyObject*) {
  asDispatcher(self)->data->explicit_only = true;
  Py_RETURN_NONE;
}

// krait._compile has a function of the same name, which takes the function first.
PyObject* inspect(PyObject* self, PyObject* arguments, PyObject* keywords, const char* name) {
  PyObject* bridge = PyImport_ImportModule("krait._compile");
  PyObject* function = bridge == nullptr ? nullptr : PyObject_GetAttrString(bridge, name);
  PyObject* first = function == nullptr ? nullptr : PyTuple_Pack(1, self);
  PyObject* all = first == nullptr ? nullptr : PySequence_Concat(first, arguments);
  PyObject* result = all == nullptr ? nullptr : PyObject_Call(function, all, keywords);
  Py_XDECREF(all);
  Py_XDECREF(first);
  Py_XDECREF(function);
  Py_XDECREF(bridge);
  return result;
}

#define KR_INSPECT(function, name)                                             \
  PyObject* function(PyObject* self, PyObject* arguments, PyObject* keywords) { \
    return inspect(self, arguments, keywords, name);                           \
  }
KR_INSPECT(inspectTypes, "inspect_types")
KR_INSPECT(inspectLlvm, "inspect_llvm")
KR_INSPECT(inspectAsm, "inspect_asm")
KR_INSPECT(inspectCfg, "inspect_cfg")
KR_INSPECT(parallelDiagnostics, "parallel_diagnostics")
#undef KR_INSPECT

// By reference, as functions are: pickle looks the name up in __module__.
PyObject* reduce(PyObject* self, PyObject*) { return Py_NewRef(functionName(asDispatcher(self))); }
PyObject* copySelf(PyObject* self, PyObject*) { return Py_NewRef(self); }

// For tests and tools: the notation of one value, as an argument.
PyObject* notationOf(PyObject* self, PyObject* value) {
  return orNoMemory([&]() -> PyObject* {
    State& state = *asDispatcher(self)->state;
    const TypeKey key = keyOf(state, value);
    if (key.isValid()) return PyUnicode_FromString(writeNotation(state, key).c_str());
    return PyErr_Occurred() ? nullptr : Py_NewRef(Py_None);
  });
}

}  // namespace

#define KR_INSPECTION(name, function, signature, text)                                                     \
  {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)), METH_VARARGS | METH_KEYWORDS, \
   name "(" signature ")\n--\n\n" text}

extern PyMethodDef kDispatcherMethods[];
PyMethodDef kDispatcherMethods[] = {
    {"compile", compileMethod, METH_O, "compile(signature)\n--\n\nCompile for a signature, before any call."},
    {"_declare", declareMethod, METH_O, "The same for the decorator: code that was built ahead of time is loaded at the first call."},
    {"_accept_explicit_only", closeMethod, METH_NOARGS, "From now on calls compile no further signature."},
    {"_notation_of", notationOf, METH_O, "The type notation of a value as an argument, or None."},
    KR_INSPECTION("inspect_types", inspectTypes, "file=None, signature=None",
                  "Print each source line with its typed code, for one signature or for all compiled ones."),
    KR_INSPECTION("inspect_llvm", inspectLlvm, "signature=None",
                  "Optimised LLVM IR of one signature, or a dict of all compiled ones."),
    KR_INSPECTION("inspect_asm", inspectAsm, "signature=None",
                  "Assembly of one signature, or a dict of all compiled ones."),
    KR_INSPECTION("inspect_cfg", inspectCfg, "signature=None",
                  "Control flow of the optimised code in Graphviz' language, of one signature or a dict of all."),
    KR_INSPECTION("parallel_diagnostics", parallelDiagnostics, "signature=None, level=1, file=None",
                  "Print which loops run in parallel, what they reduce, and what could not be decided."),
    {"__reduce__", reduce, METH_NOARGS, "Pickled by module and qualified name."},
    {"__copy__", copySelf, METH_NOARGS, "The function itself."},
    {"__deepcopy__", copySelf, METH_O, "The function itself."},
    {nullptr, nullptr, 0, nullptr}};
#undef KR_INSPECTION

extern PyGetSetDef kDispatcherProperties[];
PyGetSetDef kDispatcherProperties[] = {
    {"signatures", getSignatures, nullptr, "Compiled signatures: a list of tuples of types.", nullptr},
    {"_declared", getDeclared, nullptr, "Texts of the signatures that were given.", nullptr},
    {"stats", getStats, nullptr, "Counts of compilations and the time they took.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

}  // namespace krait
