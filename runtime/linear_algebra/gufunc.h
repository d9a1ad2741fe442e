// Calling one of NumPy's inner loops for stacks of matrices: the axes in front of the core ones broadcast.
#pragma once

#include <initializer_list>
#include <span>

#include "runtime/linear_algebra/strided_array.h"
#include "runtime/numpy_loops.h"

namespace krait {

// An operand of a loop: its last `core` axes are the matrix, the vector or nothing.
struct CoreOperand {
  const StridedArray* array;
  int core;
};

// The shape of stacks in front of the core axes.
struct Stack {
  int ndim = 0;
  int64_t shape[kMaxAxes];

  // The shape extended by core extents.
  [[nodiscard]] StridedArray newArray(kr_context* ctx, char dtype, std::initializer_list<int64_t> core) const;
};

[[nodiscard]] Stack stackOf(const StridedArray& array, int core);
// Raises NumPy's ValueError for operands that do not broadcast.
[[nodiscard]] Stack broadcastStacks(kr_context* ctx, std::initializer_list<CoreOperand> inputs);

// Runs the loop once for each matrix of the stack. core_extents: those of the loop's signature, in order of
// appearance. True if the loop set the floating-point flag by which NumPy's loops report an error.
bool runLoop(kr_loop loop, const Stack& stack, std::initializer_list<CoreOperand> operands,
             std::initializer_list<int64_t> core_extents);

// "(2,3)", as NumPy writes a shape.
int writeShape(char* out, size_t room, std::span<const int64_t> shape);

}  // namespace krait
