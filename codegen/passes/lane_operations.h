// Which instructions have a form in which every lane of a vector does its own.
//
// Lowering widens what it would emit for one iteration, instruction by instruction (codegen/lower/lanes). So
// an op qualifies if its lowering is straight code of LLVM instructions that have vector forms, and raises
// only by FunctionLowering::raiseIf; a call of the runtime does not.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

[[nodiscard]] bool hasLaneForm(const ir::Module&, const ir::Function&, const ir::Inst&);
// Whether a call_builtin is of a function of the math module that is a kernel for vectors where fastmath permits it.
[[nodiscard]] bool isApproximation(const ir::Module&, const ir::Inst&);
// Whether there is a loop in the block, or in a function that is called in it; true of calls within calls within calls.
[[nodiscard]] bool holdsLoop(const ir::Module&, const ir::Function&, ir::BlockId);

// Numbers that vectors hold.
[[nodiscard]] bool isLaneNumber(const ir::Module&, ir::TypeId);
// Ranges, arrays of numbers, and enumerate, zip and reversed of these.
[[nodiscard]] bool isLaneIterable(const ir::Module&, ir::TypeId);
// Arrays whose elements those are.
[[nodiscard]] bool isLaneArray(const ir::Module&, ir::TypeId);

}  // namespace krait::passes
