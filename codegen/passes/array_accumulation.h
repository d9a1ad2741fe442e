// Arrays from outside of a loop that its iterations do nothing with but accumulate in them, by operations of one family:
//
//   hist[k] += 1      total += rows[i]      least[k] = min(least[k], x)      np.maximum(most, rows[i], out=most)
//   if x < least[k]: least[k] = x           ok[k] = ok[k] and x
//
// Each part of the loop may have a copy of such an array; the copies are put together in the end.
#pragma once

#include <optional>

#include "codegen/passes/loop_values.h"
#include "codegen/passes/step_family.h"

namespace krait::passes {

struct AccumulatedArray {
  ir::ValueId array;
  Family family;
  ir::InstId step;         // one of the operations; invalid: the family says all
  bool is_second = false;  // of extremes of floats: the element is their second number
  ir::ChunkStart start = ir::ChunkStart::Unset;
};

[[nodiscard]] std::optional<AccumulatedArray> accumulationOf(const ir::Module&, const ir::Function&, const LoopValues&, ir::ValueId array);

}  // namespace krait::passes
