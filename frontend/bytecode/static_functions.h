// Which variables always are one and the same nested function: assigned in one place only, by `def` or `f = lambda`.
#pragma once

#include "frontend/bytecode/decode.h"
#include "frontend/bytecode/variables.h"

namespace krait::bytecode {

// Sets Variable::function of those that this code object makes.
void findStaticFunctions(const CodeObject&, const std::vector<Instruction>&, ir::Module&, Variables&);

// All that a function is made with which uses these variables: they themselves, and what the functions among them are
// made with, in order.
[[nodiscard]] std::vector<Captured> capturedFor(const Variables&, std::span<const uint32_t> used);

}  // namespace krait::bytecode
