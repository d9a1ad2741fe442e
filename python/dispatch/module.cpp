// The module krait._dispatch: the call path. Loaded by `import krait`; knows no LLVM and imports no NumPy.
#include <new>
#include <utility>

#include "runtime/buffer_pool.h"
#include "runtime/symbols.h"
#include "python/cache/code_cache.h"
#include "python/cache/object_digest.h"
#include "python/cache/settings.h"
#include "python/dispatch/buffer_object.h"
#include "python/dispatch/build_functions.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/records.h"
#include "python/dispatch/signals.h"
#include "python/dispatch/state.h"
#include "python/dispatch/thread_team.h"
#include "python/expressions/compiled_object.h"
#include "python/expressions/evaluate.h"
#include "python/expressions/expression_cache.h"

namespace krait {

namespace {

// Dispatcher of a handle, for the compiler: what Function(<handle>) means.
PyObject* namedFunction(PyObject* module, PyObject* argument) {
  const unsigned long handle = PyLong_AsUnsignedLong(argument);
  if (handle == static_cast<unsigned long>(-1) && PyErr_Occurred()) return nullptr;
  PyObject* found = functionOfHandle(*stateOf(module), static_cast<uint32_t>(handle));
  if (found != nullptr) return Py_NewRef(found);
  PyErr_Format(PyExc_KeyError, "no jitted function has the handle %lu", handle);
  return nullptr;
}

// Addresses of the runtime for the compiler module: pairs of (address of the name, address).
PyObject* runtimeSymbols(PyObject*, PyObject*) {
  const std::span<const Symbol> table = kr_symbol_table();
  PyObject* rows = PyList_New(std::ssize(table));
  for (size_t i = 0; rows != nullptr && i < table.size(); ++i) {
    PyObject* row = Py_BuildValue("NN", PyLong_FromVoidPtr(const_cast<char*>(table[i].name)),
                                  PyLong_FromVoidPtr(table[i].address));
    if (row == nullptr) Py_CLEAR(rows);
    else PyList_SET_ITEM(rows, static_cast<Py_ssize_t>(i), row);
  }
  return rows;
}

// Notation of the type of an object, or None for one that compiled code does not take.
PyObject* notationOf(PyObject* module, PyObject* object) {
  State& state = *stateOf(module);
  const TypeKey key = keyOf(state, object);
  if (PyErr_Occurred()) return nullptr;
  if (!key.isValid()) return Py_NewRef(Py_None);
  const std::string text = writeNotation(state, key);
  return PyUnicode_FromStringAndSize(text.data(), std::ssize(text));
}

// Notation of a structured dtype, or None for one that compiled code does not take.
PyObject* notationOfRecord(PyObject* module, PyObject* dtype) {
  if (!loadNumpy(*stateOf(module), true)) return nullptr;
  if (!PyArray_DescrCheck(dtype)) {
    PyErr_SetString(PyExc_TypeError, "record_notation() takes a dtype");
    return nullptr;
  }
  const std::string text = recordNotation(*stateOf(module), reinterpret_cast<PyArray_Descr*>(dtype));
  return text.empty() ? Py_NewRef(Py_None) : PyUnicode_FromStringAndSize(text.data(), std::ssize(text));
}

// The dtype of such a notation.
PyObject* dtypeOfRecord(PyObject* module, PyObject* notation) {
  const char* text = PyUnicode_AsUTF8(notation);
  if (text == nullptr || !loadNumpy(*stateOf(module), true)) return nullptr;
  return recordDescriptor(*stateOf(module), text);
}

PyObject* bytesOf(const std::optional<cache::Digest>& digest) {
  if (!digest) Py_RETURN_NONE;
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(digest->bytes.data()), std::ssize(digest->bytes));
}

PyObject* objectDigest(PyObject* module, PyObject* object) { return bytesOf(digestObject(*stateOf(module), object)); }

PyObject* libraryDigest(PyObject* module, PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  return text == nullptr ? nullptr : bytesOf(cacheOf(*stateOf(module)).identity().library(text));
}

// (folder, limit in bytes) of the cache on disk; no folder where it is switched off.
PyObject* cacheSettings(PyObject*, PyObject*) {
  const uint64_t limit = cacheLimit();
  const std::string folder = limit == 0 ? "" : cacheFolder();
  return Py_BuildValue("sK", folder.c_str(), static_cast<unsigned long long>(limit));
}

// What the entry in a file's bytes is of; None unless the file is sound and of this name.
PyObject* cacheTitle(PyObject*, PyObject* arguments) {
  const char *name, *bytes;
  Py_ssize_t size;
  if (PyArg_ParseTuple(arguments, "sy#", &name, &bytes, &size) == 0) return nullptr;
  const std::optional<cache::SoundFile> file = cache::checkFile({bytes, static_cast<size_t>(size)});
  const std::optional<cache::Entry> entry = file ? cache::readEntry(file->entry) : std::nullopt;
  if (!entry || cache::fileName(file->key) != name) Py_RETURN_NONE;
  return PyUnicode_DecodeUTF8(entry->title.data(), std::ssize(entry->title), "replace");
}

PyCFunction fastCall(PyObject* (*function)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*)) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMethodDef kFunctions[] = {
    {"evaluate", fastCall(evaluate), METH_FASTCALL | METH_KEYWORDS, kEvaluateDocumentation},
    {"re_evaluate", fastCall(reEvaluate), METH_FASTCALL | METH_KEYWORDS, kReEvaluateDocumentation},
    {"validate", fastCall(validate), METH_FASTCALL | METH_KEYWORDS, kValidateDocumentation},
    {"expression", fastCall(findExpression), METH_FASTCALL | METH_KEYWORDS,
     "The Expression that evaluate() with these arguments calls."},
    {"compiled_object", makeCompiledObject, METH_VARARGS, "An Expression with an order of its operands, and their dtypes."},
    {"cache_settings", cacheSettings, METH_NOARGS, "Folder and limit in bytes of the cache on disk."},
    {"cache_title", cacheTitle, METH_VARARGS, "What an entry's file is of, given its name and bytes; None if it is not sound."},
    {"store_built", storeBuiltCode, METH_VARARGS, "Keep code that was built ahead of time in a folder."},
    {"let_declared_wait", letDeclaredWait, METH_O, "Whether signatures of the decorator wait for the first call."},
    {"runtime_abi", runtimeInterface, METH_NOARGS, "What code that was built ahead of time relies on, as text."},
    {"cpu_variants", cpuVariants, METH_NOARGS, "Levels of processors, and whether this one runs their code."},
    {"object_digest", objectDigest, METH_O, "What an object is to compiled code, as 32 bytes; None where it has no digest."},
    {"library_digest", libraryDigest, METH_O, "The same of a module of krait.lib, by its name there."},
    {"type_notation", notationOf, METH_O, "The notation of an argument's type, or None."},
    {"record_notation", notationOfRecord, METH_O, "The type notation of a structured dtype, or None."},
    {"record_dtype", dtypeOfRecord, METH_O, "The structured dtype of a notation."},
    {"runtime_symbols", runtimeSymbols, METH_NOARGS, "Names and addresses of what compiled code calls."},
    {"get_num_threads", getNumThreads, METH_NOARGS, "Threads of a parallel loop that this thread starts."},
    {"set_num_threads", setNumThreads, METH_O, "Sets that number."},
    {"get_schedule", getSchedule, METH_NOARGS, "Schedule and chunk size of this thread's parallel loops."},
    {"set_schedule", setSchedule, METH_VARARGS, "Sets them."},
    {"function_of_handle", namedFunction, METH_O, "The function that has this handle, jitted or of a C module."},
    {nullptr, nullptr, 0, nullptr}};

