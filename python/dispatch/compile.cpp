// A signature that is not compiled yet: ask the compile hook, krait._compile.compile_signature.
//
// One thread compiles for a dispatcher at a time. Others that miss wait, without the interpreter's lock, and
// then find what it made; other dispatchers compile meanwhile. A failure raises and leaves nothing behind.
#include <chrono>

#include "python/cache/code_cache.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/state.h"
#include "python/dispatch/take_lock.h"

namespace krait {

namespace {

class CompileTurn {
 public:
  explicit CompileTurn(Dispatcher* self) : self_(self) { self_->state->forks.enterCompilation(); }
  CompileTurn(const CompileTurn&) = delete;
  CompileTurn& operator=(const CompileTurn&) = delete;
  ~CompileTurn() {
    self_->state->forks.leaveCompilation();
    if (!is_ours_) return;
    self_->data->compiling_thread = 0;
    PyThread_release_lock(self_->data->compile_lock);
    Py_DECREF(self_);
  }

  // False with an exception: a signal handler raised, or this thread is compiling the function already.
  bool wait() {
    if (self_->data->compiling_thread == PyThread_get_thread_ident()) {
      PyErr_Format(PyExc_RuntimeError, "%U() was called while it was being compiled", functionName(self_));
      return false;
    }
    if (!acquire()) return false;
    is_ours_ = true;
    self_->data->compiling_thread = PyThread_get_thread_ident();
    Py_INCREF(self_);
    return true;
  }

 private:
  bool acquire() {
    PyThread_type_lock lock = self_->data->compile_lock;
    if (PyThread_acquire_lock(lock, NOWAIT_LOCK)) return true;
    PyLockStatus status;
    do {
      PyThreadState* thread = PyEval_SaveThread();
      status = PyThread_acquire_lock_timed(lock, -1, 1);
      takeLockAgain(thread);
      if (status == PY_LOCK_INTR && Py_MakePendingCalls() < 0) return false;
    } while (status == PY_LOCK_INTR);
    return true;
  }

  Dispatcher* self_;
  bool is_ours_ = false;
};

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

// From the cache on disk, else from the compiler; what that made is kept.
Reference loadOrCompile(Dispatcher* self, const std::vector<TypeKey>& keys, const Signature& signature) {
  std::optional<CacheLookup> lookup = cacheOf(*self->state).lookUp(self, keys, signature);
  if (Reference known = lookup ? lookup->find() : nullptr) {
    ++self->data->statistics.loaded;
    return known;
  }
  Reference product(callHookTimed(self, signature));
  if (!product) return nullptr;
  ++self->data->statistics.compiled;
  const bool has_record = PyTuple_CheckExact(product.get()) && PyTuple_GET_SIZE(product.get()) == 4;
  if (lookup && has_record) lookup->store(PyTuple_GET_ITEM(product.get(), 3));
  return product;
}

Specialisation* find(Dispatcher* self, const std::vector<TypeKey>& keys) {
  for (Specialisation* code : self->data->specialisations) {
    if (code->keys == keys) return code;
  }
  return nullptr;
}

Specialisation* compile(Dispatcher* self, std::vector<TypeKey> keys, Signature signature, bool is_explicit) {
  CompileTurn turn(self);
  if (!turn.wait()) return nullptr;
  if (Specialisation* made_meanwhile = find(self, keys)) return made_meanwhile;
  const Reference product = loadOrCompile(self, keys, signature);
  if (!product) return nullptr;
  self->data->specialisations.reserve(self->data->specialisations.size() + 1);  // so that what is made has a place
  Specialisation* made = adoptCompiled(*self->state, product.get(), std::move(keys), std::move(signature));
  if (made == nullptr) return nullptr;
  made->is_explicit = is_explicit;
  self->data->specialisations.push_back(made);
  return made;
}

bool readNotation(State& state, PyObject* text, std::vector<TypeKey>& keys, Signature& signature) {
  const char* utf8 = PyUnicode_Check(text) ? PyUnicode_AsUTF8(text) : nullptr;
  Notation notation;
  if (utf8 == nullptr || !parseNotation(utf8, notation)) {
    if (!PyErr_Occurred()) PyErr_Format(PyExc_TypeError, "%R is no type of an argument", text);
    return false;
  }
  signature.arguments.emplace_back(utf8);
  return keyOfNotation(state, notation, keys.emplace_back());
}

bool readNotations(Dispatcher* self, PyObject* texts, std::vector<TypeKey>& keys, Signature& signature) {
  const int expected = self->data->parameters.count();
  if (!PyTuple_Check(texts) || PyTuple_GET_SIZE(texts) != expected) {
    PyErr_Format(PyExc_TypeError, "%U() takes %d arguments, the signature has %zd", functionName(self),
                 expected, PyTuple_Check(texts) ? PyTuple_GET_SIZE(texts) : 0);
    return false;
  }
  for (Py_ssize_t i = 0; i < expected; ++i) {
    if (!readNotation(*self->state, PyTuple_GET_ITEM(texts, i), keys, signature)) return false;
  }
  return true;
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

Specialisation* compileExplicit(Dispatcher* self, PyObject* argument_notations, PyObject* result_notation) {
  Signature signature;
  std::vector<TypeKey> keys;
  if (!readNotations(self, argument_notations, keys, signature)) return nullptr;
  if (result_notation != Py_None) {
    const char* result = PyUnicode_AsUTF8(result_notation);
    if (result == nullptr) return nullptr;
    signature.result = result;
  }
  return compile(self, std::move(keys), std::move(signature), true);
}

Specialisation* recompile(Dispatcher* self, Specialisation* stale) {
  std::vector<TypeKey> keys = stale->keys;
  Signature signature = stale->signature;
  const bool is_explicit = stale->is_explicit;
  drop(self, stale);
  return compile(self, std::move(keys), std::move(signature), is_explicit);
}

}  // namespace krait
