// Rules of datetime64 and timedelta64, which are no numbers: what may be combined with what, in which unit, and what
// comes out. Where NumPy would raise for the types alone, compiling fails.
#pragma once

#include "frontend/ir/time_unit.h"
#include "typeinfer/arithmetic.h"
#include "typeinfer/typing.h"

namespace krait::infer {

// The dtype of a datetime64 or timedelta64 scalar.
[[nodiscard]] std::optional<ir::DType> timeOf(const ir::Module&, ir::TypeId);
[[nodiscard]] bool hasTimeOperand(const Typing&, ir::InstId);

Flow inferTimeOperator(Typing&, ir::InstId, Operator, const char* symbol);
Flow inferTimeSign(Typing&, ir::InstId, const char* symbol);
Flow inferTimeComparison(Typing&, ir::InstId, const char* symbol);

// Whether a value of this type can be stored as `to`: an int, or a time of the same kind whose unit converts.
[[nodiscard]] bool isStorableAsTime(const ir::Module&, ir::TypeId value, ir::DType to);
// The conversions to it, one after the other.
[[nodiscard]] std::vector<ir::TypeId> stepsToTime(ir::Module&, ir::TypeId value, ir::TypeId to);

}  // namespace krait::infer
