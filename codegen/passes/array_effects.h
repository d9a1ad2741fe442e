// What instructions of typed IR do to arrays, as far as passes that move loops over elements must know.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// Whether the instruction, or one in its regions, may write the elements of an array.
[[nodiscard]] bool writesArrays(const ir::Module&, const ir::Function&, ir::InstId);

// Of a store into memory that the function itself made, or a view of it: the instruction that made it. Else invalid.
[[nodiscard]] ir::InstId makerOfWritten(const ir::Module&, const ir::Function&, ir::InstId store);

// Whether an instruction on scalars in the region of a loop over elements may raise.
[[nodiscard]] bool elementMayRaise(const ir::Module&, const ir::Function&, ir::InstId);

// Whether the instruction makes a constant, a key, or a view by slices and new axes, and cannot raise.
[[nodiscard]] bool makesQuietView(const ir::Module&, const ir::Function&, ir::InstId);

// Whether an array is a view into which an axis of extent 1 was inserted.
[[nodiscard]] bool hasInsertedAxis(const ir::Module&, const ir::Function&, ir::ValueId array);

}  // namespace krait::passes
