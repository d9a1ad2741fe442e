// Reading keys; see index_key.h.
#include "runtime/indexing/index_key.h"

#include <algorithm>

#include "runtime/buffer.h"
#include "runtime/indexing/find_true.h"
#include "runtime/raise.h"
#include "runtime/raised_text.h"

namespace krait::indexing {
namespace {

bool isMask(const StridedArray& part) { return part.dtype == '?'; }

int64_t takeIntOr(Operands& key, int64_t missing) {
  if (!key.isNone()) return key.takeInt();
  key.takeNone();
  return missing;
}

void skipSlice(Operands& key) {
  key.takeSlice();
  for (int k = 0; k < 3; ++k) static_cast<void>(takeIntOr(key, 0));
}

// How many axes of the array the next part is for, which is passed over.
int skipPart(Operands& key) {
  switch (key.tag()) {
  case OperandTag::None: key.takeNone(); return 0;
  case OperandTag::Ellipsis: key.takeEllipsis(); return 0;
  case OperandTag::Slice: skipSlice(key); return 1;
  default: break;
  }
  const StridedArray part = key.takeArray();
  return isMask(part) ? part.ndim : 1;
}

struct KeyAxes {
  int parts;
  int hidden;  // axes for which `...`, or the end of the key, stands
};

KeyAxes countAxes(Operands key, int ndim) {
  KeyAxes axes{key.takeTuple(), ndim};
  for (int k = 0; k < axes.parts; ++k) axes.hidden -= skipPart(key);
  return axes;
}

// Masks are compared with their axes before anything else is looked at.
void checkMasks(kr_context* ctx, Operands key, const StridedArray& array, const KeyAxes& axes) {
  int axis = 0;
  key.takeTuple();
  for (int k = 0; k < axes.parts; ++k) {
    if (key.tag() == OperandTag::Ellipsis) axis += axes.hidden;
    Operands part = key;
    const bool is_array = key.tag() == OperandTag::Array;
    const int taken = skipPart(key);
    if (is_array) {
      const StridedArray mask = part.takeArray();
      if (isMask(mask)) checkMask(ctx, mask, array, axis);
    }
    axis += taken;
  }
}

class KeyReader {
 public:
  KeyReader(kr_context* context, const StridedArray& array, const KeyAxes& axes)
      : ctx_(context), array_(array), axes_(axes) {
    key_.base = array.data;
    key_.place = key_.count = 0;
    const auto room = static_cast<int64_t>(sizeof(Positions)) * (array.ndim + axes.parts);
    kr_buffer* list = kr_buffer_new(ctx_, room);
    key_.owner = reinterpret_cast<kr_owner>(list);
    key_.positions = static_cast<Positions*>(list->data);
  }

  ResolvedKey read(Operands& key);

 private:
  void readPart(Operands& key);
  void readSlice(Operands& key);
  void takeInteger(int64_t index);
  void takeFlag(bool flag);
  void takePositions(const StridedArray& part);
  void takeMask(const StridedArray& mask);
  void takeWhole(int count);
  void keep(int64_t extent, int64_t stride);
  void noteAdvanced();
  void broadcast();
  Positions& addPositions(const int64_t* values, int64_t count);

  // Where arrays of positions have stood so far.
  enum class Run : uint8_t { None, Open, Closed, Split };

