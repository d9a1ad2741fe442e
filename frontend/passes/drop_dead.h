// drop-dead: removes what nobody uses from a structured function: pure instructions, results of regions,
// values that a loop only hands on to itself. Instructions that may raise or write stay, and with them what
// they use.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void dropDead(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
