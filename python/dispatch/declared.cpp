// Declaring, compiling or loading, refusing.
#include "python/dispatch/declared.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "python/cache/built_code.h"
#include "python/dispatch/compile_turn.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

Reference callBridge(const char* function, PyObject* argument) {
  const Reference bridge(PyImport_ImportModule("krait._compile"));
  return Reference(bridge ? PyObject_CallMethod(bridge.get(), function, "(O)", argument) : nullptr);
}

bool readText(PyObject* from, std::string& text) {
  const char* utf8 = PyUnicode_AsUTF8(from);
  if (utf8 == nullptr) return false;
  text = utf8;
  return true;
}

// What krait._compile.parse_signature() gives: (argument notations, result notation or None).
bool readParsed(PyObject* parsed, Signature& signature) {
  PyObject *arguments, *result;
  if (!PyArg_ParseTuple(parsed, "O!O:parse_signature", &PyTuple_Type, &arguments, &result)) return false;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); ++i) {
    if (!readText(PyTuple_GET_ITEM(arguments, i), signature.arguments.emplace_back())) return false;
  }
  return result == Py_None || readText(result, signature.result.emplace());
}

bool compileDeclared(Dispatcher* self, DeclaredSignature& declared) {
  const Reference text(PyUnicode_FromString(declared.text.c_str()));
  const Reference parsed = text ? callBridge("parse_signature", text.get()) : nullptr;
  declared.signature = {};
  declared.signature.text = declared.text;
  return parsed && readParsed(parsed.get(), declared.signature) && compileExplicit(self, declared.signature) != nullptr;
}

// Two texts may mean one signature; its code is then taken once.
bool adoptBuilt(Dispatcher* self, BuiltCode found, DeclaredSignature& declared) {
  std::vector<TypeKey> keys;
  found.signature.text = declared.text;
  declared.signature = found.signature;
  if (!keysOfSignature(self, found.signature, keys)) return false;
  if (findExact(self, keys) != nullptr) return true;
  Specialisation* made = addSpecialisation(self, found.product.get(), std::move(keys), std::move(found.signature));
  if (made == nullptr) return false;
  made->is_explicit = true;
  ++self->data->statistics.loaded;
  return true;
}

enum class Loading { Done, Failed, Missing };

Loading loadDeclared(Dispatcher* self, DeclaredSignature& declared) {
  CompileTurn turn(self);
  if (!turn.wait()) return Loading::Failed;
  BuiltCode found = loadBuilt(self, *builtModuleOf(self), declared.text);
  if (found.product) return adoptBuilt(self, std::move(found), declared) ? Loading::Done : Loading::Failed;
  if (mayCompileBuilt()) return Loading::Missing;
  refuseUnbuilt(self, declared.text, found.problem);
  return Loading::Failed;
}

bool provide(Dispatcher* self, DeclaredSignature& declared) {
  const Loading loading = builtModuleOf(self) == nullptr ? Loading::Missing : loadDeclared(self, declared);
  return loading == Loading::Done || (loading == Loading::Missing && compileDeclared(self, declared));
}

// Takes the exception if it says that a name is not defined: the function itself, while it is decorated, or one that comes later.
bool isForLater() {
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  const Reference kind(value == nullptr ? nullptr : PyObject_GetAttrString(value, "kind"));
  PyErr_Clear();
  const bool is_later = kind && PyUnicode_Check(kind.get()) && PyUnicode_CompareWithASCIIString(kind.get(), "unknown_global") == 0;
  if (!is_later) {
    PyErr_Restore(type, value, traceback);
    return false;
  }
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
  return true;
}

}  // namespace

bool declareSignature(Dispatcher* self, PyObject* signature, When when) {
  DeclaredSignature declared;
  const Reference text = callBridge("signature_text", signature);
  if (!text || !readText(text.get(), declared.text)) return false;
  declared.is_waiting = when == When::AtFirstCall && (self->state->declared_wait || builtModuleOf(self) != nullptr);
  if (!declared.is_waiting && !provide(self, declared)) {
    if (when == When::Now || !isForLater()) return false;
    declared.is_waiting = true;
  }
  self->data->has_waiting |= declared.is_waiting;
  self->data->declared.push_back(std::move(declared));
  return true;
}

// Each is worked on as a copy: Python code may run meanwhile, and declare more.
bool loadWaiting(Dispatcher* self) {
  std::vector<DeclaredSignature>& all = self->data->declared;
  for (size_t k = 0; self->data->has_waiting && k < all.size(); ++k) {
    if (!all[k].is_waiting) continue;
    DeclaredSignature declared = all[k];
    if (!provide(self, declared)) return false;
    declared.is_waiting = false;
    all[k] = std::move(declared);
  }
  self->data->has_waiting = std::ranges::any_of(all, &DeclaredSignature::is_waiting);
  return true;
}

bool awaitAgain(Dispatcher* self, const Signature& signature) {
  bool is_declared = false;
  for (DeclaredSignature& each : self->data->declared) {
    if (signature.text.empty() || each.text != signature.text) continue;
    is_declared = each.is_waiting = self->data->has_waiting = true;
  }
  return is_declared;
}

const BuiltModule* builtModuleOf(Dispatcher* self) {
  DispatcherData& data = *self->data;
  if (data.knows_module) return data.built_module.get();
  data.knows_module = true;
  if (std::optional<BuiltModule> found = findBuiltModule(reinterpret_cast<PyFunctionObject*>(self->function)))
    data.built_module = std::make_unique<const BuiltModule>(std::move(*found));
  return data.built_module.get();
}

bool mayCompileBuilt() {
  const char* value = std::getenv("KRAIT_COMPILE_BUILT");
  return value != nullptr && std::string_view(value) == "1";
}

std::nullptr_t refuseUnbuilt(Dispatcher* self, const std::string& signature, const std::string& problem) {
  const Reference messages(PyImport_ImportModule("krait._built"));
  const char* manifest = builtModuleOf(self)->manifest.c_str();
  const Reference result(messages ? PyObject_CallMethod(messages.get(), "refuse", "Osss", self, manifest, signature.c_str(),
                                                        problem.c_str())
                                  : nullptr);
  if (result) PyErr_SetString(PyExc_SystemError, "krait._built.refuse() raised nothing");
  return nullptr;
}

}  // namespace krait
