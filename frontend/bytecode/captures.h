// Captured variables. Python's nested functions share variables with the function around them; compiled ones
// get the values when they are made. The two mean the same if no captured variable changes afterwards and all
// are bound. Where that can't be shown, the function is refused.
//
// One store is special: `def f` stores the new function in its own name, which it captures to call itself.
// That name is left out of the captured values (see buildFunction).
#pragma once

#include <string>
#include <vector>

#include "frontend/bytecode/blocks.h"
#include "frontend/bytecode/ssa_builder.h"

namespace krait::bytecode {

// A nested function is made and captures a variable.
struct Capture {
  uint32_t variable;
  std::string name;
  uint32_t block;
  uint32_t instruction;
  bool is_own_name;  // stored by the next instruction
  ir::ValueId flag;  // whether the variable is bound; invalid for a free variable
};

// A variable is assigned or deleted.
struct Change {
  uint32_t variable;
  uint32_t block;
  uint32_t instruction;
};

struct CaptureLog {
  std::vector<Capture> captures;
  std::vector<Change> changes;
};

// After SSA construction is finished.
void checkCaptures(const CodeObject&, const std::vector<Instruction>&, const CodeBlocks&, const CaptureLog&,
                   const SsaBuilder&);

}  // namespace krait::bytecode
