// A signature that is not compiled yet: ask the cache on disk, then the compile hook, krait._compile.compile_signature. In a module
// that was built ahead of time there is no such signature (declared.h). A failure raises and leaves nothing behind.
#include <chrono>

#include "python/cache/code_cache.h"
#include "python/dispatch/compile_turn.h"
#include "python/dispatch/declared.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/state.h"
#include "python/dispatch/take_lock.h"

namespace krait {

namespace {

PyObject* notationList(const std::vector<std::string>& notations) {
  PyObject* list = PyList_New(std::ssize(notations));
  for (size_t i = 0; list != nullptr && i < notations.size(); ++i) {
    PyObject* text = PyUnicode_FromStringAndSize(notations[i].data(), std::ssize(notations[i]));
    if (text == nullptr)
      Py_CLEAR(list);
    else
      PyList_SET_ITEM(list, i, text);
  }
  return list;
}

PyObject* callHook(Dispatcher* self, const Signature& signature) {
  PyObject* bridge = PyImport_ImportModule("krait._compile");
  PyObject* notations = bridge == nullptr ? nullptr : notationList(signature.arguments);
  PyObject* product = nullptr;
  const char* format = signature.result ? "OOs" : "OO";
  const char* result = signature.result ? signature.result->c_str() : nullptr;
  if (notations != nullptr) {
    product = orWaitForTheEnd([&] { return PyObject_CallMethod(bridge, "compile_signature", format, self, notations, result); });
  }
  Py_XDECREF(notations);
  Py_XDECREF(bridge);
  return product;
}

PyObject* callHookTimed(Dispatcher* self, const Signature& signature) {
  const auto start = std::chrono::steady_clock::now();
  PyObject* product = callHook(self, signature);
  const auto passed = std::chrono::steady_clock::now() - start;
  self->data->statistics.nanoseconds += std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
  return product;
}

// "(float64[::1], int)"
std::string textOf(const Signature& signature) {
  std::string text = "(";
  for (const std::string& argument : signature.arguments) text += (text == "(" ? "" : ", ") + argument;
  return text + ")";
}

// From the cache on disk, else from the compiler; what that made is kept.
Reference loadOrCompile(Dispatcher* self, const std::vector<TypeKey>& keys, const Signature& signature) {
  if (builtModuleOf(self) != nullptr && !mayCompileBuilt()) return refuseUnbuilt(self, textOf(signature), "");
  const CachedRoot root{reinterpret_cast<PyObject*>(self)};
  const auto compile = [&] { return callHookTimed(self, signature); };
  bool was_loaded = false;
  Reference product = throughCache(*self->state, root, keys, signature, compile, was_loaded);
  if (product) ++(was_loaded ? self->data->statistics.loaded : self->data->statistics.compiled);
  return product;
}

Specialisation* compile(Dispatcher* self, std::vector<TypeKey> keys, Signature signature, bool is_explicit) {
  CompileTurn turn(self);
  if (!turn.wait()) return nullptr;
  if (Specialisation* made_meanwhile = findExact(self, keys)) return made_meanwhile;
  const Reference product = loadOrCompile(self, keys, signature);
  if (!product) return nullptr;
  Specialisation* made = addSpecialisation(self, product.get(), std::move(keys), std::move(signature));
  if (made != nullptr) made->is_explicit = is_explicit;
  return made;
}

void drop(Dispatcher* self, Specialisation* stale) {
  if (self->hot == stale) self->hot = nullptr;
  std::erase(self->data->specialisations, stale);
  ++self->data->statistics.dropped;
  release(stale);
}

}  // namespace

Specialisation* compileKeys(Dispatcher* self, const std::vector<TypeKey>& keys) {
  Signature signature;
  for (const TypeKey key : keys) signature.arguments.push_back(writeNotation(*self->state, key));
  return compile(self, keys, std::move(signature), false);
}

Specialisation* findExact(const Dispatcher* self, const std::vector<TypeKey>& keys) {
  for (Specialisation* code : self->data->specialisations) {
    if (code->keys == keys) return code;
  }
  return nullptr;
}

Specialisation* addSpecialisation(Dispatcher* self, PyObject* product, std::vector<TypeKey> keys, Signature signature) {
  Specialisation* made = adoptCompiled(*self->state, product, std::move(keys), std::move(signature));
  if (made != nullptr) self->data->specialisations.push_back(made);
  return made;
}

bool keysOfSignature(Dispatcher* self, const Signature& signature, std::vector<TypeKey>& keys) {
  const size_t expected = self->data->parameters.count();
  if (signature.arguments.size() != expected) {
    PyErr_Format(PyExc_TypeError, "%U() takes %zu arguments, the signature has %zu", functionName(self), expected,
                 signature.arguments.size());
    return false;
  }
  for (const std::string& text : signature.arguments) {
    Notation notation;
    if (!parseNotation(text, notation)) {
      PyErr_Format(PyExc_TypeError, "'%s' is no type of an argument", text.c_str());
      return false;
    }
    if (!keyOfNotation(*self->state, notation, keys.emplace_back())) return false;
  }
  return true;
}

Specialisation* compileExplicit(Dispatcher* self, const Signature& signature) {
  std::vector<TypeKey> keys;
  return keysOfSignature(self, signature, keys) ? compile(self, std::move(keys), signature, true) : nullptr;
}

Specialisation* recompile(Dispatcher* self, Specialisation* stale) {
  std::vector<TypeKey> keys = stale->keys;
  Signature signature = stale->signature;
  const bool is_explicit = stale->is_explicit;
  drop(self, stale);
  if (awaitAgain(self, signature)) return loadWaiting(self) ? findExact(self, keys) : nullptr;
  return compile(self, std::move(keys), std::move(signature), is_explicit);
}

}  // namespace krait
