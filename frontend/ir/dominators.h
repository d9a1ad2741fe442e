// Immediate dominators of any graph, in nearly linear time whatever its shape: semi-NCA (L. Georgiadis, "Linear-Time
// Algorithms for Dominators and Related Problems", 2005; the variant that LLVM uses). Blocks and what they jump to are
// one such graph, values and the joins they reach another.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace krait::ir {

struct GraphEdge {
  uint32_t from;
  uint32_t to;
};

inline constexpr uint32_t kNoNode = std::numeric_limits<uint32_t>::max();

// By node; kNoNode for the root and for what the root does not reach. Nodes are 0 .. node_count - 1, node 0 is the root.
[[nodiscard]] std::vector<uint32_t> immediateDominators(uint32_t node_count, std::span<const GraphEdge> edges);

}  // namespace krait::ir
