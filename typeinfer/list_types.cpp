// Types of lists: open ones in the module's table, and closed ones.
#include "typeinfer/list_types.h"

#include <algorithm>

#include "typeinfer/lattice.h"

namespace krait::infer {
namespace {

using ir::ListEntry;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

bool isOpen(const ir::Module& module, TypeId list) { return module.types[list].constant.valid(); }

uint32_t numberOf(const ir::Module& module, TypeId list) { return listNumber(module, module.types[list]); }

ListEntry entryOf(const ir::Module& module, TypeId list) {
  if (isOpen(module, list)) return module.list_items[numberOf(module, list)];
  const Type& type = module.types[list];
  return {type.elements[0], true, type.readonly};
}

// Whether the open list is somewhere inside the type: a list can't hold itself.
bool contains(const ir::Module& module, TypeId id, uint32_t list) {
  const Type& type = module.types[id];
  if (type.kind == TypeKind::List && isOpen(module, id)) {
    return module.list_items.find(numberOf(module, id)) == list || contains(module, module.list_items[numberOf(module, id)].item, list);
  }
  return std::ranges::any_of(type.elements, [&](TypeId element) { return contains(module, element, list); });
}

// What an open list is after it met `other`. Items of a type given from elsewhere stay as they are.
std::optional<ListEntry> met(ir::Module& module, const ListEntry& open, const ListEntry& other) {
  const std::optional<TypeId> item = join(module, open.item, other.item);
  if (!item) return std::nullopt;
  for (const ListEntry* entry : {&open, &other}) {
    if (entry->is_fixed && closedType(module, *item) != closedType(module, entry->item)) return std::nullopt;
  }
  return ListEntry{*item, open.is_fixed || other.is_fixed, open.readonly || other.readonly};
}

TypeId withElements(ir::Module& module, TypeId id, std::vector<TypeId> elements) {
  Type type = module.types[id];
  if (type.elements == elements) return id;
  type.elements = std::move(elements);
  return module.types.intern(std::move(type));
}

template <typename Change>
TypeId changeElements(ir::Module& module, TypeId id, const Change& change) {
  std::vector<TypeId> elements = module.types[id].elements;
  for (TypeId& element : elements) element = change(element);
  return withElements(module, id, std::move(elements));
}

TypeId closedList(ir::Module& module, const ListEntry& entry) {
  const TypeId item = closedType(module, widen(module, entry.item));
  return module.types.intern({.kind = TypeKind::List, .readonly = entry.readonly, .elements = {item}});
}

}  // namespace

uint32_t listNumber(const ir::Module& module, const ir::Type& list) {
  return static_cast<uint32_t>(module.constants[list.constant].integer);
}

bool isList(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::List; }

TypeId newListType(ir::Module& module) {
  const uint32_t number = module.list_items.add({.item = module.types.never});
  return module.types.intern({.kind = TypeKind::List, .constant = module.constants.intern(ir::intConstant(number))});
}

TypeId listItem(ir::Module& module, TypeId list) { return widen(module, entryOf(module, list).item); }
bool isReadonlyList(const ir::Module& module, TypeId list) { return entryOf(module, list).readonly; }

bool putItem(ir::Module& module, TypeId list, TypeId item) {
  const ListEntry entry = entryOf(module, list);
  if (isOpen(module, list) && contains(module, item, module.list_items.find(numberOf(module, list)))) return false;
  const std::optional<TypeId> joined = join(module, entry.item, item);
  if (!joined) return false;
  if (entry.is_fixed) return closedType(module, *joined) == closedType(module, entry.item);
  ListEntry grown = module.list_items[numberOf(module, list)];
  grown.item = *joined;
  module.list_items.set(numberOf(module, list), grown);
  return true;
}

std::optional<TypeId> joinLists(ir::Module& module, TypeId a, TypeId b) {
  if (!isOpen(module, a) && !isOpen(module, b)) {
    if (module.types[a].elements != module.types[b].elements) return std::nullopt;
    return module.types[a].readonly ? a : b;
  }
  const TypeId open = isOpen(module, a) ? a : b;
  const TypeId other = open == a ? b : a;
  const uint32_t number = module.list_items.find(numberOf(module, open));
  const bool both = isOpen(module, other);
  if (both && module.list_items.find(numberOf(module, other)) == number) return a;
  const bool is_inside = contains(module, entryOf(module, other).item, number) ||
                         (both && contains(module, entryOf(module, open).item, module.list_items.find(numberOf(module, other))));
  if (is_inside) return std::nullopt;
  const std::optional<ListEntry> entry = met(module, entryOf(module, open), entryOf(module, other));
  if (!entry) return std::nullopt;
  if (both) module.list_items.unite(number, numberOf(module, other));
  module.list_items.set(number, *entry);
  return a;
}

TypeId closedType(ir::Module& module, TypeId id) {
  if (isList(module, id) && isOpen(module, id)) return closedList(module, entryOf(module, id));
  return changeElements(module, id, [&](TypeId element) { return closedType(module, element); });
}

bool hasUnknownItems(const ir::Module& module, TypeId id) {
  const Type& type = module.types[id];
  if (type.kind == TypeKind::List && type.elements[0] == module.types.never) return true;
  return std::ranges::any_of(type.elements, [&](TypeId element) { return hasUnknownItems(module, element); });
}

bool lacksItems(ir::Module& module, TypeId id) {
  const std::vector<TypeId> elements = isList(module, id) ? std::vector{listItem(module, id)} : module.types[id].elements;
  return std::ranges::any_of(elements, [&](TypeId element) { return element == module.types.never || lacksItems(module, element); });
}

TypeId readonlyLists(ir::Module& module, TypeId id) {
  const TypeId changed = changeElements(module, id, [&](TypeId element) { return readonlyLists(module, element); });
  if (!isList(module, changed)) return changed;
  Type type = module.types[changed];
  type.readonly = true;
  return module.types.intern(std::move(type));
}

void closeListTypes(ir::Module& module) {
  if (module.list_items.empty()) return;
  for (const auto& function : module.functions) {
    function->result_type = closedType(module, function->result_type);
    for (uint32_t i = 0; i < function->valueCount(); ++i) {
      ir::Value& value = (*function)[ir::ValueId(i)];
      value.type = closedType(module, value.type);
    }
  }
}

}  // namespace krait::infer
