// recover-structure: from a CFG to structured form, in place.
//
// After Ramsey, "Beyond Relooper: Recursive Translation of Unstructured Control Flow to Structured Control
// Flow" (ICFP 2022): the dominator tree gives the nesting. A block with one forward predecessor stands where
// it is jumped to; one with several stands after a `scope` in its dominator, and jumps to it are `break_to`
// that scope; a loop header is a `loop`. Two changes, because our values are visible lexically: the
// instructions of a block stand before the scopes that its dominated blocks need, and what a loop leaves to
// stands after the loop (loop_exits.h), not in it.
//
// Then scopes that are only left at their ends disappear into the results of `if_`, and an `if_` with an arm
// that is not left at its end is followed by its other arm instead of holding it (tidy_structure.h).
//
// On entry: a valid CFG. On exit: a valid structured function without unused results and parameters of
// regions. Flow that is not reducible fails with `irreducible_flow`; what the entry does not reach is gone.
// Takes time linear in the function's size times its loops' depth, and no recursion.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

void recoverStructure(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
