// np.nonzero, and the places of a mask: lines of the last axis one after the other; see find_true.h.
#include "runtime/indexing/find_true.h"

#include <algorithm>

#include "runtime/buffer.h"
#include "runtime/indexing/array_index.h"
#include "runtime/indexing/mask_kernels.h"
#include "runtime/raise.h"

namespace krait::indexing {
namespace {

const uint8_t* bools(const StridedArray& mask) { return reinterpret_cast<const uint8_t*>(mask.data); }

// Of a contiguous mask with axes.
void findInLines(const StridedArray& mask, int64_t* const* out) {
  const MaskKernels& kernels = maskKernels(1);
  const int last = mask.ndim - 1;
  const int64_t length = mask.shape[last];
  const int64_t lines = length == 0 ? 0 : mask.size() / length;
  int64_t index[kMaxAxes] = {};
  int64_t found = 0;
  for (int64_t line = 0; line < lines; ++line) {
    const int64_t end =
        kernels.positions(out[last] + found, bools(mask) + line * length, length, 0) - out[last];
    for (int axis = 0; axis < last; ++axis) std::fill(out[axis] + found, out[axis] + end, index[axis]);
    found = end;
    for (int axis = last; axis-- > 0 && ++index[axis] == mask.shape[axis];) index[axis] = 0;
  }
}

}  // namespace

int64_t countTrue(const StridedArray& mask) { return maskKernels(1).count(bools(mask), mask.size()); }

TruePlaces findTrue(kr_context* ctx, const StridedArray& mask) {
  StridedArray row = asContiguous(ctx, mask, '?');
  TruePlaces places;
  places.count = countTrue(row);
  int64_t* out[kMaxAxes];
  for (int axis = 0; axis < row.ndim; ++axis) {
    kr_buffer* buffer =
        kr_buffer_new(ctx, (places.count + kOvershoot) * static_cast<int64_t>(sizeof(int64_t)));
    places.owners[axis] = reinterpret_cast<kr_owner>(buffer);
    places.axes[axis] = out[axis] = static_cast<int64_t*>(buffer->data);
  }
  findInLines(row, out);
  release(ctx, row);
  return places;
}

}  // namespace krait::indexing

using namespace krait;
using namespace krait::indexing;

void kr_nonzero(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  StridedArray array = operands.takeArray();
  if (array.dtype == 'M') array.dtype = 'l';
  StridedArray mask = asContiguous(ctx, array, '?');
  const TruePlaces places = findTrue(ctx, mask);
  release(ctx, mask);
  Results results(slots);
  StridedArray found;
  found.dtype = 'l';
  found.ndim = 1;
  found.shape[0] = places.count;
  found.strides[0] = sizeof(int64_t);
  for (int axis = 0; axis < array.ndim; ++axis) {
    found.owner = places.owners[axis];
    found.data = reinterpret_cast<char*>(const_cast<int64_t*>(places.axes[axis]));
    results.putArray(found);
  }
}
