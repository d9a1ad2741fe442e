// The arrays that a for_ reads and writes, and whether its iterations may touch them side by side.
//
// Lanes read while they run and store at the end of a block of iterations, in the order of the iterations,
// each its stores in the order of the text. So stores need no proof; what is read must not have been stored
// by an earlier iteration, nor by its own:
//   - an array that is only read may not overlap one that is written: tested at run time
//   - an array that is read and written is read before it is stored to, and only at [..., item, ...], where
//   the other
//     iterations have no business
#pragma once

#include <vector>

#include "frontend/ir/function.h"

namespace krait::passes {

struct LaneMemory {
  LaneMemory(const ir::Module&, const ir::Function&, ir::InstId loop);

  // An array from outside the loop that is read and written at the loop's item.
  struct InPlace {
    ir::ValueId array;
    int axis;  // the one that the item is the index of
  };

  bool is_legal = true;
  std::vector<ir::ValueId> read;  // arrays from outside the loop
  std::vector<ir::ValueId> written;
  std::vector<InPlace> in_place;  // in both lists
};

}  // namespace krait::passes
