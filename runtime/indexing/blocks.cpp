// What lies at the positions of a key, copied; see blocks.h.
#include "runtime/indexing/blocks.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/broadcast.h"
#include "runtime/buffer.h"
#include "runtime/indexing/gather.h"
#include "runtime/raise.h"
#include "runtime/raised_text.h"

namespace krait::indexing {
namespace {

// ---- The sum of the offsets of several arrays of positions

// Adds the offsets of one array of positions to those before it, or begins with them.
class OffsetSum {
 public:
  OffsetSum(const Positions& from, const StridedArray& shape, bool is_first)
      : from_(from), shape_(shape), is_first_(is_first) {}

  // For the axes from this one on; `first` is where the positions of the axes before it have led.
  void add(int64_t* out, int axis, int64_t first, int64_t reach) const {
    if (axis >= shape_.ndim - 1) return addLine(out, axis < shape_.ndim && !repeats(axis), first, reach);
    const int64_t extent = shape_.shape[axis];
    int64_t step = repeats(axis) ? 0 : 1;
    for (int k = own(axis) + 1; step != 0 && k < from_.ndim; ++k) step *= from_.shape[k];
    for (int64_t k = 0; k < extent; ++k)
      add(out + k * (reach / extent), axis + 1, first + k * step, reach / extent);
  }

 private:
  [[nodiscard]] int own(int axis) const { return axis - (shape_.ndim - from_.ndim); }
  [[nodiscard]] bool repeats(int axis) const { return own(axis) < 0 || from_.shape[own(axis)] == 1; }

  void addLine(int64_t* out, bool moves, int64_t first, int64_t count) const {
    const int64_t* values = from_.values + first;
    const int64_t extent = from_.extent, stride = from_.stride, step = moves ? 1 : 0;
    for (int64_t k = 0; k < count; ++k) {
      const int64_t value = values[k * step];
      out[k] = (is_first_ ? 0 : out[k]) + (value + (value >> 63 & extent)) * stride;
    }
  }

