// The region of a parallel loop that combines what two stretches of its iterations came to:
//
//   combine (%s.1: float64, %s.2: float64, %h.1: int64[::1]) {
//     %s.3 = add %s.1, %s.2 : float64
//     map_into #1 %h (%x: int64 = %h, %y: int64 = %h.1) { %z = add %x, %y : int64   give %z }
//     give %s.3
//   }
#pragma once

#include "codegen/passes/loop_reductions.h"
#include "codegen/passes/loop_writes.h"

namespace krait::passes {

// What is combined: carried values in their order, then arrays.
struct Combined {
  const std::vector<CarriedUse>& values;
  const std::vector<AccumulatedArray>& arrays;
};

void addCombination(ir::Module&, ir::Function&, ir::InstId loop, const Combined&);

}  // namespace krait::passes
