// The functions of the operator module: a call of one becomes the operator's own instruction.
#pragma once

#include <optional>
#include <string_view>

#include "typeinfer/typing.h"

namespace krait::infer {

// `function` is the name under which CPython defines it: "_operator.add". Nothing for any other function.
std::optional<Flow> callOperatorFunction(Typing&, ir::InstId, std::string_view function);

}  // namespace krait::infer
