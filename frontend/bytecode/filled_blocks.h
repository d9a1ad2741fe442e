// The blocks filled so far, the edges between them, and their dominators, kept up as blocks are filled in reverse
// postorder (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001, of which this is the first round:
// in a reducible graph the edges that come later change no dominator).
#pragma once

#include <optional>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::bytecode {

// One jump: the terminator's target number `index`.
struct Edge {
  ir::BlockId from;
  ir::InstId terminator;
  uint32_t index;
};

// Blocks by their place in the order of filling: those after `after`, up to `last`.
struct Span {
  uint32_t after;
  uint32_t last;
};

class FilledBlocks {
 public:
  struct Info {
    uint32_t expected = 0;  // how many edges lead to the block
    std::vector<Edge> edges = {};
    std::optional<uint32_t> place = {};  // nothing: not entered yet
    ir::BlockId dominator = {};
    // Among these are all blocks on the ways from the dominator's end to this block. Nothing: not all are known yet.
    std::optional<Span> between = {};
  };

  void expectEdges(ir::BlockId block, uint32_t count) { at(block).expected = count; }
  void enter(ir::BlockId block);
  void addEdge(ir::BlockId to, const Edge& edge);

  [[nodiscard]] const Info& operator[](ir::BlockId block) const { return blocks_[block.index]; }
  [[nodiscard]] uint32_t place(ir::BlockId block) const { return *blocks_[block.index].place; }

 private:
  [[nodiscard]] Info& at(ir::BlockId block);
  [[nodiscard]] bool isComplete(ir::BlockId block) const;
  [[nodiscard]] bool dominates(ir::BlockId block, ir::BlockId other) const;
  [[nodiscard]] ir::BlockId commonDominator(ir::BlockId a, ir::BlockId b) const;
  void findDominator(ir::BlockId block);
  void findBetween(ir::BlockId block);

  std::vector<Info> blocks_;         // by block
  std::vector<ir::BlockId> open_;    // entered before all their edges are known: the loops around what is being filled
  uint32_t entered_ = 0;
  bool is_reducible_ = true;
};

}  // namespace krait::bytecode
