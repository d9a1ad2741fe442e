// Keys, checks and copies of list arguments.
#include "python/dispatch/list_arguments.h"

#include <algorithm>

#include "python/dispatch/accept.h"
#include "python/dispatch/key_of.h"
#include "python/dispatch/recursive_call.h"
#include "python/dispatch/small_array.h"
#include "python/dispatch/state.h"
#include "runtime/list.h"

namespace krait {

namespace {

// The key of the items; an invalid one where the list is empty.
TypeKey itemKey(const State& state, TypeKey list) {
  const std::vector<TypeKey>& items = *state.tuples[list.payload()];
  return items.empty() ? TypeKey{} : items[0];
}

bool canBeItem(const State& state, TypeKey key) {
  switch (key.kind()) {
  case ArgumentKind::Bool:
  case ArgumentKind::Int:
  case ArgumentKind::Float:
  case ArgumentKind::Complex:
  case ArgumentKind::NumpyScalar:
  case ArgumentKind::Array:
  case ArgumentKind::List: return true;
  case ArgumentKind::Tuple:
    return std::ranges::all_of(*state.tuples[key.payload()], [&](TypeKey element) { return canBeItem(state, element); });
  default: return false;
  }
}

// Which slots of an item are owners of arrays, and which are handles of lists.
struct References {
  uint64_t arrays = 0;
  uint64_t lists = 0;
};

void collect(const State& state, TypeKey key, int& slot, References& found) {
  if (key.kind() == ArgumentKind::Tuple) {
    for (const TypeKey element : *state.tuples[key.payload()]) collect(state, element, slot, found);
    return;
  }
  if (key.kind() == ArgumentKind::Array) found.arrays |= uint64_t{1} << slot;
  if (key.kind() == ArgumentKind::List) found.lists |= uint64_t{1} << slot;
  slot += slotCount(state, key);
}

bool outOfMemory() {
  PyErr_NoMemory();
  return false;
}

}  // namespace

TypeKey keyOfList(State& state, PyObject* list) {
  const RecursiveCall deeper(" while looking at a list argument");
  if (!deeper.isAllowed()) return {};
  TypeKey common;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    const TypeKey key = keyOf(state, PyList_GET_ITEM(list, i));
    const bool fits = i == 0 ? key.isValid() && canBeItem(state, key) && slotCount(state, key) <= 64 : key == common;
    if (!fits) return {};
    common = key;
  }
  const TypeKey items = internTuple(state, common.isValid() ? std::vector{common} : std::vector<TypeKey>{});
  return TypeKey::of(ArgumentKind::List, items.payload());
}

bool acceptList(State& state, PyObject* argument, TypeKey expected, kr_slot*& out) {
  if (!PyList_CheckExact(argument)) return false;
  const TypeKey item = itemKey(state, expected);
  const Py_ssize_t size = PyList_GET_SIZE(argument);
  if (item.isValid() != (size > 0)) return false;
  SmallArray<kr_slot, 32> slots(item.isValid() ? slotCount(state, item) : 0);
  for (Py_ssize_t i = 0; i < size; ++i) {
    kr_slot* scratch = slots.data();
    if (!acceptArgument(state, PyList_GET_ITEM(argument, i), item, scratch)) return false;
  }
  (out++)->ptr = argument;
  return true;
}

bool hasLists(const State& state, std::span<const TypeKey> keys) {
  return std::ranges::any_of(keys, [&](TypeKey key) {
    if (key.kind() == ArgumentKind::List) return true;
    return key.kind() == ArgumentKind::Tuple && hasLists(state, *state.tuples[key.payload()]);
  });
}

bool ListCopies::copyAll(std::span<const TypeKey> keys, kr_slot* slots) {
  return std::ranges::all_of(keys, [&](TypeKey key) { return copyIn(key, slots); });
}

bool ListCopies::copyIn(TypeKey key, kr_slot*& slot) {
  if (key.kind() == ArgumentKind::List) return copyList(key, slot++);
  if (key.kind() == ArgumentKind::Tuple) {
    return std::ranges::all_of(*state_.tuples[key.payload()], [&](TypeKey element) { return copyIn(element, slot); });
  }
  slot += slotCount(state_, key);
  return true;
}

// Other threads may change the list while the code runs: its items are kept.
bool ListCopies::copyList(TypeKey key, kr_slot* slot) {
  auto* object = static_cast<PyObject*>(slot->ptr);
  const auto known = copied_.find(object);
  if (known != copied_.end()) return slot->u64 = known->second, true;
  const TypeKey item = itemKey(state_, key);
  References references;
  int slots = 0;
  if (item.isValid()) collect(state_, item, slots, references);
  PyObject* items = kept_.emplace_back(PyList_AsTuple(object)).get();
  if (items == nullptr) return false;
  const Py_ssize_t size = PyTuple_GET_SIZE(items);
  const kr_list_handle handle = kr_list_new_host(&context_, size, slots, references.arrays, references.lists);
  if (handle == 0) return outOfMemory();
  auto* list = reinterpret_cast<kr_list*>(handle);
  list->host_object = object;
  slot->u64 = handle;
  copied_.emplace(object, handle);
  for (Py_ssize_t i = 0; i < size; ++i) {
    kr_slot* first = list->items + i * slots;
    kr_slot* next = first;
    acceptArgument(state_, PyTuple_GET_ITEM(items, i), item, next);
    if (!copyIn(item, first)) return false;
    ++list->length;
  }
  return true;
}

}  // namespace krait
