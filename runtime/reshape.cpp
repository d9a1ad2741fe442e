// Reshaping. Axes are taken together in groups: the fewest axes of the old and of the new shape that have as many elements. A
// group can be read anew where its old axes have one step for all their elements.
#include "runtime/reshape.h"

#include <cstdlib>
#include <utility>

#include "runtime/raise.h"
#include "runtime/raised_text.h"

namespace krait {
namespace {

constexpr int64_t kMaxDimensions = 64;

[[noreturn]] void raiseMisfit(kr_context* ctx, int64_t size, int64_t ndim, const int64_t* wanted) {
  RaisedText& text = newRaisedText();
  text.add("cannot reshape array of size ");
  text.addNumber(size);
  text.add(" into shape (");
  int64_t axis = 0;
  while (axis < ndim && wanted[axis] < 0) ++axis;  // NumPy leaves out those in front
  for (const int64_t first = axis; axis < ndim; ++axis) {
    if (axis > first) text.add(",");
    if (wanted[axis] < 0)
      text.add("newaxis");
    else
      text.addNumber(wanted[axis]);
  }
  text.add(ndim == 1 ? ",)" : ")");
  raiseText(ctx, kr_error_value_error, text.text());
}

void checkBroadcastShape(kr_context* ctx, int64_t ndim, int64_t new_ndim, const int64_t* new_extents) {
  if (new_ndim == 0 && ndim > 0) {
    raiseText(ctx, kr_error_value_error, "cannot broadcast a non-scalar to a scalar array");
  }
  for (int64_t axis = 0; axis < new_ndim; ++axis) {
    if (new_extents[axis] >= 0) continue;
    raiseText(ctx, kr_error_value_error, "all elements of broadcast shape must be non-negative");
  }
  if (ndim > new_ndim) {
    raiseText(ctx, kr_error_value_error, "input operand has more dimensions than allowed by the axis remapping");
  }
}

[[noreturn]] void raiseNoBroadcast(kr_context* ctx, int64_t ndim, const int64_t* extents, int64_t new_ndim,
                                   const int64_t* new_extents) {
  RaisedText& text = newRaisedText();
  text.add("operands could not be broadcast together with remapped shapes [original->remapped]: ");
  text.addShape(ndim, extents);
  text.add("  and requested shape ");
  text.addShape(new_ndim, new_extents);
  raiseText(ctx, kr_error_value_error, text.text());
}

// Steps without gaps. An axis of extent 0 counts as one of extent 1.
void fillStrides(int64_t ndim, const int64_t* extents, int64_t width, bool is_fortran, int64_t* strides) {
  for (int64_t k = 0; k < ndim; ++k) {
    const int64_t axis = is_fortran ? k : ndim - 1 - k;
    strides[axis] = width;
    width *= extents[axis] == 0 ? 1 : extents[axis];
  }
}

// Axes with more than one element, the outermost first in either order.
struct Axes {
  int64_t count = 0;
  int64_t extents[kMaxDimensions];
  int64_t strides[kMaxDimensions];

  Axes(int64_t ndim, const int64_t* all_extents, const int64_t* all_strides, bool is_fortran) {
    for (int64_t k = 0; k < ndim; ++k) {
      const int64_t axis = is_fortran ? ndim - 1 - k : k;
      if (all_extents[axis] == 1) continue;
      extents[count] = all_extents[axis];
      strides[count++] = all_strides[axis];
    }
  }

