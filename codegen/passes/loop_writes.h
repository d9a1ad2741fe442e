// Where the iterations of a loop write to arrays and lists from outside of it, and whether they may do so at once.
//
//   out[i] = x          each iteration has elements of its own
//   hist[b[i]] += 1     the array only accumulates: each part of the loop may have a copy, to be added up in the end
//   acc += rows[i]      so here
//   out[0] = x          all iterations write the same element: a race
//   out[perm[i]] = x    not to be decided here
//   a[i] = a[i - 1]     one iteration reads what another writes
#pragma once

#include <vector>

#include "codegen/passes/array_accumulation.h"

namespace krait::passes {

struct LoopWrites {
  std::vector<AccumulatedArray> accumulated;
  ir::InstId race;       // all iterations write there
  ir::InstId neighbour;  // reads an element that another iteration writes
  std::vector<ir::InstId> undecided;
  std::vector<ir::InstId> undecided_reads;  // of arrays that are written, at elements that may be another iteration's
};

[[nodiscard]] LoopWrites writesOf(const ir::Module&, const ir::Function&, const LoopValues&);

}  // namespace krait::passes
