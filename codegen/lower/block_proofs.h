// Checks proved for a block of iterations at a time, where they depend on what an array holds:
//
//   for i in range(n): h[idx[i]] += x        for each block of 1,024 iterations:
//                                              bad = 0
//                                       ==>    for i in block: bad |= not 0 <= idx[i] < len(h)       #
//                                       vectorised
//                                              if bad == 0: the loop over the block, unchecked
//                                              else:        the loop over the block, checked: the error is
//                                              its own
//
// The same first loop finds overflow of element-wise int arithmetic (sums by their signs, products by their
// size as doubles), and bounds the addends of `total += int(a[i])`, so that no partial sum of the block can
// overflow. What is computed ahead reads arrays that the loop, as a test in front of it shows, does not write
// to. Elements of large arrays at indices from memory are fetched a block ahead.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// What can be proved by blocks in a for_.
struct BlockProofs {
  struct Test {
    enum Kind : uint8_t { Index, Arithmetic, Addend } kind;
    ir::InstId inst;
    ir::ValueId value = {};  // the index, the addend
    int axis = 0;            // of an index
  };
  std::vector<Test> tests = {};
  std::vector<ir::InstId> ahead = {};   // computed ahead, in order
  std::vector<ir::ValueId> sums = {};   // carried values that addends are added to: operands of the for_
  std::vector<ir::ValueId> reads = {};  // arrays
  std::vector<ir::ValueId> writes = {};
};

// `proven`: checks that can't fail.
[[nodiscard]] BlockProofs findBlockProofs(const FunctionLowering&, ir::InstId loop,
                                          const std::unordered_set<ir::InstId>& proven);

void lowerInBlocks(FunctionLowering&, ir::InstId loop, void (*lower)(FunctionLowering&, ir::InstId),
                   const BlockProofs&);

}  // namespace krait::lower
