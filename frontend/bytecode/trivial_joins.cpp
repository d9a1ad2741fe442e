// Removal of trivial joins: those that one value reaches from outside, alone or by way of other joins, as nested loops
// make them (the strongly connected components in section 3.2 of Braun et al.).
//
// It is a question of dominators. Take the graph in which a root leads to every value that is no join, and each operand
// of a join to the join. A join is a value of its own exactly if nothing but the root dominates it; any other one stands
// for the value or join that dominates it right below the root. One walk, however the joins depend on each other.
#include "frontend/bytecode/ssa_builder.h"
#include "frontend/ir/dominators.h"
#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

// Nodes: the root, then the values by index.
uint32_t nodeOf(ir::ValueId value) { return value.index + 1; }
ir::ValueId valueOf(uint32_t node) { return ir::ValueId(node - 1); }

std::vector<ir::GraphEdge> edgesBetween(const std::vector<Join>& joins, size_t value_count) {
  std::vector<bool> is_join(value_count, false);
  for (const Join& join : joins) is_join[join.value.index] = true;
  std::vector<ir::GraphEdge> edges;
  for (uint32_t i = 0; i < value_count; ++i) {
    if (!is_join[i]) edges.push_back({0, i + 1});
  }
  for (const Join& join : joins) {
    for (const ir::ValueId operand : join.operands) edges.push_back({nodeOf(operand), nodeOf(join.value)});
  }
  return edges;
}

// The node below the root that dominates `node`. What is found on the way up is put down for all that lie on it.
uint32_t belowRoot(std::vector<uint32_t>& dominators, uint32_t node) {
  uint32_t top = node;
  while (dominators[top] != 0) top = dominators[top];
  while (node != top) {
    const uint32_t next = dominators[node];
    dominators[node] = top;
    node = next;
  }
  return top;
}

}  // namespace

std::vector<ir::ValueId> replaceTrivialJoins(const std::vector<Join>& joins, size_t value_count) {
  std::vector<ir::ValueId> same_as;
  for (uint32_t i = 0; i < value_count; ++i) same_as.emplace_back(i);
  if (joins.empty()) return same_as;
  std::vector<uint32_t> dominators =
      ir::immediateDominators(static_cast<uint32_t>(value_count) + 1, edgesBetween(joins, value_count));
  for (const Join& join : joins) {
    CHECK(dominators[nodeOf(join.value)] != ir::kNoNode, "a join without operands");
    same_as[join.value.index] = valueOf(belowRoot(dominators, nodeOf(join.value)));
  }
  return same_as;
}

}  // namespace krait::bytecode
