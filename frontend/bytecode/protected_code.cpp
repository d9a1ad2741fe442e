// Finds the statement that an entry of the exception table belongs to.
#include "frontend/bytecode/protected_code.h"

#include <algorithm>

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

std::vector<uint32_t> reachableInstructions(const CodeBlocks& blocks) {
  std::vector<uint32_t> reachable;
  for (const CodeBlock& block : blocks.blocks) {
    for (uint32_t i = block.first; i < block.end; ++i) reachable.push_back(i);
  }
  std::ranges::sort(reachable);
  return reachable;
}

// Protection starts after the instruction that enters the statement: the one that enters a `with`, which is
// not supported itself, or the NOP that CPython leaves for the line of a `try`.
[[noreturn]] void refuseStatement(const CodeObject& code, const std::vector<Instruction>& instructions,
                                  uint32_t first_protected) {
  const Instruction& inside = instructions[first_protected];
  const Instruction& before = first_protected > 0 ? instructions[first_protected - 1] : inside;
  if (before.row->emit == nullptr) refuse(code, before.row->phrase, before.row->hint, before.range);
  refuse(code, "try/except or try/finally", "Handle the exception around the call of the compiled function.",
         before.row->name == "NOP" ? before.range : inside.range);
}

}  // namespace

void refuseProtectedCode(const CodeObject& code, const std::vector<Instruction>& instructions,
                         const CodeBlocks& blocks) {
  const std::vector<ExceptionEntry> entries = decodeExceptionTable(code);
  if (entries.empty()) return;
  const std::vector<uint32_t> reachable = reachableInstructions(blocks);
  for (const ExceptionEntry& entry : entries) {
    const auto is_protected = [&](uint32_t i) {
      return instructions[i].unit >= entry.start && instructions[i].unit < entry.end;
    };
    const auto first = std::ranges::find_if(reachable, is_protected);
    if (first != reachable.end()) refuseStatement(code, instructions, *first);
  }
}

}  // namespace krait::bytecode
