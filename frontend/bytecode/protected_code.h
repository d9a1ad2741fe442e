// try and with: a function whose reachable code is protected by an exception handler is refused. Handlers
// that protect only other handlers do not matter, since nothing reaches them.
#pragma once

#include "frontend/bytecode/blocks.h"
#include "frontend/bytecode/exception_table.h"

namespace krait::bytecode {

void refuseProtectedCode(const CodeObject&, const std::vector<Instruction>&, const CodeBlocks&);

}  // namespace krait::bytecode