bool addTypes(PyObject* module, State& state) {
  auto* dispatcher = PyType_FromModuleAndSpec(module, &kDispatcherTypeSpec, nullptr);
  auto* buffer = PyType_FromModuleAndSpec(module, &kBufferTypeSpec, nullptr);
  state.dispatcher_type = reinterpret_cast<PyTypeObject*>(dispatcher);
  state.buffer_type = reinterpret_cast<PyTypeObject*>(buffer);
  auto* expression = PyType_FromModuleAndSpec(module, &kExpressionTypeSpec, nullptr);
  auto* compiled = PyType_FromModuleAndSpec(module, &kCompiledObjectTypeSpec, nullptr);
  state.expression_type = reinterpret_cast<PyTypeObject*>(expression);
  state.compiled_object_type = reinterpret_cast<PyTypeObject*>(compiled);
  return dispatcher != nullptr && buffer != nullptr && expression != nullptr && compiled != nullptr && PyModule_AddType(module, state.dispatcher_type) == 0;
}

// One compiler, one runtime and its pools are of the whole process, and the compiler module knows one interpreter.
bool checkInterpreter() {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) return true;
  PyErr_SetString(PyExc_ImportError, "krait works in the main interpreter only, not in a sub-interpreter; use threads or processes");
  return false;
}

int execute(PyObject* module) {
  if (!checkInterpreter()) return -1;
  keepPoolSoundInForks();
  State& state = *new (PyModule_GetState(module)) State;
  state.interrupt = interruptFlag();
  state.string_ids = PyDict_New();
  state.absent = PyObject_CallNoArgs(reinterpret_cast<PyObject*>(&PyBaseObject_Type));
  if (state.string_ids == nullptr || state.absent == nullptr || !addTypes(module, state) || !watchForks(module)) return -1;
  state.expressions = new ExpressionCache(state);
  state.last_expression = PyContextVar_New("krait.last_expression", nullptr);
  if (state.last_expression == nullptr) return -1;
  return PyModule_AddObjectRef(module, "ABSENT", state.absent);
}

int traverse(PyObject* module, visitproc visit, void* arg) {
  const State* state = stateOf(module);
  if (state == nullptr) return 0;
  Py_VISIT(state->dispatcher_type);
  Py_VISIT(state->buffer_type);
  Py_VISIT(state->expression_type);
  Py_VISIT(state->compiled_object_type);
  return state->expressions == nullptr ? 0 : state->expressions->traverse(visit, arg);
}

void freeState(void* module) {
  State* state = stateOf(static_cast<PyObject*>(module));
  if (state == nullptr) return;
  for (RecordLayout& record : state->records) Py_CLEAR(record.descriptor);
  delete std::exchange(state->expressions, nullptr);
  Py_CLEAR(state->last_expression);
  Py_CLEAR(state->expression_type);
  Py_CLEAR(state->compiled_object_type);
  Py_CLEAR(state->string_ids);
  Py_CLEAR(state->absent);
  Py_CLEAR(state->dispatcher_type);
  Py_CLEAR(state->buffer_type);
  state->~State();
}

PyModuleDef_Slot kSlots[] = {{Py_mod_exec, reinterpret_cast<void*>(execute)}, {0, nullptr}};

PyModuleDef kDefinition = {
    PyModuleDef_HEAD_INIT, "_dispatch", "Calls of compiled functions.", sizeof(State), kFunctions, kSlots, traverse,
    nullptr,               freeState};

}  // namespace

State* stateOf(PyObject* module) { return static_cast<State*>(PyModule_GetState(module)); }

}  // namespace krait

PyMODINIT_FUNC PyInit__dispatch() { return PyModuleDef_Init(&krait::kDefinition); }
