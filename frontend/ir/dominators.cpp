// Semi-NCA: nodes are numbered by a depth-first walk. A node's semidominator is the least number from which a path leads
// to it through greater ones only; its dominator is then the nearest ancestor in the tree that is no greater than it.
#include "frontend/ir/dominators.h"

#include <algorithm>

namespace krait::ir {
namespace {

// The edges of each node, one after the other in one vector.
class Adjacency {
 public:
  Adjacency(uint32_t node_count, std::span<const GraphEdge> edges, uint32_t GraphEdge::* here, uint32_t GraphEdge::* there)
      : ends_(node_count + 1, 0), nodes_(edges.size()) {
    for (const GraphEdge& edge : edges) ++ends_[edge.*here + 1];
    for (uint32_t i = 0; i < node_count; ++i) ends_[i + 1] += ends_[i];
    std::vector<uint32_t> next = ends_;
    for (const GraphEdge& edge : edges) nodes_[next[edge.*here]++] = edge.*there;
  }

  [[nodiscard]] std::span<const uint32_t> operator[](uint32_t node) const {
    return std::span(nodes_).subspan(ends_[node], ends_[node + 1] - ends_[node]);
  }

 private:
  std::vector<uint32_t> ends_;
  std::vector<uint32_t> nodes_;
};

class DominatorFinder {
 public:
  DominatorFinder(uint32_t node_count, std::span<const GraphEdge> edges)
      : successors_(node_count, edges, &GraphEdge::from, &GraphEdge::to),
        predecessors_(node_count, edges, &GraphEdge::to, &GraphEdge::from), number_(node_count, kNoNode) {}

  std::vector<uint32_t> run() {
    if (number_.empty()) return {};
    number();
    findSemidominators();
    return findDominators();
  }

 private:
  void visit(uint32_t node, uint32_t parent) {
    number_[node] = static_cast<uint32_t>(nodes_.size());
    nodes_.push_back(node);
    parent_.push_back(parent);
  }

  void number() {
    struct Step {
      uint32_t node;
      size_t next;
    };
    std::vector<Step> path = {{0, 0}};
    visit(0, 0);
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next == successors_[step.node].size()) {
        path.pop_back();
        continue;
      }
      const uint32_t next = successors_[step.node][step.next++];
      if (number_[next] != kNoNode) continue;
      visit(next, number_[step.node]);
      path.push_back({next, 0});
    }
  }

  void findSemidominators() {
    for (uint32_t i = 0; i < nodes_.size(); ++i) semi_.push_back(i);
    best_ = semi_;
    ancestor_ = parent_;
    for (auto node = static_cast<uint32_t>(nodes_.size() - 1); node > 0; --node) {
      semi_[node] = parent_[node];
      for (const uint32_t from : predecessors_[nodes_[node]]) {
        if (number_[from] != kNoNode) semi_[node] = std::min(semi_[node], semi_[bestAbove(number_[from], node)]);
      }
    }
  }

  // The node with the least semidominator on the way up from `from`, as far as nodes are greater than `last`. The way is
  // made shorter for the next time.
  uint32_t bestAbove(uint32_t from, uint32_t last) {
    way_.clear();
    for (; ancestor_[from] > last; from = ancestor_[from]) way_.push_back(from);
    for (; !way_.empty(); way_.pop_back()) {
      const uint32_t node = way_.back();
      ancestor_[node] = ancestor_[from];
      if (semi_[best_[from]] < semi_[best_[node]]) best_[node] = best_[from];
      from = node;
    }
    return best_[from];
  }

  [[nodiscard]] std::vector<uint32_t> findDominators() const {
    std::vector<uint32_t> found(number_.size(), kNoNode);
    std::vector<uint32_t> dominator = parent_;
    for (uint32_t node = 1; node < nodes_.size(); ++node) {
      while (dominator[node] > semi_[node]) dominator[node] = dominator[dominator[node]];
      found[nodes_[node]] = nodes_[dominator[node]];
    }
    return found;
  }

  const Adjacency successors_, predecessors_;
  std::vector<uint32_t> number_;  // by node: its place in the walk
  // By place in the walk:
  std::vector<uint32_t> nodes_, parent_, semi_;
  std::vector<uint32_t> ancestor_, best_;  // further up than the parent, and the best node below that
  std::vector<uint32_t> way_;
};

}  // namespace

std::vector<uint32_t> immediateDominators(uint32_t node_count, std::span<const GraphEdge> edges) {
  return DominatorFinder(node_count, edges).run();
}

}  // namespace krait::ir
