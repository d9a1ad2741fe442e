// Rules of lists, for the rules of the ops that lists share with other values.
#pragma once

#include "typeinfer/list_types.h"
#include "typeinfer/typing.h"

namespace krait::infer {


// The type of a list that the instruction makes; the same in every walk.
[[nodiscard]] ir::TypeId madeList(Typing&, ir::InstId);
// A value of type `item` goes into the list; reports what can't. Changing a list from outside is an error too.
void putIntoList(Typing&, ir::InstId at, ir::TypeId list, ir::TypeId item);
// Whether values of the two types can be asked for equality; reports it if not.
void checkEquality(Typing&, ir::InstId at, ir::TypeId a, ir::TypeId b);
// The list is about to be changed.
void checkChangeable(Typing&, ir::InstId at, ir::TypeId list);

// Whether one of the types (closed) has a list of which nothing is known yet; in the last walk that is an error.
[[nodiscard]] bool waitsForItems(const Typing&, ir::InstId at, std::span<const ir::TypeId> types);

// Whether operand 0, or one of the two of an operator, is a list.
[[nodiscard]] bool hasListOperand(const Typing&, ir::InstId);

Flow inferListGet(Typing&, ir::InstId);
Flow inferListSet(Typing&, ir::InstId);
Flow inferListUnpack(Typing&, ir::InstId);
// +, +=, *, *=; any other operator is reported.
Flow inferListOperator(Typing&, ir::InstId, const char* symbol);

}  // namespace krait::infer