  kr_context* ctx_;
  const StridedArray& array_;
  const KeyAxes axes_;
  ResolvedKey key_;
  Run run_ = Run::None;
  int axis_ = 0;
};

void KeyReader::noteAdvanced() {
  if (run_ == Run::None) {
    key_.place = key_.rest.ndim;
    run_ = Run::Open;
  } else if (run_ == Run::Closed) {
    key_.place = 0;
    run_ = Run::Split;
  }
}

void KeyReader::keep(int64_t extent, int64_t stride) {
  key_.rest.shape[key_.rest.ndim] = extent;
  key_.rest.strides[key_.rest.ndim++] = stride;
  if (run_ == Run::Open) run_ = Run::Closed;
}

void KeyReader::takeWhole(int count) {
  if (run_ == Run::Open) run_ = Run::Closed;
  for (; count > 0; --count, ++axis_) keep(array_.shape[axis_], array_.strides[axis_]);
}

Positions& KeyReader::addPositions(const int64_t* values, int64_t count) {
  Positions& made = key_.positions[key_.count++];
  made.values = values;
  made.count = count;
  made.ndim = 1;
  made.shape[0] = count;
  made.given_strides[0] = sizeof(int64_t);
  made.came_as_words = true;
  made.axis = axis_;
  made.extent = made.stride = 0;
  made.owner = 0;
  return made;
}

void KeyReader::takeInteger(int64_t index) {
  const int64_t extent = array_.shape[axis_];
  if (index < -extent || index >= extent) raiseOutOfBounds(ctx_, index, axis_, extent);
  noteAdvanced();
  key_.base += (index < 0 ? index + extent : index) * array_.strides[axis_];
  ++axis_;
}

// A bool is a mask without axes: it selects everything, under a new axis of extent 1, or nothing.
void KeyReader::takeFlag(bool flag) {
  static constexpr int64_t kZero = 0;
  noteAdvanced();
  addPositions(&kZero, flag ? 1 : 0).extent = 1;
}

void KeyReader::takePositions(const StridedArray& part) {
  if (part.ndim == 0) {
    int64_t index = 0;
    StridedArray word;
    word.dtype = 'l';
    word.data = reinterpret_cast<char*>(&index);
    copyElements(word, part);
    return takeInteger(index);
  }
  noteAdvanced();
  const StridedArray values = asContiguous(ctx_, part, 'l');
  Positions& made = addPositions(reinterpret_cast<const int64_t*>(values.data), values.size());
  made.ndim = values.ndim;
  std::copy_n(values.shape, values.ndim, made.shape);
  std::copy_n(part.strides, part.ndim, made.given_strides);
  made.came_as_words = part.dtype == 'l';
  made.extent = array_.shape[axis_];
  made.stride = array_.strides[axis_];
  made.owner = values.is_temporary ? values.owner : 0;
  ++axis_;
}

void KeyReader::takeMask(const StridedArray& mask) {
  if (mask.ndim == 0) return takeFlag(*mask.data != 0);
  noteAdvanced();
  const TruePlaces places = findTrue(ctx_, mask);
  for (int k = 0; k < mask.ndim; ++k, ++axis_) {
    Positions& made = addPositions(places.axes[k], places.count);
    made.extent = array_.shape[axis_];
    made.stride = array_.strides[axis_];
    made.owner = places.owners[k];
  }
}

// A bound of a slice, as slice.indices() clips it.
int64_t takeBound(Operands& key, int64_t extent, int64_t missing, int64_t low, int64_t high) {
  if (key.isNone()) return takeIntOr(key, missing);
  const int64_t given = key.takeInt();
  return std::clamp(given < 0 ? given + extent : given, low, high);
}

void KeyReader::readSlice(Operands& key) {
  const int64_t extent = array_.shape[axis_], stride = array_.strides[axis_];
  key.takeSlice();
  Operands behind = key;
  for (int k = 0; k < 2; ++k) static_cast<void>(takeIntOr(behind, 0));
  const int64_t step = takeIntOr(behind, 1);
  if (step == 0) raiseText(ctx_, kr_error_value_error, "slice step cannot be zero");
  const bool goes_back = step < 0;
  const int64_t low = goes_back ? -1 : 0, high = goes_back ? extent - 1 : extent;
  const int64_t start = takeBound(key, extent, goes_back ? high : low, low, high);
  const int64_t stop = takeBound(key, extent, goes_back ? low : high, low, high);
  key = behind;
  const auto span = static_cast<uint64_t>(goes_back ? start - stop : stop - start);
  const uint64_t length = goes_back ? 0 - static_cast<uint64_t>(step) : static_cast<uint64_t>(step);
  const bool is_empty = goes_back ? start <= stop : stop <= start;
  const int64_t count = is_empty ? 0 : static_cast<int64_t>((span - 1) / length + 1);
  if (count > 0) key_.base += start * stride;
  keep(count, count > 1 ? stride * step : stride);
  ++axis_;
}

void KeyReader::readPart(Operands& key) {
  switch (key.tag()) {
  case OperandTag::None: key.takeNone(); return keep(1, 0);
  case OperandTag::Ellipsis: key.takeEllipsis(); return takeWhole(axes_.hidden);
  case OperandTag::Slice: return readSlice(key);
  default: break;
  }
  const bool is_number = key.tag() == OperandTag::Number;
  const StridedArray part = key.takeArray();
  if (isMask(part)) return takeMask(part);
  if (is_number) return takeInteger(*reinterpret_cast<const int64_t*>(part.data));
  takePositions(part);
}

[[noreturn]] void raiseMismatch(kr_context* ctx, const ResolvedKey& key) {
  RaisedText& text = newRaisedText();
  text.add("shape mismatch: indexing arrays could not be broadcast together with shapes ");
  for (int k = 0; k < key.count; ++k) {
    text.addShape(key.positions[k].ndim, key.positions[k].shape);
    text.add(" ");
  }
  raiseText(ctx, kr_error_index_error, text.text());
}

void KeyReader::broadcast() {
  StridedArray& shape = key_.broadcast;
  for (int k = 0; k < key_.count; ++k) shape.ndim = std::max(shape.ndim, key_.positions[k].ndim);
  std::fill_n(shape.shape, shape.ndim, 1);
  for (int k = 0; k < key_.count; ++k) {
    const Positions& each = key_.positions[k];
    for (int axis = 0; axis < each.ndim; ++axis) {
      int64_t& extent = shape.shape[shape.ndim - each.ndim + axis];
      if (each.shape[axis] == 1 || each.shape[axis] == extent) continue;
      if (extent != 1) raiseMismatch(ctx_, key_);
      extent = each.shape[axis];
    }
  }
}

ResolvedKey KeyReader::read(Operands& key) {
  key.takeTuple();
  for (int k = 0; k < axes_.parts; ++k) readPart(key);
  takeWhole(array_.ndim - axis_);
  key_.is_item = key_.count == 0 && key_.rest.ndim == 0 && axes_.parts == array_.ndim;
  broadcast();
  return key_;
}

}  // namespace

bool isWholeMask(Operands key, int ndim) {
  if (key.takeTuple() != 1 || key.tag() != OperandTag::Array) return false;
  const StridedArray part = key.takeArray();
  return isMask(part) && part.ndim == ndim && ndim > 0;
}

void skipKey(Operands& key) {
  for (int parts = key.takeTuple(); parts > 0; --parts) skipPart(key);
}

ResolvedKey resolveKey(kr_context* ctx, Operands& key, const StridedArray& array) {
  const KeyAxes axes = countAxes(key, array.ndim);
  checkMasks(ctx, key, array, axes);
  return KeyReader(ctx, array, axes).read(key);
}

void releaseKey(kr_context* ctx, const ResolvedKey& key) {
  for (int k = 0; k < key.count; ++k) {
    if (key.positions[k].owner != 0) kr_buffer_release(ctx, key.positions[k].owner);
  }
  kr_buffer_release(ctx, key.owner);
}

StridedArray selectedShape(const ResolvedKey& key, char dtype) {
  StridedArray made;
  made.dtype = dtype;
  made.ndim = key.rest.ndim + key.broadcast.ndim;
  int64_t* next = std::copy_n(key.rest.shape, key.place, made.shape);
  next = std::copy_n(key.broadcast.shape, key.broadcast.ndim, next);
  std::copy_n(key.rest.shape + key.place, key.rest.ndim - key.place, next);
  return made;
}

void checkMask(kr_context* ctx, const StridedArray& mask, const StridedArray& array, int first_axis) {
  for (int k = 0; k < mask.ndim; ++k) {
    const int64_t extent = array.shape[first_axis + k];
    if (mask.shape[k] == extent || mask.shape[k] == 0) continue;  // NumPy takes an empty mask for any axis
    raiseFormatted(
        ctx, kr_error_index_error,
        "boolean index did not match indexed array along axis %d; size of axis is %lld but size of "
        "corresponding boolean axis is %lld",
        first_axis + k, static_cast<long long>(extent), static_cast<long long>(mask.shape[k]));
  }
}

void raiseOutOfBounds(kr_context* ctx, int64_t index, int axis, int64_t extent) {
  raiseFormatted(ctx, kr_error_index_error, "index %lld is out of bounds for axis %d with size %lld",
                 static_cast<long long>(index), axis, static_cast<long long>(extent));
}

}  // namespace krait::indexing
