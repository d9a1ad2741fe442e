// Calls of jitted and nested functions: arguments bound to parameters, an instance of the callee for their types.
#pragma once

#include <optional>

#include "typeinfer/call_site.h"

namespace krait::infer {

// closure: the callee's value, if it is a nested function; it holds what the function was made with.
Flow callUserFunction(Typing& t, ir::InstId inst, ir::ConstId callee, std::optional<ir::ValueId> closure,
                      const CallArguments& given);

}  // namespace krait::infer
