// Values that may be None at run time.
#pragma once

#include <vector>

#include "typeinfer/call_site.h"

namespace krait::infer {

// Operands that may be None and that the instruction takes only as values are replaced by krait.required(operand, text),
// a call per operand. Gives the new instructions, which belong before `inst`. What may be None may be so for ever, so this
// happens in the first walk that sees it.
[[nodiscard]] std::vector<ir::InstId> requireOperands(Typing&, ir::InstId inst);

}  // namespace krait::infer
