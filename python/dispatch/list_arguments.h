// Lists as arguments: compiled code gets a copy, which it can't change, so that it need not be copied back.
//
// An argument's slot first holds the list object itself; when the context of the call is there, the handle of the copy.
// The same list twice, or in another one twice, is one copy.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <span>
#include <unordered_map>
#include <vector>

#include "python/dispatch/reference.h"
#include "python/dispatch/type_key.h"
#include "runtime/abi.h"

namespace krait {

struct State;

// The key of a list, by the key that all its items have; invalid if they have none or several.
TypeKey keyOfList(State& state, PyObject* list);
// Whether all items have the expected key. Puts the list into the slot.
bool acceptList(State& state, PyObject* argument, TypeKey expected, kr_slot*& out);

// How many slots an argument takes.
int slotCount(const State& state, TypeKey key);
bool hasLists(const State& state, std::span<const TypeKey> keys);

// Keeps alive what the copies refer to.
class ListCopies {
 public:
  ListCopies(State& state, kr_context& context) : state_(state), context_(context) {}
  ListCopies(const ListCopies&) = delete;
  ListCopies& operator=(const ListCopies&) = delete;

  // Copies the lists among the arguments; false with an exception if there is no memory.
  bool copyAll(std::span<const TypeKey> keys, kr_slot* slots);

 private:
  bool copyIn(TypeKey key, kr_slot*& slot);
  bool copyList(TypeKey key, kr_slot* slot);

  State& state_;
  kr_context& context_;
  std::vector<Reference> kept_;
  std::unordered_map<PyObject*, uint64_t> copied_;  // borrowed: the list, its handle
};

}  // namespace krait