  const Positions& from_;
  const StridedArray& shape_;
  const bool is_first_;
};

struct OwnedOffsets {
  Offsets offsets;
  kr_owner owner = 0;
};

// NumPy's: what one array of positions selects it loads as np.take does, in C order, unless there is one element at each.
Visit visitOfLoad(const ResolvedKey& key) {
  const int64_t size = key.rest.size();
  if (key.count != 1 || size == 0) return Visit::ByMemory;
  return size == 1 ? Visit::ByStep : Visit::InOrder;
}

// Checks all positions, unless none of them is used. A single array of them is taken as it is, unless it is
// used for many lines.
OwnedOffsets offsetsOf(kr_context* ctx, const ResolvedKey& key, Visit visit) {
  if (key.broadcast.size() == 0) return {{nullptr, 0, 0, 1, false, 0}};
  bool has_negative = false;
  int64_t reach = 0;
  for (int k = 0; k < key.count; ++k) {
    has_negative |= checkPositions(ctx, key.positions[k], visit);
    reach += key.positions[k].extent * std::abs(key.positions[k].stride);
  }
  if (key.count == 1 && key.place == 0) {
    const Positions& only = key.positions[0];
    return {{only.values, only.count, only.extent, only.stride, has_negative, reach}};
  }
  const int64_t count = key.broadcast.size();
  kr_buffer* buffer = kr_buffer_new(ctx, count * static_cast<int64_t>(sizeof(int64_t)));
  int64_t* sums = static_cast<int64_t*>(buffer->data);
  if (key.count == 0) std::fill_n(sums, count, 0);  // arrays without axes count as numbers, which the base has in it
  for (int k = 0; k < key.count; ++k)
    OffsetSum(key.positions[k], key.broadcast, k == 0).add(sums, 0, 0, count);
  return {{sums, count, 0, 1, false, reach}, reinterpret_cast<kr_owner>(buffer)};
}

// The same for a store into the array that the positions may be read from.
OwnedOffsets offsetsBeside(kr_context* ctx, const ResolvedKey& key, const StridedArray& array) {
  OwnedOffsets made = offsetsOf(ctx, key, Visit::ByMemory);
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

// The axes in front of the positions as lines, on both sides: calls use(lines) for all axes but the last.
template <class Use>
void forEachLines(const StridedArray& inside, const StridedArray& outside, Use use) {
  if (inside.size() == 0) return;
  const int last = inside.ndim - 1;
  Lines lines{inside.data, 0, outside.data, 0, 1, itemSize(inside.dtype)};
  if (last >= 0) {
    lines.inside_step = inside.strides[last];
    lines.outside_step = outside.strides[last];
    lines.count = inside.shape[last];
  }
  int64_t index[kMaxAxes] = {};
  while (true) {
    use(lines);
    int k = last - 1;
    for (; k >= 0; --k) {
      lines.inside += inside.strides[k];
      lines.outside += outside.strides[k];
      if (++index[k] < inside.shape[k]) break;
      lines.inside -= index[k] * inside.strides[k];
      lines.outside -= index[k] * outside.strides[k];
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

void copyBlock(Blocks& blocks, char* to, char* from, bool is_load) {
  if (blocks.is_row) {
    std::memcpy(to, from, static_cast<size_t>(blocks.bytes));
    return;
  }
  blocks.inside.data = is_load ? from : to;
  blocks.outside.data = is_load ? to : from;
  is_load ? copyElements(blocks.outside, blocks.inside) : copyElements(blocks.inside, blocks.outside);
}

void gatherBlocks(kr_context* ctx, Blocks& blocks, const Lines& lines, const Offsets& offsets) {
  if (blocks.is_element) return gatherElements(ctx, lines, offsets);
  for (int64_t line = 0; line < lines.count; ++line) {
    char* from = lines.inside + line * lines.inside_step;
    char* to = lines.outside + line * lines.outside_step;
    for (int64_t k = 0; k < offsets.count; ++k, to += blocks.bytes) {
      if (*ctx->interrupt != 0) kr_interrupted(ctx, ctx->error_site);
      copyBlock(blocks, to, from + offsets.at(k), true);
    }
  }
}

void scatterBlocks(kr_context* ctx, Blocks& blocks, const Lines& lines, const Offsets& offsets, int64_t step) {
  if (blocks.is_element) return scatterElements(ctx, lines, offsets, step);
  for (int64_t line = 0; line < lines.count; ++line) {
    char* to = lines.inside + line * lines.inside_step;
    char* from = lines.outside + line * lines.outside_step;
    for (int64_t k = 0; k < offsets.count; ++k, from += step) {
      if (*ctx->interrupt != 0) kr_interrupted(ctx, ctx->error_site);
      copyBlock(blocks, to + offsets.at(k), from, false);
    }
  }
}

void copyBlocks(kr_context* ctx, const ResolvedKey& key, const Offsets& offsets, const StridedArray& out) {
  if (out.size() == 0) return;
  const char dtype = out.dtype;
  Blocks blocks = blocksOf(key, out, dtype);
  forEachLines(axesOf(key.rest, 0, key.place, dtype, key.base), axesOf(out, 0, key.place, dtype, out.data),
               [&](const Lines& lines) { gatherBlocks(ctx, blocks, lines, offsets); });
}

// ---- Stores

// A key of ints, slices and None alone selects a view, to which the value is assigned; one of ints for all axes an element.
void checkBasicStore(kr_context* ctx, const ResolvedKey& key, const StridedArray& value, const StridedArray& shape) {
  if (key.count > 0) return;
  if (key.is_item && value.ndim > 0) raiseText(ctx, kr_error_value_error, "setting an array element with a sequence.");
  kr_fit(ctx, 1, shape.ndim, shape.shape, value.ndim, value.shape);
}

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

void selectBlocksInto(kr_context* ctx, const ResolvedKey& key, const StridedArray& out) {
  const OwnedOffsets offsets = offsetsOf(ctx, key, visitOfLoad(key));
  copyBlocks(ctx, key, offsets.offsets, out);
  if (offsets.owner != 0) kr_buffer_release(ctx, offsets.owner);
}

StridedArray selectBlocks(kr_context* ctx, const ResolvedKey& key, char dtype) {
  const StridedArray shape = selectedShape(key, dtype);
  if (key.count == 1 && key.rest.ndim == 0) {
    const StridedArray line = newStrided(ctx, dtype, shape.ndim, shape.shape);
    gatherChecked(ctx, key.positions[0], visitOfLoad(key), {key.base, 0, line.data, 0, 1, itemSize(dtype)});
    return line;
  }
  const OwnedOffsets offsets = offsetsOf(ctx, key, visitOfLoad(key));
  const StridedArray out = newStrided(ctx, dtype, shape.ndim, shape.shape);
  copyBlocks(ctx, key, offsets.offsets, out);
  if (offsets.owner != 0) kr_buffer_release(ctx, offsets.owner);
  return out;
}

void storeBlocks(kr_context* ctx, const StridedArray& array, const ResolvedKey& key,
                 const StridedArray& value) {
  const StridedArray shape = selectedShape(key, array.dtype);
  checkBasicStore(ctx, key, value, shape);
  StridedArray from = broadcastValue(ctx, value, shape);
  const OwnedOffsets offsets = offsetsBeside(ctx, key, array);
  if (mayOverlap(from, array) || !hasOneStep(from, key.place, key.broadcast.ndim))
    from = copyOf(ctx, from, array.dtype);
  if (shape.size() > 0) {
    Blocks blocks = blocksOf(key, from, array.dtype);
    const int64_t step = key.broadcast.ndim == 0 ? 0 : from.strides[key.place + key.broadcast.ndim - 1];
    forEachLines(axesOf(key.rest, 0, key.place, array.dtype, key.base),
                 axesOf(from, 0, key.place, array.dtype, from.data),
                 [&](const Lines& lines) { scatterBlocks(ctx, blocks, lines, offsets.offsets, step); });
  }
  release(ctx, from);
  if (offsets.owner != 0) kr_buffer_release(ctx, offsets.owner);
}

}  // namespace krait::indexing
