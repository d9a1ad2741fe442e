// What lies at the positions of a key, copied; see blocks.h.
#include "runtime/indexing/blocks.h"

#include <algorithm>
#include <cstring>

#include "runtime/buffer.h"
#include "runtime/indexing/gather.h"
#include "runtime/raise.h"
#include "runtime/raised_text.h"

namespace krait::indexing {
namespace {

// ---- The sum of the offsets of several arrays of positions

void addOffsets(int64_t* out, const Positions& from, const StridedArray& shape, int axis, int64_t first, int64_t reach) {
  const int own = axis - (shape.ndim - from.ndim);
  const bool repeats = own < 0 || from.shape[own] == 1;
  const int64_t extent = shape.shape[axis], inner = extent == 0 ? 0 : reach / extent;
  if (axis + 1 < shape.ndim) {
    int64_t step = 1;
    for (int k = std::max(own, -1) + 1; k < from.ndim; ++k) step *= from.shape[k];
    for (int64_t k = 0; k < extent; ++k) addOffsets(out + k * inner, from, shape, axis + 1, repeats ? first : first + k * step, inner);
    return;
  }
  for (int64_t k = 0; k < extent; ++k) {
    const int64_t value = from.values[repeats ? first : first + k];
    out[k] += (value < 0 ? value + from.extent : value) * from.stride;
  }
}

struct OwnedOffsets {
  Offsets offsets;
  kr_owner owner = 0;
};

// Checks all positions, unless none of them is used. A single array of them is taken as it is.
OwnedOffsets offsetsOf(kr_context* ctx, const ResolvedKey& key) {
  if (key.broadcast.size() == 0) return {{nullptr, 0, 0, 1}};
  for (int k = 0; k < key.count; ++k) checkPositions(ctx, key.positions[k]);
  if (key.count == 1) {
    const Positions& only = key.positions[0];
    return {{only.values, only.count, only.extent, only.stride}};
  }
  const int64_t count = key.broadcast.size();
  kr_buffer* buffer = kr_buffer_new_zeroed(ctx, count * static_cast<int64_t>(sizeof(int64_t)));
  int64_t* sums = static_cast<int64_t*>(buffer->data);
  for (int k = 0; k < key.count && count > 0; ++k) addOffsets(sums, key.positions[k], key.broadcast, 0, 0, count);
  return {{sums, count, 0, 1}, reinterpret_cast<kr_owner>(buffer)};
}

// The same for a store into the array that the positions may be read from.
OwnedOffsets offsetsBeside(kr_context* ctx, const ResolvedKey& key, const StridedArray& array) {
  OwnedOffsets made = offsetsOf(ctx, key);
  if (made.owner != 0 || made.offsets.count == 0) return made;
  StridedArray values;
  values.dtype = 'l';
  values.ndim = 1;
  values.shape[0] = made.offsets.count;
  values.strides[0] = sizeof(int64_t);
  values.data = reinterpret_cast<char*>(const_cast<int64_t*>(made.offsets.values));
  if (!mayOverlap(values, array)) return made;
  const StridedArray copy = copyOf(ctx, values, 'l');
  made.offsets.values = reinterpret_cast<const int64_t*>(copy.data);
  made.owner = copy.owner;
  return made;
}

// ---- Blocks

// The axes in front of the positions, or behind them, as an array at an address.
StridedArray axesOf(const StridedArray& array, int first, int end, char dtype, char* data) {
  StridedArray part;
  part.dtype = dtype;
  part.ndim = end - first;
  part.data = data;
  std::copy_n(array.shape + first, part.ndim, part.shape);
  std::copy_n(array.strides + first, part.ndim, part.strides);
  return part;
}

// Calls use(address in a, address in b) for each element of two arrays of one shape.
template <class Use>
void forEachPlace(const StridedArray& a, const StridedArray& b, Use use) {
  if (a.size() == 0) return;
  int64_t index[kMaxAxes] = {};
  char *at_a = a.data, *at_b = b.data;
  while (true) {
    use(at_a, at_b);
    int k = a.ndim - 1;
    for (; k >= 0; --k) {
      at_a += a.strides[k];
      at_b += b.strides[k];
      if (++index[k] < a.shape[k]) break;
      at_a -= index[k] * a.strides[k];
      at_b -= index[k] * b.strides[k];
      index[k] = 0;
    }
    if (k < 0) return;
  }
}

// What lies at each position, on both sides.
struct Blocks {
  StridedArray inside;   // in the indexed array
  StridedArray outside;  // in what it is copied to or from
  bool is_element, is_row;
  int64_t bytes;
};

Blocks blocksOf(const ResolvedKey& key, const StridedArray& outside, char dtype) {
  Blocks blocks;
  blocks.inside = axesOf(key.rest, key.place, key.rest.ndim, dtype, nullptr);
  blocks.outside = axesOf(outside, key.place + key.broadcast.ndim, outside.ndim, dtype, nullptr);
  blocks.is_element = blocks.inside.size() == 1;
  blocks.is_row = isContiguous(blocks.inside) && isContiguous(blocks.outside);
  blocks.bytes = blocks.inside.size() * itemSize(dtype);
  return blocks;
}

void gatherBlocks(Blocks blocks, char* base, const Offsets& offsets, char* out) {
  if (blocks.is_element) return gatherElements(out, base, offsets, itemSize(blocks.inside.dtype));
  const auto bytes = static_cast<size_t>(blocks.bytes);
  forEachOffset(base, offsets, [&](char* block) {
    if (blocks.is_row) {
      std::memcpy(out, block, bytes);
    } else {
      blocks.inside.data = block;
      blocks.outside.data = out;
      copyElements(blocks.outside, blocks.inside);
    }
    out += bytes;
  });
}

void scatterBlocks(Blocks blocks, char* base, const Offsets& offsets, const char* from, int64_t step) {
  if (blocks.is_element) return scatterElements(base, offsets, from, step, itemSize(blocks.inside.dtype));
  forEachOffset(base, offsets, [&](char* block) {
    if (blocks.is_row) {
      std::memcpy(block, from, static_cast<size_t>(blocks.bytes));
    } else {
      blocks.inside.data = block;
      blocks.outside.data = const_cast<char*>(from);
      copyElements(blocks.inside, blocks.outside);
    }
    from += step;
  });
}

// ---- Stores

// The value as an array of the shape: its strides are 0 where it repeats.
StridedArray broadcastValue(kr_context* ctx, const StridedArray& value, const StridedArray& shape) {
  StridedArray made = shape;
  made.data = value.data;
  const int extra = value.ndim - shape.ndim;
  bool fits = true;
  for (int k = 0; k < extra; ++k) fits = fits && value.shape[k] == 1;
  for (int axis = 0; axis < shape.ndim; ++axis) {
    const int own = axis + extra;
    const bool repeats = own < 0 || value.shape[own] == 1;
    fits = fits && (repeats || value.shape[own] == shape.shape[axis]);
    made.strides[axis] = repeats ? 0 : value.strides[own];
  }
  if (fits) return made;
  RaisedText& text = newRaisedText();
  text.add("shape mismatch: value array of shape ");
  text.addShape(value.ndim, value.shape);
  text.add(" could not be broadcast to indexing result of shape ");
  text.addShape(shape.ndim, shape.shape);
  raiseText(ctx, kr_error_value_error, text.text());
}

// Whether one step leads from one position's part of the value to the next one's.
bool hasOneStep(const StridedArray& value, int first, int count) {
  for (int axis = first; axis + 1 < first + count; ++axis) {
    if (value.strides[axis] != value.strides[axis + 1] * value.shape[axis + 1]) return false;
  }
  return true;
}

}  // namespace

StridedArray selectBlocks(kr_context* ctx, const ResolvedKey& key, char dtype) {
  const OwnedOffsets offsets = offsetsOf(ctx, key);
  const StridedArray shape = selectedShape(key, dtype);
  const StridedArray out = newStrided(ctx, dtype, shape.ndim, shape.shape);
  if (out.size() > 0) {
    const Blocks blocks = blocksOf(key, out, dtype);
    forEachPlace(axesOf(key.rest, 0, key.place, dtype, key.base), axesOf(out, 0, key.place, dtype, out.data),
                 [&](char* base, char* to) { gatherBlocks(blocks, base, offsets.offsets, to); });
  }
  if (offsets.owner != 0) kr_buffer_release(ctx, offsets.owner);
  return out;
}

void storeBlocks(kr_context* ctx, const StridedArray& array, const ResolvedKey& key, const StridedArray& value) {
  const StridedArray shape = selectedShape(key, array.dtype);
  StridedArray from = broadcastValue(ctx, value, shape);
  const OwnedOffsets offsets = offsetsBeside(ctx, key, array);
  if (mayOverlap(from, array) || !hasOneStep(from, key.place, key.broadcast.ndim)) from = copyOf(ctx, from, array.dtype);
  if (shape.size() > 0) {
    const Blocks blocks = blocksOf(key, from, array.dtype);
    const int64_t step = key.broadcast.ndim == 0 ? 0 : from.strides[key.place + key.broadcast.ndim - 1];
    forEachPlace(axesOf(key.rest, 0, key.place, array.dtype, key.base), axesOf(from, 0, key.place, array.dtype, from.data),
                 [&](char* base, char* each) { scatterBlocks(blocks, base, offsets.offsets, each, step); });
  }
  release(ctx, from);
  if (offsets.owner != 0) kr_buffer_release(ctx, offsets.owner);
}

}  // namespace krait::indexing
