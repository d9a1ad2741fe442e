// Looking up and storing.
#include "python/cache/code_cache.h"

#include <cstdlib>

#include "python/cache/cached_code.h"
#include "python/cache/object_digest.h"
#include "python/cache/settings.h"
#include "python/dispatch/dispatcher.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/notation.h"
#include "python/dispatch/state.h"

namespace krait {

namespace {

using cache::Digest;
using cache::Hasher;


// An option of the decorator, if it was given.
PyObject* optionOf(const Dispatcher* self, const char* name) { return PyDict_GetItemString(self->options, name); }

// A debugger and perf want the lines and names that only the compiler can tell them.
bool isWanted(const State& state, PyObject* root) {
  if (std::getenv("KRAIT_PERF") != nullptr) return false;
  if (Py_TYPE(root) != state.dispatcher_type) return true;
  const auto* function = reinterpret_cast<Dispatcher*>(root);
  return optionOf(function, "cache") != Py_False && optionOf(function, "debug") != Py_True;
}

// The types of arguments, with functions by what they are and not by their handles, which belong to this process.
class SignatureHasher {
 public:
  SignatureHasher(State& state, Hasher& to, std::vector<PyObject*>& functions)
      : state_(state), to_(to), functions_(functions) {}

  bool add(TypeKey key) {
    to_.number(static_cast<uint64_t>(key.kind()));
    if (key.kind() == ArgumentKind::Function) return addFunction(functionOfHandle(state_, static_cast<uint32_t>(key.payload())));
    if (key.kind() == ArgumentKind::Tuple) return addTuple(*state_.tuples[key.payload()]);
    const std::string text = writeNotation(state_, key);
    to_.text(text);
    return key.kind() != ArgumentKind::List || text.find("Function(") == std::string::npos;
  }

 private:
  bool addFunction(PyObject* function) {
    const std::optional<Digest> digest = function == nullptr ? std::nullopt : digestObject(state_, function);
    if (!digest) return false;
    to_.digest(*digest);
    functions_.push_back(function);
    return true;
  }

  bool addTuple(const std::vector<TypeKey>& elements) {
    to_.number(elements.size());
    for (const TypeKey element : elements) {
      if (!add(element)) return false;
    }
    return true;
  }

  State& state_;
  Hasher& to_;
  std::vector<PyObject*>& functions_;
};

// Variables of the environment that change what code is made.
void addEnvironment(Hasher& to) {
  for (const char* name : {"KRAIT_VECTOR_WIDTH", "KRAIT_CPU_NAME"}) {
    const char* value = std::getenv(name);
    to.text(value != nullptr ? value : "");
  }
}

// The name of the first file to look at.
std::optional<Digest> rootKey(Program& program, const CachedRoot& root, const std::vector<TypeKey>& keys,
                              const Signature& signature) {
  const std::optional<Digest> object = digestObject(program.state, root.object);
  const std::optional<Digest> detail = digestObject(program.state, root.detail == nullptr ? Py_None : root.detail);
  if (!object || !detail) return std::nullopt;
  Hasher hasher;
  hasher.text("krait root").digest(program.identity.digest());
  hasher.digest(*object).digest(*detail).number(root.options).number(keys.size());
  addEnvironment(hasher);
  SignatureHasher types(program.state, hasher, program.functions);
  for (const TypeKey key : keys) {
    if (!types.add(key)) return std::nullopt;
  }
  hasher.number(signature.result.has_value()).text(signature.result.value_or(""));
  return hasher.finish();
}

}  // namespace

Reference CacheLookup::find() {
  cache::Directory* directory = cache_.directory();
  for (int step = 0; directory != nullptr && step < kMostVariants; ++step) {
    const std::optional<std::string> bytes = directory->read(key_);
    const std::optional<cache::Entry> entry = bytes ? cache::readEntry(*bytes) : std::nullopt;
    if (!entry) return {};
    Replay replay;
    if (replayFacts(program_, *entry, replay)) {
      std::string problem;
      Reference product = loadProduct(program_, *entry, replay, problem);
      PyErr_Clear();
      return product;
    }
    key_ = nextKey(key_, replay);
  }
  return {};
}

void CacheLookup::store(PyObject* record) {
  cache::Directory* directory = cache_.directory();
  if (directory == nullptr || !PyBytes_CheckExact(record)) return;
  std::string reason;
  const std::string_view entry(PyBytes_AS_STRING(record), static_cast<size_t>(PyBytes_GET_SIZE(record)));
  if (!directory->write(key_, entry, reason)) cache_.notice("nothing can be written to " + directory->path() + ": " + reason);
}

const Identity& CodeCache::identity() {
  if (!identity_) identity_.emplace();
  return *identity_;
}

void CodeCache::notice(const std::string& reason) {
  if (has_noticed_) return;
  has_noticed_ = true;
  const std::string text = "krait keeps compiled code in memory only: " + reason +
                           "; KRAIT_CACHE_DIR names another folder, KRAIT_CACHE_SIZE=0 asks for none";
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  if (PyErr_WarnEx(PyExc_UserWarning, text.c_str(), 1) < 0) PyErr_WriteUnraisable(nullptr);  // warnings are errors here
  PyErr_Restore(type, value, traceback);
}

cache::Directory* CodeCache::directory() {
  if (is_off_) return nullptr;
  if (directory_) return &*directory_;
  const uint64_t limit = cacheLimit();
  const std::string folder = limit == 0 ? "" : cacheFolder();
  is_off_ = folder.empty();
  if (is_off_) return nullptr;
  directory_.emplace(folder, limit);
  is_off_ = !directory_->problem().empty();
  if (is_off_) notice(folder + " is not used: " + directory_->problem());
  return is_off_ ? nullptr : &*directory_;
}

CodeCache& cacheOf(State& state) {
  if (!state.cache) state.cache = std::make_shared<CodeCache>();
  return *state.cache;
}

std::optional<CacheLookup> CodeCache::lookUp(State& state, const CachedRoot& root, const std::vector<TypeKey>& keys,
                                             const Signature& signature) {
  if (!isWanted(state, root.object) || directory() == nullptr) return std::nullopt;
  Program program{state, identity(), root.object, {}};
  const std::optional<Digest> key = rootKey(program, root, keys, signature);
  return key ? std::optional(CacheLookup(*this, std::move(program), *key)) : std::nullopt;
}

}  // namespace krait
