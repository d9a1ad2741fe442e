// co_code to a vector of instructions: EXTENDED_ARG prefixes folded in, inline caches skipped, jump targets
// resolved to instructions. On exit every target is the first code unit of an instruction (or of its
// prefixes). Whatever does not decode is diagnosed as malformed.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "frontend/bytecode/opcode_table.h"
#include "frontend/support/source_range.h"

namespace krait::bytecode {

constexpr uint32_t kNoInstruction = std::numeric_limits<uint32_t>::max();

struct Instruction {
  const OpcodeRow* row = nullptr;
  uint32_t unit = 0;      // its first code unit, prefixes included
  uint32_t end_unit = 0;  // past its caches
  uint32_t argument = 0;
  uint32_t target = kNoInstruction;  // index of the instruction jumped to
  SourceRange range = {};
};

[[nodiscard]] std::vector<Instruction> decode(const CodeObject&, const OpcodeTable&);

}  // namespace krait::bytecode
