// What a user can do instead of what compiled code has not: the last line of a message.
#pragma once

#include <string>
#include <string_view>

#include "typeinfer/typing.h"

namespace krait::infer {

// The row of ways_round.def for a thing as messages name it, or `otherwise`.
[[nodiscard]] std::string_view wayRound(std::string_view thing, std::string_view otherwise);

// For an operator or function between two types that do not go together; empty where the cause says it all.
[[nodiscard]] std::string_view wayRoundOperands(const ir::Module&, std::string_view symbol, ir::TypeId, ir::TypeId);

// For a value that is used otherwise than compiled code can: of texts only.
[[nodiscard]] std::string_view wayRoundText(const ir::Module&, ir::TypeId);

// For a value of a type that is called, indexed, iterated over or converted and can't be: of texts, of numbers.
[[nodiscard]] std::string_view wayRoundValue(const ir::Module&, ir::TypeId);

// For an attribute that is not there: the nearest name that its owner (a module, or "array") has in compiled code.
[[nodiscard]] std::string wayRoundAttribute(std::string_view owner, std::string_view name);

// The variable a value is first stored in, where that is no parameter: "'max' is int", and the place.
[[nodiscard]] std::vector<DiagnosticNote> noteOfVariable(const Typing&, ir::ValueId);

}  // namespace krait::infer
