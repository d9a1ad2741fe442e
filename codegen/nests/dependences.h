// Which iterations of a nest must keep their order: distance vectors, and what they allow.
//
// Two accesses of one array, one of which writes, meet in the same element only in iterations whose distance is in the
// vector: for each loop a number of iterations, or any. See Allen and Kennedy, "Optimizing Compilers for Modern
// Architectures", chapters 2 and 5.
//
//   for i: for j: a[i, j] = a[i - 1, j]      distance (1, 0)
//   for i: for j: s[i] += a[i, j]            distance (0, any)
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "codegen/nests/accesses.h"

namespace krait::nests {

using Distance = std::vector<std::optional<int64_t>>;  // nothing stands for any

// `items` are those of the loops around all accesses, outermost first; `inner` those of loops around some of them.
// Different arrays do not overlap.
[[nodiscard]] std::vector<Distance> dependences(std::span<const Access> accesses, std::span<const ir::ValueId> items,
                                                std::span<const ir::ValueId> inner);

// Where the loops, by their number, are to stand. Those of the tile run in any order and in step.
struct LoopOrder {
  std::vector<size_t> outside;
  std::vector<size_t> tile;
  std::vector<size_t> inside;
};

// Whether all iterations that must keep their order do.
[[nodiscard]] bool isLegal(std::span<const Distance> distances, const LoopOrder& order);

// Whether an iteration of the loop may depend on another one of it.
[[nodiscard]] bool carriesDependence(std::span<const Distance> distances, size_t loop);

}  // namespace krait::nests
