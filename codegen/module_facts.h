// What lowering tells the optimiser about a module, by named metadata.
#pragma once

#include <string_view>

namespace krait {

// No innermost loop holds a check: the work of getting checks out of loops can be left out.
inline constexpr std::string_view kInnerLoopsAreUnchecked = "krait.inner.loops.are.unchecked";

// Loops ask to be unrolled: what they do for an iteration takes few instructions, and waits for memory.
inline constexpr std::string_view kHasLoopsToUnroll = "krait.has.loops.to.unroll";

}  // namespace krait
