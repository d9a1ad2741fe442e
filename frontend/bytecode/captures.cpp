// The two conditions on captured variables: bound when captured, and never changed later on any path.
#include "frontend/bytecode/captures.h"

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

// Blocks that control can reach from the end of `start`; `start` itself only by a loop.
std::vector<bool> blocksAfter(const CodeBlocks& blocks, uint32_t start) {
  std::vector<bool> is_reached(blocks.blocks.size(), false);
  std::vector<uint32_t> worklist = blocks.blocks[start].successors;
  while (!worklist.empty()) {
    const uint32_t block = worklist.back();
    worklist.pop_back();
    if (is_reached[block]) continue;
    is_reached[block] = true;
    const std::vector<uint32_t>& next = blocks.blocks[block].successors;
    worklist.insert(worklist.end(), next.begin(), next.end());
  }
  return is_reached;
}

bool isOwnStore(const Capture& capture, const Change& change) {
  return capture.is_own_name && change.instruction == capture.instruction + 1;
}

bool comesAfter(const Capture& capture, const Change& change, const std::vector<bool>& is_after) {
  if (is_after[change.block]) return true;
  return change.block == capture.block && change.instruction > capture.instruction &&
         !isOwnStore(capture, change);
}

void refuseChange(const CodeObject& code, const std::vector<Instruction>& instructions,
                  const Capture& capture, const Change& change) {
  const SourcePlace captured_at = placeIn(code, instructions[capture.instruction].range);
  refuse(code, "changing '" + capture.name + "' after a nested function uses it",
         "Pass it to the nested function as an argument.", instructions[change.instruction].range,
         {{"the nested function is made here", captured_at}});
}

}  // namespace

void checkCaptures(const CodeObject& code, const std::vector<Instruction>& instructions,
                   const CodeBlocks& blocks, const CaptureLog& log, const SsaBuilder& ssa) {
  for (const Capture& capture : log.captures) {
    const std::vector<bool> is_after = blocksAfter(blocks, capture.block);
    for (const Change& change : log.changes) {
      if (change.variable != capture.variable || !comesAfter(capture, change, is_after)) continue;
      refuseChange(code, instructions, capture, change);
    }
    if (capture.is_own_name || !capture.flag.valid() || ssa.resolve(capture.flag) == ssa.trueValue())
      continue;
    refuse(code,
           "a nested function that uses '" + capture.name + "', which may have no value when it is defined,",
           "Assign it before the nested function.", instructions[capture.instruction].range);
  }
}

}  // namespace krait::bytecode
