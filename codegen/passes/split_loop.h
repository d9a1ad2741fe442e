// Index set splitting (Griebl, Feautrier and Lengauer 2000): a loop that in one iteration writes an element that all of
// its iterations read is cut there, and in the parts the element is loaded in front of the loop.
//
//   for j in range(n):                                  x = d[i, k]
//     d[i, j] = min(d[i, j], d[i, k] + d[k, j])         for j in range(0, k): d[i, j] = min(d[i, j], x + d[k, j])
//                                                ->     for j in range(k, k + 1): the body as it was
//                                                       x = d[i, k]
//                                                       for j in range(k + 1, n): d[i, j] = min(d[i, j], x + d[k, j])
//
// The parts carry no dependence, and LLVM vectorises them.
#pragma once

#include <optional>
#include <vector>

#include "codegen/passes/find_nest.h"

namespace krait::passes {

struct LoopSplit {
  ir::ValueId at;                 // an index in the body
  std::vector<ir::InstId> reads;  // of the element that is written in that iteration
};

// Of the innermost loop of the chain; nothing if it has no such element, or something else in it carries a dependence.
[[nodiscard]] std::optional<LoopSplit> planSplit(const ir::Module&, const ir::Function&, const Nest&);

}  // namespace krait::passes
