// Removal of unused constants and merging of blocks.
#include "frontend/bytecode/clean_blocks.h"

#include <algorithm>
#include <utility>

#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

std::vector<uint32_t> countEdges(const ir::Function& function) {
  std::vector<uint32_t> edges(function.blockCount(), 0);
  for (const ir::BlockId block : function.layout) {
    for (const ir::Target& target : function[function.terminator(block)].targets) ++edges[target.block.index];
  }
  return edges;
}

// The block that can be appended to `block`, or an invalid id.
ir::BlockId mergeable(const ir::Function& function, ir::BlockId block, const std::vector<uint32_t>& edges) {
  const ir::Inst& terminator = function[function.terminator(block)];
  if (terminator.op != ir::Op::jump) return {};
  const ir::BlockId next = terminator.targets[0].block;
  return edges[next.index] == 1 && next != block ? next : ir::BlockId();
}

void append(ir::Function& function, ir::BlockId block, ir::BlockId next) {
  CHECK(function[next].parameters.empty(), "a parameter with one operand");
  function[block].insts.pop_back();
  for (const ir::InstId inst : std::exchange(function[next].insts, {})) function.append(block, inst);
}

void mergeBlocks(ir::Function& function) {
  const std::vector<uint32_t> edges = countEdges(function);
  std::vector<bool> is_gone(function.blockCount(), false);
  for (const ir::BlockId block : function.layout) {
    if (is_gone[block.index]) continue;
    for (ir::BlockId next = mergeable(function, block, edges); next.valid();
         next = mergeable(function, block, edges)) {
      append(function, block, next);
      is_gone[next.index] = true;
    }
  }
  std::erase_if(function.layout, [&](ir::BlockId block) { return is_gone[block.index]; });
}

void removeUnusedConstants(ir::Function& function) {
  std::vector<bool> is_used(function.valueCount(), false);
  const auto use = [&](ir::ValueId value) { is_used[value.index] = true; };
  for (const ir::BlockId block : function.layout) {
    for (const ir::InstId inst : function[block].insts) {
      std::ranges::for_each(function[inst].operands, use);
      for (const ir::Target& target : function[inst].targets) std::ranges::for_each(target.arguments, use);
    }
  }
  for (const ir::BlockId block : function.layout) {
    std::erase_if(function[block].insts, [&](ir::InstId id) {
      const ir::Inst& inst = function[id];
      const bool is_constant = inst.op == ir::Op::constant || inst.op == ir::Op::unbound;
      return is_constant && !is_used[inst.results[0].index];
    });
  }
}

}  // namespace

void cleanBlocks(ir::Function& function) {
  mergeBlocks(function);
  removeUnusedConstants(function);
}

}  // namespace krait::bytecode
