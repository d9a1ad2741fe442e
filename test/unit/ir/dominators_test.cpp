// Dominators against their definition: x dominates y if y is not reached once x is taken away.
#include "frontend/ir/dominators.h"

#include <gtest/gtest.h>

#include <random>

namespace krait::ir {
namespace {

using Edges = std::vector<GraphEdge>;

// What the root reaches on ways around `without`.
std::vector<bool> reached(uint32_t count, const Edges& edges, uint32_t without) {
  std::vector<bool> seen(count, false);
  std::vector<uint32_t> pending;
  const auto visit = [&](uint32_t node) {
    if (node == without || seen[node]) return;
    seen[node] = true;
    pending.push_back(node);
  };
  visit(0);
  while (!pending.empty()) {
    const uint32_t node = pending.back();
    pending.pop_back();
    for (const GraphEdge& edge : edges) {
      if (edge.from == node) visit(edge.to);
    }
  }
  return seen;
}

// The immediate dominator is the one that all other dominators dominate.
void expectDominators(uint32_t count, const Edges& edges) {
  const std::vector<uint32_t> found = immediateDominators(count, edges);
  const std::vector<bool> all = reached(count, edges, kNoNode);
  std::vector<std::vector<bool>> around;
  for (uint32_t node = 0; node < count; ++node) around.push_back(reached(count, edges, node));
  ASSERT_EQ(found.size(), count);
  for (uint32_t node = 0; node < count; ++node) {
    if (node == 0 || !all[node]) {
      EXPECT_EQ(found[node], kNoNode);
      continue;
    }
    ASSERT_NE(found[node], kNoNode);
    EXPECT_TRUE(all[found[node]] && !around[found[node]][node] && found[node] != node);
    for (uint32_t other = 0; other < count; ++other) {
      const bool dominates = other != node && all[other] && !around[other][node];
      if (dominates && other != found[node]) EXPECT_FALSE(around[other][found[node]]) << other << " above " << node;
    }
  }
}

TEST(Dominators, OfNothingAndOfOne) {
  EXPECT_TRUE(immediateDominators(0, {}).empty());
  EXPECT_EQ(immediateDominators(1, {}), std::vector<uint32_t>{kNoNode});
}

TEST(Dominators, OfLoopsThatAreEnteredTwice) {
  expectDominators(5, {{0, 1}, {0, 2}, {1, 2}, {2, 1}, {1, 3}, {3, 3}, {4, 3}});
}

TEST(Dominators, OfRandomGraphs) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const uint32_t count = 2 + random() % 12;
    Edges edges;
    for (uint32_t i = random() % (3 * count); i > 0; --i) {
      edges.push_back({static_cast<uint32_t>(random() % count), static_cast<uint32_t>(random() % count)});
    }
    expectDominators(count, edges);
  }
}

// A ladder of 200,000 rungs whose every node leads to the end, too: a walk up for each of these edges would not end.
TEST(Dominators, OfADeepGraph) {
  constexpr uint32_t kCount = 200'000;
  Edges edges;
  for (uint32_t node = 0; node + 2 < kCount; ++node) {
    edges.push_back({node, node + 1});
    edges.push_back({node, kCount - 1});
  }
  const std::vector<uint32_t> found = immediateDominators(kCount, edges);
  EXPECT_EQ(found[kCount - 1], 0U);
  EXPECT_EQ(found[kCount - 2], kCount - 3);
}

}  // namespace
}  // namespace krait::ir
