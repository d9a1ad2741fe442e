// Types of lists while they are inferred; see frontend/ir/list_items.h.
#pragma once

#include <optional>

#include "frontend/ir/function.h"

namespace krait::infer {

[[nodiscard]] bool isList(const ir::Module&, ir::TypeId);

// Of an open list: its number in the module's table.
[[nodiscard]] uint32_t listNumber(const ir::Module&, const ir::Type& list);

// The type of a list made here, of which nothing is known yet.
[[nodiscard]] ir::TypeId newListType(ir::Module&);

// The type of an item that is read; Never as long as nothing was put in.
[[nodiscard]] ir::TypeId listItem(ir::Module&, ir::TypeId list);
[[nodiscard]] bool isReadonlyList(const ir::Module&, ir::TypeId list);

// An item of this type is put in. False: it has no common type with those that are there.
[[nodiscard]] bool putItem(ir::Module&, ir::TypeId list, ir::TypeId item);

// Two lists that may be the same object: their type, or nothing if their items have no common type.
[[nodiscard]] std::optional<ir::TypeId> joinLists(ir::Module&, ir::TypeId a, ir::TypeId b);

// The type with what is known now of the lists in it.
[[nodiscard]] ir::TypeId closedType(ir::Module&, ir::TypeId);
// Whether there is a list in a closed type whose items are not known.
[[nodiscard]] bool hasUnknownItems(const ir::Module&, ir::TypeId closed);

// Whether a value of the type gives, or holds, items of a list that are not known yet.
[[nodiscard]] bool lacksItems(ir::Module&, ir::TypeId);

// As arguments from Python: lists that can't be changed.
[[nodiscard]] ir::TypeId readonlyLists(ir::Module&, ir::TypeId);

// Ends typing: closes the type of every value.
void closeListTypes(ir::Module&);

}  // namespace krait::infer
