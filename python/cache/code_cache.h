// The cache of machine code on disk, as the call path uses it: look a signature up before it is compiled, keep it afterwards.
//
// The first file of a root is named by its own digest and that of its signature. Where a fact of it differs in this program (another
// value of a global, another closure), the next name to try is made of that name, the fact's number and the value's digest: each
// variant of a function has a file of its own, found in as many steps as there are facts in which the ones before it differ.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <optional>
#include <string>
#include <vector>

#include "codegen/cache/directory.h"
#include "python/cache/identity.h"
#include "python/cache/replay.h"
#include "python/dispatch/specialisation.h"

namespace krait {

// What is compiled: a jitted function, or the text of an expression with the options that its code depends on.
struct CachedRoot {
  PyObject* object;  // borrowed
  uint32_t options = 0;
  PyObject* detail = nullptr;  // borrowed: more that the code depends on, or null
};

// One signature of one root, looked for. Made before compiling; whoever compiled gives the record to `store`.
class CacheLookup {
 public:
  // (capsule, objects, guards) as from the compile hook; null without an exception where there is no entry to use.
  [[nodiscard]] Reference find();
  // Keeps what the compiler made under the name at which the search ended.
  void store(PyObject* record);

 private:
  friend class CodeCache;
  CacheLookup(class CodeCache& cache, Program program, cache::Digest key)
      : cache_(cache), program_(std::move(program)), key_(key) {}

  class CodeCache& cache_;
  Program program_;
  cache::Digest key_;
};

// Of one process. Reads its settings from the environment at first use: KRAIT_CACHE_DIR, KRAIT_CACHE_SIZE.
class CodeCache {
 public:
  // Nothing where the root is not cached: cache=False, debug=True, no folder, or an argument without a digest.
  std::optional<CacheLookup> lookUp(State&, const CachedRoot&, const std::vector<TypeKey>& keys, const Signature&);

  [[nodiscard]] const Identity& identity();
  // Null where there is none, after one notice.
  cache::Directory* directory();
  // Says once that code is not kept, and why.
  void notice(const std::string& reason);

 private:
  std::optional<Identity> identity_;
  std::optional<cache::Directory> directory_;
  bool is_off_ = false;
  bool has_noticed_ = false;
};

// The cache of a module's state, made at its first use.
[[nodiscard]] CodeCache& cacheOf(State&);

// The product for a signature from the cache on disk, else from `compile`; what that made is kept. Null with an exception.
template <typename Compile>
Reference throughCache(State& state, const CachedRoot& root, const std::vector<TypeKey>& keys, const Signature& signature,
                       Compile compile, bool& was_loaded) {
  std::optional<CacheLookup> lookup = cacheOf(state).lookUp(state, root, keys, signature);
  Reference product = lookup ? lookup->find() : nullptr;
  was_loaded = product != nullptr;
  if (was_loaded) return product;
  product.reset(compile());
  const bool has_record = product && PyTuple_CheckExact(product.get()) && PyTuple_GET_SIZE(product.get()) == 4;
  if (lookup && has_record) lookup->store(PyTuple_GET_ITEM(product.get(), 3));
  return product;
}

}  // namespace krait
