// The Dispatcher type: construction, life cycle, and the protocols that make it behave like a function.
#include "python/dispatch/dispatcher.h"

#include <structmember.h>

#include <new>

#include "python/dispatch/no_memory.h"
#include "python/dispatch/state.h"

namespace krait {

// dispatcher_api.cpp
extern PyMethodDef kDispatcherMethods[];
extern PyGetSetDef kDispatcherProperties[];

namespace {

bool refuseKeywords(PyObject* function) {
  PyErr_Format(PyExc_TypeError, "krait cannot compile %U(): it takes **keywords; name them as parameters",
               reinterpret_cast<PyFunctionObject*>(function)->func_qualname);
  return false;
}

bool readParameters(PyObject* function, Parameters& parameters) {
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  if (code->co_flags & CO_VARKEYWORDS) return refuseKeywords(function);
  parameters.positional = code->co_argcount;
  parameters.positional_only = code->co_posonlyargcount;
  parameters.keyword_only = code->co_kwonlyargcount;
  parameters.has_varargs = code->co_flags & CO_VARARGS;
  PyObject* names = PyCode_GetVarnames(code);
  if (names == nullptr) return false;
  parameters.names = PyTuple_GetSlice(names, 0, parameters.count());
  Py_DECREF(names);
  return parameters.names != nullptr;
}

bool checkFunction(PyObject* function) {
  if (!PyFunction_Check(function)) {
    PyErr_Format(PyExc_TypeError, "krait.jit takes a Python function, not %.200s",
                 Py_TYPE(function)->tp_name);
    return false;
  }
  const int flags = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function))->co_flags;
  if ((flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) == 0) return true;
  const char* what = (flags & CO_GENERATOR) ? "it is a generator; fill a list or an array and return it"
                                            : "it is a coroutine; await in a plain one, and call a compiled function from it";
  PyErr_Format(PyExc_TypeError, "krait cannot compile %U(): %s",
               reinterpret_cast<PyFunctionObject*>(function)->func_qualname, what);
  return false;
}

bool initialise(Dispatcher* self, PyObject* function, PyObject* options) {
  self->data = new (std::nothrow) DispatcherData;
  self->dict = PyDict_New();
  if (self->data == nullptr || self->dict == nullptr || !readParameters(function, self->data->parameters))
    return false;
  self->data->compile_lock = PyThread_allocate_lock();
  self->function = Py_NewRef(function);
  self->options = Py_NewRef(options);
  self->plain_count = self->data->parameters.isPlain() ? self->data->parameters.positional : -1;
  self->vectorcall = callDispatcher;
  self->handle = self->state->next_handle++;
  self->state->by_handle.emplace(self->handle, self);
  return true;
}

PyObject* makeDispatcher(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
  PyObject *function, *options;
  if (!PyArg_ParseTuple(arguments, "OO!:Dispatcher", &function, &PyDict_Type, &options)) return nullptr;
  if (!checkFunction(function)) return nullptr;
  auto* self = reinterpret_cast<Dispatcher*>(type->tp_alloc(type, 0));
  if (self == nullptr) return nullptr;
  self->state = static_cast<State*>(PyType_GetModuleState(type));
  if (orNoMemory([&] { return initialise(self, function, options); })) return reinterpret_cast<PyObject*>(self);
  if (!PyErr_Occurred()) PyErr_NoMemory();
  Py_DECREF(self);
  return nullptr;
}

int traverse(PyObject* object, visitproc visit, void* arg) {
  auto* self = reinterpret_cast<Dispatcher*>(object);
  Py_VISIT(Py_TYPE(object));
  Py_VISIT(self->function);
  Py_VISIT(self->options);
  Py_VISIT(self->dict);
  if (self->data == nullptr) return 0;
  for (const Specialisation* code : self->data->specialisations) {
    if (const int result = code->traverse(visit, arg)) return result;
  }
  return 0;
}

void dropAll(Dispatcher* self) {
  self->hot = nullptr;
  if (self->data == nullptr) return;
  std::vector<Specialisation*> all;
  all.swap(self->data->specialisations);
  for (Specialisation* code : all) release(code);
}

int clear(PyObject* object) {
  auto* self = reinterpret_cast<Dispatcher*>(object);
  dropAll(self);
  Py_CLEAR(self->options);
  Py_CLEAR(self->dict);
  return 0;  // the function stays until the end: it is named in messages, and breaks no cycle that its own
             // clear does not
}

void destroyData(DispatcherData* data) {
  if (data == nullptr) return;
  Py_XDECREF(data->parameters.names);
  if (data->compile_lock != nullptr) PyThread_free_lock(data->compile_lock);
  delete data;
}

void deallocate(PyObject* object) {
  auto* self = reinterpret_cast<Dispatcher*>(object);
  PyTypeObject* type = Py_TYPE(object);
  PyObject_GC_UnTrack(object);
  if (self->weak_references != nullptr) PyObject_ClearWeakRefs(object);
  if (self->handle != 0) self->state->by_handle.erase(self->handle);
  clear(object);
  Py_CLEAR(self->function);
  destroyData(self->data);
  type->tp_free(object);
  Py_DECREF(type);
}

// As for a function: f of an instance is a bound method.
PyObject* bindMethod(PyObject* self, PyObject* instance, PyObject*) {
  if (instance == nullptr || instance == Py_None) return Py_NewRef(self);
  return PyMethod_New(self, instance);
}

PyObject* represent(PyObject* object) {
  const auto* self = reinterpret_cast<Dispatcher*>(object);
  return PyUnicode_FromFormat("<krait.jit function %U at %p>", functionName(self), object);
}

PyMemberDef kMembers[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Dispatcher, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Dispatcher, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Dispatcher, weak_references), READONLY, nullptr},
    {"py_func", T_OBJECT, offsetof(Dispatcher, function), READONLY, "The Python function."},
    {"options", T_OBJECT, offsetof(Dispatcher, options), READONLY,
     "Options given to the decorator, by name."},
    {"handle", T_UINT, offsetof(Dispatcher, handle), READONLY,
     "The number in the notation Function(<handle>)."},
    {nullptr, 0, 0, 0, nullptr}};

template <typename F>
void* slot(F function) {
  return reinterpret_cast<void*>(function);
}

PyType_Slot kSlots[] = {
    {Py_tp_new, slot(makeDispatcher)},
    {Py_tp_dealloc, slot(deallocate)},
    {Py_tp_traverse, slot(traverse)},
    {Py_tp_clear, slot(clear)},
    {Py_tp_call, slot(PyVectorcall_Call)},
    {Py_tp_descr_get, slot(bindMethod)},
    {Py_tp_repr, slot(represent)},
    {Py_tp_getattro, slot(PyObject_GenericGetAttr)},
    {Py_tp_setattro, slot(PyObject_GenericSetAttr)},
    {Py_tp_members, kMembers},
    {Py_tp_methods, kDispatcherMethods},
    {Py_tp_getset, kDispatcherProperties},
    {Py_tp_doc, const_cast<char*>("A function compiled per argument types; made by krait.jit.")},
    {0, nullptr}};

}  // namespace

PyType_Spec kDispatcherTypeSpec = {"krait._dispatch.Dispatcher", sizeof(Dispatcher), 0,
                                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                                       Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_IMMUTABLETYPE,
                                   kSlots};

}  // namespace krait
