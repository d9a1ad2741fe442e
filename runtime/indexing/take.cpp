// np.take: a key of one array of positions, which may be brought into the axis first.
#include <algorithm>

#include "runtime/buffer.h"
#include "runtime/indexing/array_index.h"
#include "runtime/indexing/blocks.h"
#include "runtime/indexing/position_range.h"
#include "runtime/raise.h"

namespace krait::indexing {
namespace {

enum class Mode : int64_t { Raise, Wrap, Clip };

bool areInside(const StridedArray& values, int64_t extent) {
  const PositionRange range = rangeOf(reinterpret_cast<const int64_t*>(values.data), values.size());
  return range.least >= 0 && range.greatest < extent;
}

// Positions inside the axis, in place of all others.
void bringInside(int64_t* values, int64_t count, int64_t extent, Mode mode) {
  if (mode == Mode::Clip) {
    for (int64_t k = 0; k < count; ++k) values[k] = std::clamp<int64_t>(values[k], 0, extent - 1);
    return;
  }
  for (int64_t k = 0; k < count; ++k) {  // most are inside, and a division takes long
    if (values[k] >= 0 && values[k] < extent) continue;
    values[k] %= extent;
    values[k] += values[k] < 0 ? extent : 0;
  }
}

Positions positionsAlong(const StridedArray& array, int axis, const StridedArray& values) {
  Positions made;
  made.values = reinterpret_cast<const int64_t*>(values.data);
  made.count = values.size();
  made.ndim = values.ndim;
  std::copy_n(values.shape, values.ndim, made.shape);
  std::copy_n(values.strides, values.ndim, made.given_strides);
  made.came_as_words = true;
  made.axis = axis;
  made.extent = array.shape[axis];
  made.stride = array.strides[axis];
  made.owner = 0;
  return made;
}

StridedArray takeAlong(kr_context* ctx, const StridedArray& array, int axis, const StridedArray& values) {
  Positions positions = positionsAlong(array, axis, values);
  ResolvedKey key;
  key.base = array.data;
  key.rest = withoutAxis(array, axis);
  key.place = axis;
  key.broadcast = values;
  key.count = 1;
  key.is_item = false;
  key.positions = &positions;
  key.owner = 0;
  return selectBlocks(ctx, key, array.dtype);
}

}  // namespace
}  // namespace krait::indexing

using namespace krait;
using namespace krait::indexing;

void kr_take(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  StridedArray array = operands.takeArray();
  if (array.dtype == 'M') array.dtype = 'l';
  const StridedArray given = operands.takeArray();
  const int axis = static_cast<int>(operands.takeInt());
  const Mode mode{operands.takeInt()};
  if (array.shape[axis] == 0 && given.size() != 0) {
    raiseText(ctx, kr_error_index_error, "cannot do a non-empty take from an empty axes.");
  }
  StridedArray values = asContiguous(ctx, given, 'l');
  if (mode != Mode::Raise && !areInside(values, array.shape[axis])) {
    release(ctx, values);
    values = copyOf(ctx, given, 'l');
    bringInside(reinterpret_cast<int64_t*>(values.data), values.size(), array.shape[axis], mode);
  }
  StridedArray out = takeAlong(ctx, array, axis, values);
  release(ctx, values);
  Results(slots).put(ctx, out);
}
