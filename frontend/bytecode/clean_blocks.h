// The last step of building a function: what the translation left over goes.
//
// On exit no constant is unused, and no block that is reached only by one jump is apart from the block that
// jumps.
//     jump ^2            =>   %3 = add %1, %2
//   ^2:
//     %3 = add %1, %2
#pragma once

#include "frontend/ir/function.h"

namespace krait::bytecode {

void cleanBlocks(ir::Function&);

}  // namespace krait::bytecode
