// Broadcasting, memory order and overlap of the operands of an array expression.
#include "runtime/broadcast.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "runtime/raise.h"
#include "runtime/raised_text.h"

namespace krait {
namespace {

constexpr int64_t kMaxDimensions = 64;

using Axes = std::array<int64_t, kMaxDimensions>;

[[noreturn]] void raiseShapes(kr_context* ctx, int64_t count, const int64_t* ndims, const int64_t* extents) {
  RaisedText& raised_text = newRaisedText();
  raised_text.add("operands could not be broadcast together with shapes ");
  for (int64_t k = 0; k < count; ++k) {
    raised_text.addShape(ndims[k], extents);
    raised_text.add(" ");
    extents += ndims[k];
  }
  raiseText(ctx, kr_error_value_error, raised_text.text());
}

[[noreturn]] void raiseMisfit(kr_context* ctx, const char* start, int64_t ndim, const int64_t* shape, const char* middle,
                              int64_t other_ndim, const int64_t* other, const char* end) {
  RaisedText& raised_text = newRaisedText();
  raised_text.add(start);
  raised_text.addShape(ndim, shape);
  raised_text.add(middle);
  raised_text.addShape(other_ndim, other);
  raised_text.add(end);
  raiseText(ctx, kr_error_value_error, raised_text.text());
}

// The mask is broadcast to the array, never the array to the mask.
void checkMask(kr_context* ctx, int64_t ndim, const int64_t* shape, int64_t mask_ndim, const int64_t* mask) {
  if (mask_ndim > ndim) {
    raiseText(ctx, kr_error_value_error, "input operand has more dimensions than allowed by the axis remapping");
  }
  Axes together;
  std::copy(shape, shape + ndim, together.begin());
  bool fits = true;
  for (int64_t axis = 0; axis < mask_ndim; ++axis) {
    int64_t& extent = together[static_cast<size_t>(ndim - mask_ndim + axis)];
    if (mask[axis] == 1 || mask[axis] == extent) continue;
    if (extent != 1) {
      raiseMisfit(ctx, "operands could not be broadcast together with remapped shapes [original->remapped]: ", ndim, shape, " ",
                  mask_ndim, mask, " ");
    }
    extent = mask[axis];
    fits = false;
  }
  if (fits) return;
  raiseMisfit(ctx, "non-broadcastable operand with shape ", ndim, shape, " doesn't match the broadcast shape ", ndim,
              together.data(), "");
}

bool isSameShape(int64_t ndim, const int64_t* a, int64_t other_ndim, const int64_t* b) {
  return ndim == other_ndim && std::equal(a, a + ndim, b);
}

// Whether, by all operands, axis `inner` may be inside axis `outer` (1), must not be (0), or nothing is said (-1).
int staysInside(const int64_t* strides, int64_t ndim, int64_t count, int64_t inner, int64_t outer) {
  int answer = -1;
  for (int64_t k = 0; k < count; ++k) {
    const int64_t a = std::llabs(strides[k * ndim + inner]);
    const int64_t b = std::llabs(strides[k * ndim + outer]);
    if (a == 0 || b == 0) continue;
    if (a <= b) return 1;  // where operands disagree C's order holds
    answer = 0;
  }
  return answer;
}

struct Memory {
  const char* low;
  const char* high;
};

Memory memoryOf(int64_t ndim, const int64_t* shape, const int64_t* strides, const void* data, int64_t width) {
  Memory memory{static_cast<const char*>(data), static_cast<const char*>(data) + width};
  for (int64_t axis = 0; axis < ndim; ++axis) {
    const int64_t reach = (shape[axis] - 1) * strides[axis];
    (reach < 0 ? memory.low : memory.high) += reach;
  }
  return memory;
}

// Joins axis `axis` with the one inside it, if every operand gets from one row's end to the next row's start by a step.
bool join(int64_t ndim, int64_t count, int64_t* shape, int64_t* strides, int64_t axis) {
  for (int64_t k = 0; k < count; ++k) {
    const int64_t* steps = strides + k * ndim;
    if (steps[axis] != steps[axis + 1] * shape[axis + 1]) return false;
  }
  shape[axis + 1] *= shape[axis];
  return true;
}

// Moves the axes below `axis` one place inwards; the outermost one gets extent 1.
void shiftInwards(int64_t ndim, int64_t count, int64_t* shape, int64_t* strides, int64_t axis) {
  std::copy_backward(shape, shape + axis, shape + axis + 1);
  shape[0] = 1;
  for (int64_t k = 0; k < count; ++k) {
    int64_t* steps = strides + k * ndim;
    std::copy_backward(steps, steps + axis, steps + axis + 1);
    steps[0] = 0;
  }
}

// Whether an axis has to be inside another one: it has the smaller step in the first operand that steps along both. Axes of
// extent 1 come outside.
bool isInner(int64_t ndim, int64_t count, const int64_t* shape, const int64_t* strides, int64_t a, int64_t b) {
  if (shape[a] == 1 || shape[b] == 1) return shape[a] != 1;
  for (int64_t k = 0; k < count; ++k) {
    const int64_t x = std::llabs(strides[k * ndim + a]), y = std::llabs(strides[k * ndim + b]);
    if (x != 0 && y != 0 && x != y) return x < y;
  }
  return false;
}

void swapAxes(int64_t ndim, int64_t count, int64_t* shape, int64_t* strides, int64_t a, int64_t b) {
  std::swap(shape[a], shape[b]);
  for (int64_t k = 0; k < count; ++k) std::swap(strides[k * ndim + a], strides[k * ndim + b]);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_broadcast(kr_context* ctx, int64_t count, const int64_t* ndims, const int64_t* extents, int64_t* result) {
  const int64_t ndim = *std::max_element(ndims, ndims + count);
  std::fill(result, result + ndim, 1);
  const int64_t* shape = extents;
  for (int64_t k = 0; k < count; ++k) {
    for (int64_t axis = 0; axis < ndims[k]; ++axis) {
      int64_t& extent = result[ndim - ndims[k] + axis];
      if (shape[axis] == 1 || shape[axis] == extent) continue;
      if (extent != 1) raiseShapes(ctx, count, ndims, extents);
      extent = shape[axis];
    }
    shape += ndims[k];
  }
}

void kr_fit(kr_context* ctx, int64_t use, int64_t ndim, const int64_t* shape, int64_t value_ndim,
            const int64_t* value_shape) {
  if (use == 2) return checkMask(ctx, ndim, shape, value_ndim, value_shape);
  if (use == 0) {
    if (isSameShape(ndim, shape, value_ndim, value_shape)) return;
    raiseMisfit(ctx, "non-broadcastable output operand with shape ", ndim, shape, " doesn't match the broadcast shape ",
                value_ndim, value_shape, "");
  }
  for (; value_ndim > ndim && *value_shape == 1; --value_ndim) ++value_shape;
  bool fits = value_ndim <= ndim;
  for (int64_t axis = 0; fits && axis < value_ndim; ++axis) {
    fits = value_shape[axis] == 1 || value_shape[axis] == shape[ndim - value_ndim + axis];
  }
  if (fits) return;
  raiseMisfit(ctx, "could not broadcast input array from shape ", value_ndim, value_shape, " into shape ", ndim, shape, "");
}

// An insertion of each axis, from the last to the first, below those that have larger steps.
void kr_order_like(int64_t ndim, int64_t count, const int64_t* strides, int64_t* result) {
  Axes order;  // innermost first
  for (int64_t k = 0; k < ndim; ++k) order[static_cast<size_t>(k)] = ndim - 1 - k;
  for (int64_t k = 1; k < ndim; ++k) {
    const int64_t axis = order[static_cast<size_t>(k)];
    int64_t place = k;
    for (int64_t other = k - 1; other >= 0; --other) {
      const int stays = staysInside(strides, ndim, count, order[static_cast<size_t>(other)], axis);
      if (stays == 1) break;
      if (stays == 0) place = other;
    }
    std::rotate(order.begin() + place, order.begin() + k, order.begin() + k + 1);
  }
  for (int64_t k = 0; k < ndim; ++k) result[order[static_cast<size_t>(k)]] = k + 1;
}

void kr_plan_loops(int64_t ndim, int64_t count, int64_t* shape, int64_t* strides) {
  for (int64_t k = 1; k < ndim; ++k) {
    for (int64_t axis = k; axis > 0 && isInner(ndim, count, shape, strides, axis - 1, axis); --axis) {
      swapAxes(ndim, count, shape, strides, axis - 1, axis);
    }
  }
  for (int64_t axis = ndim - 2, left = ndim - 1; left > 0; --left) {
    const bool vanishes = shape[axis] == 1 || join(ndim, count, shape, strides, axis);
    if (vanishes) shiftInwards(ndim, count, shape, strides, axis);
    if (!vanishes) --axis;
  }
}

int32_t kr_is_overlapped(int64_t ndim, int64_t count, const int64_t* shape, const int64_t* strides, void* const* data,
                         const int64_t* widths) {
  for (int64_t axis = 0; axis < ndim; ++axis) {
    if (shape[axis] == 0) return 0;
  }
  const Memory written = memoryOf(ndim, shape, strides, data[0], widths[0]);
  for (int64_t k = 1; k < count; ++k) {
    const int64_t* steps = strides + k * ndim;
    const Memory read = memoryOf(ndim, shape, steps, data[k], widths[k]);
    if (read.high <= written.low || written.high <= read.low) continue;
    const bool is_same = data[k] == data[0] && widths[k] == widths[0] && std::equal(steps, steps + ndim, strides);
    if (!is_same) return 1;
  }
  return 0;
}
