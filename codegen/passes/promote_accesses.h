// An element that a loop reads and writes again and again becomes a value that the loop carries.
//
//   for_ #1 %it (%1: Index, %k: int) {                    %2 = getitem %C, %key
//     %3 = getitem %C, %key                               %9 = for_ #1 %it (%1: Index, %k: int) (%3 = %2) {
//     %4 = add %3, ...                            ->        %4 = add %3, ...
//     setitem %C, %key, %4                                  continue_to #1(%4)
//     continue_to #1                                      }
//   }                                                     setitem %C, %key, %9
//
// In the first region of a version, where other arrays do not overlap with this one and the loop runs at least once.
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// Of one for_, whose own inner loops were done before.
void promoteAccesses(const ir::Module&, ir::Function&, ir::InstId loop);

}  // namespace krait::passes