  [[nodiscard]] bool haveOneStep(int64_t first, int64_t end) const {
    for (int64_t k = first; k + 1 < end; ++k) {
      if (strides[k] != extents[k + 1] * strides[k + 1]) return false;
    }
    return true;
  }
};

// The new axes outermost first; `strides` are written by the same positions. An array with more than one element.
bool regroup(const Axes& old, int64_t ndim, const int64_t* extents, int64_t width, int64_t* strides) {
  int64_t first = 0, next = 0;
  while (next < ndim && first < old.count) {
    int64_t old_end = first + 1, new_end = next + 1;
    int64_t old_size = old.extents[first], new_size = extents[next];
    while (old_size != new_size) {
      if (new_size < old_size)
        new_size *= extents[new_end++];
      else
        old_size *= old.extents[old_end++];
    }
    if (!old.haveOneStep(first, old_end)) return false;
    strides[new_end - 1] = old.strides[old_end - 1];
    for (int64_t k = new_end - 1; k > next; --k) strides[k - 1] = strides[k] * extents[k];
    first = old_end;
    next = new_end;
  }
  const int64_t last = next > 0 ? strides[next - 1] : width;
  for (; next < ndim; ++next) strides[next] = last;
  return true;
}

int64_t sizeOf(int64_t ndim, const int64_t* extents) {
  int64_t size = 1;
  for (int64_t axis = 0; axis < ndim; ++axis) size *= extents[axis];
  return size;
}

void reverse(int64_t count, int64_t* values) {
  for (int64_t k = 0; k < count / 2; ++k) std::swap(values[k], values[count - 1 - k]);
}

// In Fortran's order the same is done with the axes reversed.
bool reshapeStrided(const Axes& old, int64_t ndim, const int64_t* extents, int64_t width, bool is_fortran, int64_t* strides) {
  if (!is_fortran) return regroup(old, ndim, extents, width, strides);
  int64_t reversed[kMaxDimensions];
  for (int64_t k = 0; k < ndim; ++k) reversed[k] = extents[ndim - 1 - k];
  if (!regroup(old, ndim, reversed, width, strides)) return false;
  reverse(ndim, strides);
  return true;
}

// One of the shapes that follow each other in memory.
struct Shape {
  int64_t ndim;
  const int64_t* extents;
};

Shape shapeAt(int64_t index, const int64_t* ndims, const int64_t* extents) {
  for (int64_t k = 0; k < index; ++k) extents += ndims[k];
  return {ndims[index], extents};
}

[[noreturn]] void raiseMismatch(kr_context* ctx, int64_t first, Shape a, int64_t second, Shape b) {
  RaisedText& text = newRaisedText();
  text.add("shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg ");
  text.addNumber(first);
  text.add(" with shape ");
  text.addTuple(a.ndim, a.extents);
  text.add(" and arg ");
  text.addNumber(second);
  text.add(" with shape ");
  text.addTuple(b.ndim, b.extents);
  text.add(".");
  raiseText(ctx, kr_error_value_error, text.text());
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_reshape_extents(kr_context* ctx, int64_t size, int64_t ndim, const int64_t* wanted, int64_t* extents) {
  int64_t unknown = -1, known = 1;
  bool is_too_large = false;
  for (int64_t axis = 0; axis < ndim; ++axis) {
    extents[axis] = wanted[axis];
    if (wanted[axis] >= 0) {
      is_too_large |= __builtin_mul_overflow(known, wanted[axis], &known);
    } else {
      if (unknown >= 0) raiseText(ctx, kr_error_value_error, "can only specify one unknown dimension");
      unknown = axis;
    }
  }
  const bool fits = unknown < 0 ? known == size : known != 0 && size % known == 0;
  if (is_too_large || !fits) raiseMisfit(ctx, size, ndim, wanted);
  if (unknown >= 0) extents[unknown] = size / known;
}

int32_t kr_is_contiguous(int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t width, int32_t is_fortran) {
  if (sizeOf(ndim, extents) == 0) return 1;
  for (int64_t k = 0; k < ndim; ++k) {
    const int64_t axis = is_fortran ? k : ndim - 1 - k;
    if (extents[axis] == 1) continue;
    if (strides[axis] != width) return 0;
    width *= extents[axis];
  }
  return 1;
}

int32_t kr_reshape_strides(int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t new_ndim,
                           const int64_t* new_extents, int64_t width, int32_t is_fortran, int64_t* new_strides) {
  const bool is_small = sizeOf(ndim, extents) <= 1;
  if (is_small || kr_is_contiguous(ndim, extents, strides, width, is_fortran)) {
    fillStrides(new_ndim, new_extents, width, is_fortran, new_strides);
    return 1;
  }
  return reshapeStrided(Axes(ndim, extents, strides, is_fortran), new_ndim, new_extents, width, is_fortran, new_strides);
}

void kr_broadcast_to(kr_context* ctx, int64_t ndim, const int64_t* extents, const int64_t* strides, int64_t new_ndim,
                     const int64_t* new_extents, int64_t* new_strides) {
  checkBroadcastShape(ctx, ndim, new_ndim, new_extents);
  const int64_t added = new_ndim - ndim;
  for (int64_t axis = 0; axis < new_ndim; ++axis) {
    const bool is_repeated = axis < added || extents[axis - added] == 1;
    new_strides[axis] = is_repeated ? 0 : strides[axis - added];
    if (!is_repeated && extents[axis - added] != new_extents[axis]) {
      raiseNoBroadcast(ctx, ndim, extents, new_ndim, new_extents);
    }
  }
}

void kr_broadcast_shapes(kr_context* ctx, int64_t count, const int64_t* ndims, const int64_t* extents, int64_t* result) {
  int64_t ndim = 0;
  for (int64_t k = 0; k < count; ++k) ndim = ndims[k] > ndim ? ndims[k] : ndim;
  for (int64_t axis = 0; axis < ndim; ++axis) {
    result[axis] = 1;
    int64_t source = 0;
    for (int64_t k = 0; k < count; ++k) {
      const Shape shape = shapeAt(k, ndims, extents);
      const int64_t here = axis - (ndim - shape.ndim);
      if (here < 0 || shape.extents[here] == 1) continue;
      if (shape.extents[here] < 0) raise(ctx, kr_error_negative_dimension);
      if (result[axis] == 1) {
        result[axis] = shape.extents[here];
        source = k;
      } else if (result[axis] != shape.extents[here]) {
        raiseMismatch(ctx, source, shapeAt(source, ndims, extents), k, shape);
      }
    }
  }
}

void kr_sort_axes(int64_t ndim, int64_t* extents, int64_t* strides) {
  for (int64_t k = 1; k < ndim; ++k) {
    for (int64_t axis = k; axis > 0 && std::llabs(strides[axis - 1]) < std::llabs(strides[axis]); --axis) {
      std::swap(extents[axis - 1], extents[axis]);
      std::swap(strides[axis - 1], strides[axis]);
    }
  }
}
