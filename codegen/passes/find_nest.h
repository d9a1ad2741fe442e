// Loop nests that can be reordered: counted loops with bounds that do not change in the nest, around a body in which
// nothing raises and every subscript is a sum.
//
//   for i: for k: x = A[i, k]; for j: C[i, j] += x * B[k, j]     chain i, k, j; sunk: x = A[i, k]
//   for i: for j: s = 0.0; for k: s += ...; C[i, j] = s          chain i, j; the loop over k is a part of the body
#pragma once

#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "codegen/nests/accesses.h"

namespace krait::passes {

struct NestLoop {
  ir::InstId inst;
  ir::ValueId iterator;
  ir::ValueId item;
};

struct Nest {
  std::vector<NestLoop> chain;  // each the only loop in the one before, outermost first
  std::vector<ir::InstId>
      sunk;          // stands in front of a loop of the chain, but may be done in each iteration of the innermost
  ir::BlockId body;  // of the innermost of the chain
  std::vector<NestLoop> inner;  // loops in the body
  std::vector<nests::Access> accesses;
  std::unordered_set<ir::ValueId> defined;  // in the nest
  bool stores_in_arms = false;              // of a choice: then its iterations do not run in step

  // Whether a value from outside, or the same in all iterations and cheap to compute in front of the nest.
  [[nodiscard]] bool isFixed(const ir::Module&, const ir::Function&, ir::ValueId) const;
};

// Why loops are no nest that can be reordered: where, and a text for a remark.
struct NestRefusal {
  ir::InstId inst;
  std::string_view reason;
};

// The nest that starts with this loop.
[[nodiscard]] std::variant<Nest, NestRefusal> findNest(const ir::Module&, const ir::Function&, ir::InstId loop);

}  // namespace krait::passes
