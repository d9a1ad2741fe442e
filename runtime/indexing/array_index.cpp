// a[key] and a[key] = value for keys with positions or masks; see array_index.h.
//
// A mask of a whole array that lies in a row has loops of its own; every other key is a list of positions.
#include "runtime/indexing/array_index.h"

#include <algorithm>

#include "runtime/broadcast.h"
#include "runtime/buffer.h"
#include "runtime/indexing/blocks.h"
#include "runtime/indexing/find_true.h"
#include "runtime/indexing/index_key.h"
#include "runtime/indexing/mask_kernels.h"
#include "runtime/raise.h"
#include "runtime/strided_copy.h"

namespace krait::indexing {
namespace {

// Times are copied as the integers that they are.
StridedArray takeElements(Operands& operands) {
  StridedArray array = operands.takeArray();
  if (array.dtype == 'M') array.dtype = 'l';
  return array;
}

StridedArray inRow(char dtype, int64_t count, char* data, kr_owner owner) {
  StridedArray row;
  row.dtype = dtype;
  row.ndim = 1;
  row.shape[0] = count;
  row.strides[0] = count == 0 ? 0 : itemSize(dtype);
  row.data = data;
  row.owner = owner;
  return row;
}

const uint8_t* bools(const StridedArray& mask) { return reinterpret_cast<const uint8_t*>(mask.data); }

void get(kr_context* ctx, const StridedArray& array, Operands& key_words, kr_slot* slots) {
  const ResolvedKey key = resolveKey(ctx, key_words, array);
  StridedArray out = selectBlocks(ctx, key, array.dtype);
  releaseKey(ctx, key);
  Results(slots).put(ctx, out);
}

// Whether what is selected can go straight into the target.
bool selectsApart(const ResolvedKey& key, const StridedArray& array, const StridedArray& target) {
  const StridedArray shape = selectedShape(key, array.dtype);
  const bool is_alike = shape.ndim == target.ndim && std::equal(shape.shape, shape.shape + shape.ndim, target.shape);
  if (!is_alike || !isContiguous(target) || mayOverlap(target, array)) return false;
  for (int k = 0; k < key.count; ++k) {
    const Positions& each = key.positions[k];
    const char* values = reinterpret_cast<const char*>(each.values);
    const StridedArray row = inRow('l', each.count, const_cast<char*>(values), 0);
    if (mayOverlap(target, row)) return false;
  }
  return true;
}

// target[...] = value. Raises ValueError if the value does not fit.
void assign(kr_context* ctx, const StridedArray& target, const StridedArray& value) {
  kr_fit(ctx, 1, target.ndim, target.shape, value.ndim, value.shape);
  int64_t strides[2 * kMaxAxes];
  std::copy_n(target.strides, target.ndim, strides);
  for (int axis = 0; axis < target.ndim; ++axis) {
    const int own = axis + value.ndim - target.ndim;
    strides[target.ndim + axis] = own < 0 || value.shape[own] == 1 ? 0 : value.strides[own];
  }
  void* const data[] = {target.data, value.data};
  kr_assign(ctx, target.ndim, target.shape, strides, data, itemSize(target.dtype));
}

void getByMask(kr_context* ctx, const StridedArray& array, const StridedArray& mask, kr_slot* slots) {
  const int64_t count = countTrue(mask), item = itemSize(array.dtype);
  kr_buffer* buffer = kr_buffer_new(ctx, count * item + kOvershoot);
  const StridedArray out =
      inRow(array.dtype, count, static_cast<char*>(buffer->data), reinterpret_cast<kr_owner>(buffer));
  maskKernels(item).select(out.data, array.data, bools(mask), mask.size());
  Results(slots).putArray(out);
}

void set(kr_context* ctx, const StridedArray& array, Operands& key_words, const StridedArray& value) {
  const ResolvedKey key = resolveKey(ctx, key_words, array);
  storeBlocks(ctx, array, key, value);
  releaseKey(ctx, key);
}

void checkMaskedValue(kr_context* ctx, const StridedArray& value, int64_t count) {
  if (value.ndim > 1) {
    raiseFormatted(ctx, kr_error_type_error,
                   "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has "
                   "%d dimensions",
                   value.ndim);
  }
  if (value.ndim == 0 || value.shape[0] == 1 || value.shape[0] == count) return;
  raiseFormatted(ctx, kr_error_value_error,
                 "NumPy boolean array indexing assignment cannot assign %lld input values to the %lld output "
                 "values where the mask is true",
                 static_cast<long long>(value.shape[0]), static_cast<long long>(count));
}

void setByMask(kr_context* ctx, const StridedArray& array, const StridedArray& mask, StridedArray value) {
  const MaskKernels& kernels = maskKernels(itemSize(array.dtype));
  if (value.ndim == 0 || value.shape[0] == 1)
    return kernels.fill(array.data, value.data, bools(mask), mask.size());
  value = mayOverlap(value, array) ? copyOf(ctx, value, value.dtype) : asContiguous(ctx, value, value.dtype);
  kernels.spread(array.data, value.data, bools(mask), mask.size());
  release(ctx, value);
}

}  // namespace
}  // namespace krait::indexing

using namespace krait;
using namespace krait::indexing;

void kr_index_get(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray array = takeElements(operands);
  if (!isWholeMask(operands, array.ndim) || !isContiguous(array)) return get(ctx, array, operands, slots);
  operands.takeTuple();
  StridedArray mask = operands.takeArray();
  checkMask(ctx, mask, array, 0);
  mask = asContiguous(ctx, mask, '?');
  getByMask(ctx, array, mask, slots);
  release(ctx, mask);
}

void kr_index_get_into(kr_context* ctx, const int64_t* words, kr_slot*) {
  Operands operands(words);
  const StridedArray array = takeElements(operands);
  Operands key_words = operands;
  skipKey(operands);
  const StridedArray target = takeElements(operands);
  const ResolvedKey key = resolveKey(ctx, key_words, array);
  if (!selectsApart(key, array, target)) {
    StridedArray selected = selectBlocks(ctx, key, array.dtype);
    assign(ctx, target, selected);
    release(ctx, selected);
  } else {
    selectBlocksInto(ctx, key, target);
  }
  releaseKey(ctx, key);
}

void kr_index_set(kr_context* ctx, const int64_t* words, kr_slot*) {
  Operands operands(words);
  const StridedArray array = takeElements(operands);
  Operands key = operands;
  skipKey(operands);
  const StridedArray value = takeElements(operands);
  if (operands.takeInt() != 0) raise(ctx, kr_error_read_only);
  if (!isWholeMask(key, array.ndim)) return set(ctx, array, key, value);
  Operands mask_words = key;
  mask_words.takeTuple();
  StridedArray mask = mask_words.takeArray();
  checkMask(ctx, mask, array, 0);
  // NumPy takes an empty mask of another shape for positions.
  if (!std::equal(mask.shape, mask.shape + mask.ndim, array.shape)) return set(ctx, array, key, value);
  mask = mayOverlap(mask, array) ? copyOf(ctx, mask, '?') : asContiguous(ctx, mask, '?');
  const bool is_scalar = value.ndim == 0 || (value.ndim == 1 && value.shape[0] == 1);
  if (!is_scalar) checkMaskedValue(ctx, value, countTrue(mask));
  isContiguous(array) ? setByMask(ctx, array, mask, value) : set(ctx, array, key, value);
  release(ctx, mask);
}
