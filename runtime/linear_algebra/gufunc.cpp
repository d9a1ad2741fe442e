// Stacks of matrices: see gufunc.h. The innermost axis of the stack is left to the loop, which sets itself up
// once for it.
#include "runtime/linear_algebra/gufunc.h"

#include <algorithm>
#include <cfenv>
#include <cstdio>

namespace krait {
namespace {

constexpr int kMaxOperands = 8;

struct LoopCall {
  kr_loop loop;
  const Stack& stack;
  std::span<const CoreOperand> operands;
  int64_t stack_steps[kMaxOperands][kMaxAxes];
  int64_t dimensions[1 + 8];
  int64_t steps[kMaxOperands + 2 * kMaxOperands];

  void prepare(std::span<const int64_t> core_extents);
  void run(int axis, std::span<char* const> data);
};

// Bytes from one element of the stack's axis to the next; 0 where the operand repeats.
int64_t stackStep(const Stack& stack, const CoreOperand& operand, int axis) {
  const int own = operand.array->ndim - operand.core;
  const int own_axis = axis - (stack.ndim - own);
  if (own_axis < 0 || operand.array->shape[own_axis] != stack.shape[axis]) return 0;
  return operand.array->strides[own_axis];
}

void LoopCall::prepare(std::span<const int64_t> core_extents) {
  std::ranges::copy(core_extents, dimensions + 1);
  int64_t* next = steps + operands.size();
  for (size_t k = 0; k < operands.size(); ++k) {
    const StridedArray& array = *operands[k].array;
    for (int axis = 0; axis < stack.ndim; ++axis) stack_steps[k][axis] = stackStep(stack, operands[k], axis);
    next = std::copy(array.strides + array.ndim - operands[k].core, array.strides + array.ndim, next);
  }
}

void LoopCall::run(int axis, std::span<char* const> data) {
  char* pointers[kMaxOperands];
  std::ranges::copy(data, pointers);
  const size_t count = operands.size();
  const bool is_innermost = axis + 1 >= stack.ndim;
  if (is_innermost) {
    dimensions[0] = stack.ndim == 0 ? 1 : stack.shape[axis];
    for (size_t k = 0; k < count; ++k) steps[k] = stack.ndim == 0 ? 0 : stack_steps[k][axis];
    return loop.function(pointers, dimensions, steps, loop.data);
  }
  for (int64_t i = 0; i < stack.shape[axis]; ++i) {
    run(axis + 1, std::span(pointers, count));
    for (size_t k = 0; k < count; ++k) pointers[k] += stack_steps[k][axis];
  }
}

// "(2,3,4)->(2,newaxis,newaxis)": a shape, and what of it broadcasts.
int writeRemapped(char* out, size_t room, const CoreOperand& operand) {
  const StridedArray& array = *operand.array;
  int used = writeShape(out, room, std::span(array.shape, static_cast<size_t>(array.ndim)));
  used += std::snprintf(out + used, room - static_cast<size_t>(used), "->(");
  for (int axis = 0; axis < array.ndim - operand.core; ++axis) {
    used += std::snprintf(out + used, room - static_cast<size_t>(used), "%ld,", array.shape[axis]);
  }
  for (int axis = 0; axis < operand.core; ++axis) {
    used += std::snprintf(out + used, room - static_cast<size_t>(used),
                          axis + 1 < operand.core ? "newaxis," : "newaxis");
  }
  return used + std::snprintf(out + used, room - static_cast<size_t>(used), ")");
}

[[noreturn]] void raiseNoBroadcast(kr_context* ctx, std::span<const CoreOperand> inputs) {
  char text[400], core[100];
  int used = 0;
  for (const CoreOperand& input : inputs) {
    used += writeRemapped(text + used, sizeof text - static_cast<size_t>(used) - 1, input);
    text[used++] = ' ';
  }
  text[used] = '\0';
  const StridedArray& first = *inputs.front().array;
  const StridedArray& last = *inputs.back().array;
  int64_t extents[kMaxAxes];
  int count = 0;
  if (inputs.front().core > 0) extents[count++] = first.extent(inputs.front().core);
  if (inputs.back().core > 1) extents[count++] = last.extent(1);
  writeShape(core, sizeof core, std::span(extents, static_cast<size_t>(count)));
  raiseFormatted(ctx, kr_error_value_error,
                 "operands could not be broadcast together with remapped shapes [original->remapped]: %s and "
                 "requested shape %s",
                 text, core);
}

}  // namespace

int writeShape(char* out, size_t room, std::span<const int64_t> shape) {
  int used = std::snprintf(out, room, "(");
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    const bool is_last = axis + 1 == shape.size();
    const char* format = is_last && shape.size() > 1 ? "%ld" : "%ld,";
    used += std::snprintf(out + used, room - static_cast<size_t>(used), format, shape[axis]);
  }
  return used + std::snprintf(out + used, room - static_cast<size_t>(used), ")");
}

Stack stackOf(const StridedArray& array, int core) {
  Stack stack;
  stack.ndim = array.ndim - core;
  std::copy_n(array.shape, stack.ndim, stack.shape);
  return stack;
}

StridedArray Stack::newArray(kr_context* ctx, char dtype, std::initializer_list<int64_t> core) const {
  int64_t extents[kMaxAxes + 2];
  std::copy_n(shape, ndim, extents);
  std::ranges::copy(core, extents + ndim);
  return newStrided(ctx, dtype, ndim + static_cast<int>(core.size()), extents);
}

Stack broadcastStacks(kr_context* ctx, std::initializer_list<CoreOperand> inputs) {
  Stack stack;
  for (const CoreOperand& input : inputs) stack.ndim = std::max(stack.ndim, input.array->ndim - input.core);
  std::fill_n(stack.shape, stack.ndim, 1);
  for (const CoreOperand& input : inputs) {
    const int own = input.array->ndim - input.core;
    for (int axis = 0; axis < own; ++axis) {
      int64_t& extent = stack.shape[stack.ndim - own + axis];
      const int64_t given = input.array->shape[axis];
      if (given == extent || given == 1) continue;
      if (extent != 1) raiseNoBroadcast(ctx, std::span(inputs.begin(), inputs.size()));
      extent = given;
    }
  }
  return stack;
}

bool runLoop(kr_loop loop, const Stack& stack, std::initializer_list<CoreOperand> operands,
             std::initializer_list<int64_t> core_extents) {
  for (int axis = 0; axis < stack.ndim; ++axis) {
    if (stack.shape[axis] == 0) return false;
  }
  LoopCall call{loop, stack, std::span(operands.begin(), operands.size())};
  call.prepare(std::span(core_extents.begin(), core_extents.size()));
  char* data[kMaxOperands];
  std::ranges::transform(operands, data, [](const CoreOperand& operand) { return operand.array->data; });
  std::feclearexcept(FE_ALL_EXCEPT);
  call.run(0, std::span(data, operands.size()));
  const bool failed = std::fetestexcept(FE_INVALID) != 0;
  std::feclearexcept(FE_ALL_EXCEPT);
  return failed;
}

}  // namespace krait
