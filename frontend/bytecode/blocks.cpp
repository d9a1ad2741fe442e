// Leaders, edges, and a depth-first walk for the order.
#include "frontend/bytecode/blocks.h"

#include <algorithm>

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

bool endsBlock(const Instruction& instruction) { return instruction.row->flow != Flow::Next; }

std::vector<bool> findLeaders(const std::vector<Instruction>& instructions) {
  std::vector<bool> is_leader(instructions.size() + 1, false);
  is_leader[0] = true;
  for (size_t i = 0; i < instructions.size(); ++i) {
    if (!endsBlock(instructions[i])) continue;
    is_leader[i + 1] = true;
    if (instructions[i].target != kNoInstruction) is_leader[instructions[i].target] = true;
  }
  return is_leader;
}

class BlockFinder {
 public:
  BlockFinder(const CodeObject& code, const std::vector<Instruction>& instructions)
      : code_(code), instructions_(instructions), is_leader_(findLeaders(instructions)),
        is_seen_(instructions.size(), false) {}

  CodeBlocks run() {
    walk();
    std::ranges::reverse(postorder_);
    result_.block_at.assign(instructions_.size(), kNoInstruction);
    for (uint32_t i = 0; i < postorder_.size(); ++i) result_.block_at[postorder_[i].first] = i;
    for (const Visit& visit : postorder_) addBlock(visit);
    result_.blocks[0].predecessor_count += 1;
    for (const CodeBlock& block : result_.blocks) {
      for (const uint32_t successor : block.successors) result_.blocks[successor].predecessor_count += 1;
    }
    return std::move(result_);
  }

 private:
  // A block on the walk. `successors` holds first instructions; they are visited from the back.
  struct Visit {
    uint32_t first;
    uint32_t end;
    std::vector<uint32_t> successors;
    size_t left;
  };

  void walk() {
    std::vector<Visit> path;
    is_seen_[0] = true;
    path.push_back(startVisit(0));
    while (!path.empty()) {
      if (path.back().left == 0) {
        postorder_.push_back(std::move(path.back()));
        path.pop_back();
        continue;
      }
      Visit& visit = path.back();
      const uint32_t next = visit.successors[--visit.left];
      if (is_seen_[next]) continue;
      is_seen_[next] = true;
      path.push_back(startVisit(next));
    }
  }

  [[nodiscard]] Visit startVisit(uint32_t first) const {
    uint32_t end = first + 1;
    while (!endsBlock(instructions_[end - 1]) && !is_leader_[end] && end < instructions_.size()) ++end;
    std::vector<uint32_t> successors = successorsOf(end - 1);
    const size_t count = successors.size();
    return {first, end, std::move(successors), count};
  }

  [[nodiscard]] std::vector<uint32_t> successorsOf(uint32_t last) const {
    const Instruction& instruction = instructions_[last];
    std::vector<uint32_t> successors;
    if (fallsThrough(instruction.row->flow)) {
      if (last + 1 == instructions_.size())
        malformed(code_, "the code has no return at its end", instruction.range);
      successors.push_back(last + 1);
    }
    if (instruction.target != kNoInstruction) successors.push_back(instruction.target);
    return successors;
  }

  void addBlock(const Visit& visit) {
    CodeBlock block{.first = visit.first, .end = visit.end, .successors = {}};
    for (const uint32_t first : visit.successors) block.successors.push_back(result_.block_at[first]);
    result_.blocks.push_back(std::move(block));
  }

  const CodeObject& code_;
  const std::vector<Instruction>& instructions_;
  std::vector<bool> is_leader_;
  std::vector<bool> is_seen_;
  std::vector<Visit> postorder_;
  CodeBlocks result_;
};

}  // namespace

CodeBlocks findBlocks(const CodeObject& code, const std::vector<Instruction>& instructions) {
  return BlockFinder(code, instructions).run();
}

}  // namespace krait::bytecode
