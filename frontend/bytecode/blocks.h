// Basic blocks of the bytecode: only what is reachable from the first instruction without an exception.
//
// On exit the blocks are in reverse postorder, so that every block but the first has a predecessor before it,
// and a block with a single predecessor comes after it. The fall-through successor comes before the jump's.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/bytecode/decode.h"

namespace krait::bytecode {

struct CodeBlock {
  uint32_t first = 0;  // instructions [first, end)
  uint32_t end = 0;
  std::vector<uint32_t> successors;  // blocks: the fall-through first, then the jump's
  uint32_t predecessor_count = 0;    // edges, and one for the entry of the function
};

struct CodeBlocks {
  std::vector<CodeBlock> blocks;
  std::vector<uint32_t> block_at;  // by instruction: the block that starts there, or kNoInstruction
};

// Code that runs past its last instruction is diagnosed as malformed.
[[nodiscard]] CodeBlocks findBlocks(const CodeObject&, const std::vector<Instruction>&);

}  // namespace krait::bytecode
