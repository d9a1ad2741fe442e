// Captured variables. Python's nested functions share variables with the function around them; compiled ones
// get the values when they are made. A function is made where it is read, so the two mean the same if no captured
// variable changes between the making of a function and its last use, and all are bound. Where that can't be shown, the
// function is refused.
//
// A function that is only called, or an argument of a call, has its last use there. Any other use (a tuple, a second
// name, a result) may last: then no change may follow at all.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/bytecode/blocks.h"
#include "frontend/bytecode/ssa_builder.h"

namespace krait::bytecode {

// A variable that a nested function is made with.
struct Capture {
  uint32_t variable;
  std::string name;
  ir::ValueId flag;  // whether the variable is bound; invalid for a free variable
};

// A nested function is made.
struct MadeFunction {
  ir::ValueId function;
  uint32_t instruction;
  bool is_generator = false;  // of a generator expression: it can be consumed once
  std::vector<Capture> captured;
};

// A variable is assigned or deleted.
struct Change {
  uint32_t variable;
  uint32_t instruction;
};

struct CaptureLog {
  std::vector<MadeFunction> functions;
  std::vector<Change> changes;
  std::unordered_map<ir::InstId, uint32_t> calls;  // by instruction of the IR: that of the bytecode
};

// After SSA construction is finished. Marks the make_function of what may be used after a change.
void checkCaptures(const CodeObject&, const std::vector<Instruction>&, const CodeBlocks&, const CaptureLog&,
                   const SsaBuilder&, ir::Function&);

}  // namespace krait::bytecode
