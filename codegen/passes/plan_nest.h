// How the loops of a nest are to stand: what is legal, and of that what costs least.
//
// Loops that carry no dependence may stand anywhere, the others keep their order. If there are others, or loops in the
// body, two of the free ones (one, if there is no second) become a tile around them: its columns are a row of vectors,
// its rows share what is loaded for them. Otherwise the loop that walks through memory goes to the inside, for LLVM to
// vectorise.
#pragma once

#include <optional>
#include <vector>

#include "codegen/nests/dependences.h"
#include "codegen/passes/find_nest.h"

namespace krait::passes {

// Nothing if the nest is best left as it is.
[[nodiscard]] std::optional<nests::LoopOrder> planNest(const ir::Module&, const ir::Function&, const Nest&);

// Of a nest that neither becomes a tile with columns nor is split (split_loop.h): rows that lie far apart become a tile
// without columns, in which the additions of one row hide how long those of another have to wait; or the reduction goes to
// the inside, if it walks through memory.
[[nodiscard]] std::optional<nests::LoopOrder> planReduction(const ir::Module&, const ir::Function&, const Nest&);

}  // namespace krait::passes
