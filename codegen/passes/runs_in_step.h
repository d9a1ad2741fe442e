// Which instructions may stand in a nest whose iterations are reordered, and run in step for many elements: they never
// raise, have no effect but on elements of arrays, and codegen/lower/lower_tile.cpp knows them for vectors.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// Of one instruction without regions; whether its subscripts and ints are understood is asked elsewhere (affine.h).
[[nodiscard]] bool runsInStep(const ir::Module&, const ir::Function&, ir::InstId);

// Numbers of 32 or 64 bits: NumPy's, and Python's floats.
[[nodiscard]] bool isStepNumber(const ir::Module&, ir::TypeId);

// Instructions that give the same in every iteration, if their operands do, and cost nothing in front of the nest: what
// the bounds of its loops are made of.
[[nodiscard]] bool isSteady(const ir::Module&, const ir::Function&, ir::InstId);

}  // namespace krait::passes
