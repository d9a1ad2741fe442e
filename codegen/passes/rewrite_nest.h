// Puts a version in the place of a nest: in its first region the loops in the order of the plan, in its second the
// nest.
#pragma once

#include "codegen/passes/plan_nest.h"
#include "codegen/passes/split_loop.h"

namespace krait::passes {

// With a split, the order has all loops outside but the innermost one, which becomes three.
void rewriteNest(ir::Module&, ir::Function&, const Nest&, const nests::LoopOrder&, const LoopSplit* split = nullptr);

}  // namespace krait::passes
