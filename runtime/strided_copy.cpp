// Copies in steps: axes are joined and sorted as for any loop nest, and each row goes by a loop for the width of its elements.
#include "runtime/strided_copy.h"

#include <algorithm>
#include <cstring>

#include "runtime/broadcast.h"
#include "runtime/buffer.h"
#include "runtime/every_second.h"
#include "runtime/raise.h"

namespace krait {
namespace {

constexpr int64_t kMaxDimensions = 64;

struct Pair {
  uint64_t words[2];
};

// Four at a time: a loop of single loads and stores spends as much on counting.
template <class T>
void copySteps(int64_t count, char* to, int64_t to_step, const char* from, int64_t from_step) {
  int64_t k = 0;
  for (; k + 4 <= count; k += 4) {
    T elements[4];
    for (int j = 0; j < 4; ++j) std::memcpy(&elements[j], from + j * from_step, sizeof(T));
    for (int j = 0; j < 4; ++j) std::memcpy(to + j * to_step, &elements[j], sizeof(T));
    to += 4 * to_step;
    from += 4 * from_step;
  }
  for (; k < count; ++k, to += to_step, from += from_step) std::memcpy(to, from, sizeof(T));
}

// A step that is known makes vectors of it.
template <class T>
void copySecond(int64_t count, char* to, const char* from) {
  if constexpr (sizeof(T) == 4 || sizeof(T) == 8) {
    if (hasEverySecond()) return copyEverySecond(count, reinterpret_cast<T*>(to), reinterpret_cast<const T*>(from));
  }
  for (int64_t k = 0; k < count; ++k) std::memcpy(to + k * sizeof(T), from + 2 * k * sizeof(T), sizeof(T));
}

template <class T>
void fillRow(int64_t count, char* to, const char* from) {
  constexpr int64_t kBlock = 2048 / sizeof(T);  // what memcpy repeats from the first-level cache
  T element;
  std::memcpy(&element, from, sizeof element);
  for (int64_t k = 0; k < std::min(count, kBlock); ++k) std::memcpy(to + k * sizeof(T), &element, sizeof(T));
  for (int64_t k = kBlock; k < count; k += kBlock) {
    std::memcpy(to + k * sizeof(T), to, static_cast<size_t>(std::min(count - k, kBlock)) * sizeof(T));
  }
}

template <class T>
void copyRow(int64_t count, char* to, int64_t to_step, const char* from, int64_t from_step) {
  constexpr int64_t kWidth = sizeof(T);
  if (to_step == kWidth && from_step == 0) return fillRow<T>(count, to, from);
  if (to_step == kWidth && from_step == 2 * kWidth) return copySecond<T>(count, to, from);
  copySteps<T>(count, to, to_step, from, from_step);
}

// Records and other wide elements.
void copyWide(int64_t count, char* to, int64_t to_step, const char* from, int64_t from_step, int64_t width) {
  for (int64_t k = 0; k < count; ++k) std::memcpy(to + k * to_step, from + k * from_step, static_cast<size_t>(width));
}

void copyRow(int64_t count, char* to, int64_t to_step, const char* from, int64_t from_step, int64_t width) {
  if (to_step == width && from_step == width) {
    if (count > 0) std::memcpy(to, from, static_cast<size_t>(count * width));
    return;
  }
  switch (width) {
    case 1: return copyRow<uint8_t>(count, to, to_step, from, from_step);
    case 2: return copyRow<uint16_t>(count, to, to_step, from, from_step);
    case 4: return copyRow<uint32_t>(count, to, to_step, from, from_step);
    case 8: return copyRow<uint64_t>(count, to, to_step, from, from_step);
    case 16: return copyRow<Pair>(count, to, to_step, from, from_step);
    default: return copyWide(count, to, to_step, from, from_step, width);
  }
}

// A long enough row with steps of an operand that moves along no other axis of those that there are.
bool isRepeatedRow(int64_t ndim, const int64_t* shape, const int64_t* strides, int64_t width) {
  constexpr int64_t kShortest = 16;  // elements
  const int64_t step = strides[ndim - 1];
  if (step == 0 || step == width || shape[ndim - 1] < kShortest) return false;
  bool is_repeated = false;
  for (int64_t axis = 0; axis < ndim - 1; ++axis) {
    if (shape[axis] == 0 || (shape[axis] > 1 && strides[axis] != 0)) return false;
    is_repeated = is_repeated || shape[axis] > 1;
  }
  return is_repeated;
}

int64_t roomForRow(int64_t bytes) { return (bytes + 63) / 64 * 64; }

constexpr int64_t kBetweenPolls = int64_t{1} << 20;  // elements

struct Copy {
  kr_context* ctx;  // null: nobody is asked whether to go on
  int64_t ndim;
  int64_t width;
  int64_t shape[kMaxDimensions];
  int64_t strides[2 * kMaxDimensions];  // of the target, then of the source

  void row(char* to, const char* from) const {
    const int64_t to_step = strides[ndim - 1], from_step = strides[2 * ndim - 1];
    for (int64_t done = 0; done < shape[ndim - 1]; done += kBetweenPolls) {
      const int64_t count = std::min(shape[ndim - 1] - done, kBetweenPolls);
      copyRow(count, to + done * to_step, to_step, from + done * from_step, from_step, width);
      if (ctx && *ctx->interrupt != 0) kr_interrupted(ctx, ctx->error_site);
    }
  }

  void rows(int64_t axis, char* to, const char* from) const {
    if (axis == ndim - 1) return row(to, from);
    const int64_t to_step = strides[axis], from_step = strides[ndim + axis];
    for (int64_t k = 0; k < shape[axis]; ++k) rows(axis + 1, to + k * to_step, from + k * from_step);
  }
};

struct Elements {
  char* data;
  const int64_t* strides;
};

void copyElements(kr_context* ctx, int64_t ndim, const int64_t* shape, Elements to, Elements from, int64_t width) {
  if (std::find(shape, shape + ndim, 0) != shape + ndim) return;
  if (ndim == 0) {
    std::memcpy(to.data, from.data, static_cast<size_t>(width));
    return;
  }
  Copy copy;  // not initialised: it has room for many more axes
  copy.ctx = ctx;
  copy.ndim = ndim;
  copy.width = width;
  std::copy_n(shape, ndim, copy.shape);
  std::copy_n(to.strides, ndim, copy.strides);
  std::copy_n(from.strides, ndim, copy.strides + ndim);
  if (ndim > 1) kr_plan_loops(ndim, 2, copy.shape, copy.strides);
  copy.rows(0, to.data, from.data);
}

}  // namespace
}  // namespace krait

using namespace krait;

void kr_copy_elements(int64_t ndim, const int64_t* shape, void* to, const int64_t* to_strides, const void* from,
                      const int64_t* from_strides, int64_t width) {
  const Elements target{static_cast<char*>(to), to_strides};
  copyElements(nullptr, ndim, shape, target, {static_cast<char*>(const_cast<void*>(from)), from_strides}, width);
}

void kr_assign(kr_context* ctx, int64_t ndim, const int64_t* shape, const int64_t* strides, void* const* data, int64_t width) {
  const int64_t widths[] = {width, width};
  const Elements to{static_cast<char*>(data[0]), strides}, from{static_cast<char*>(data[1]), strides + ndim};
  if (kr_is_overlapped(ndim, 2, shape, strides, data, widths) == 0) {
    const bool is_itself = to.data == from.data && std::equal(strides, strides + ndim, strides + ndim);
    if (!is_itself) copyElements(ctx, ndim, shape, to, from, width);
    return;
  }
  int64_t steps[kMaxDimensions];
  int64_t bytes = width;
  for (int64_t axis = ndim; axis-- > 0; bytes *= shape[axis]) steps[axis] = bytes;
  kr_buffer* between = kr_buffer_new(ctx, bytes);
  const Elements copy{static_cast<char*>(between->data), steps};
  copyElements(ctx, ndim, shape, copy, from, width);
  copyElements(ctx, ndim, shape, to, copy, width);
  kr_buffer_release(ctx, reinterpret_cast<kr_owner>(between));
}

void* kr_pack_row(int64_t count, void* room, void* from, int64_t step, int64_t width) {
  if (step == width) return from;
  copyRow(count, static_cast<char*>(room), width, static_cast<const char*>(from), step, width);
  return room;
}

void kr_unpack_row(int64_t count, void* to, int64_t step, const void* packed, int64_t width) {
  if (to != packed) copyRow(count, static_cast<char*>(to), step, static_cast<const char*>(packed), width, width);
}

kr_owner kr_pack_repeated(kr_context* ctx, int64_t ndim, int64_t count, const int64_t* shape, int64_t* strides, void** data,
                          const int64_t* widths, int64_t which) {
  const auto isRepeated = [&](int64_t k) {
    return (which >> k & 1) != 0 && isRepeatedRow(ndim, shape, strides + k * ndim, widths[k]);
  };
  int64_t bytes = 0;
  for (int64_t k = 0; k < count; ++k) bytes += isRepeated(k) ? roomForRow(shape[ndim - 1] * widths[k]) : 0;
  if (bytes == 0) return 0;
  kr_buffer* buffer = kr_buffer_new(ctx, bytes);
  char* room = static_cast<char*>(buffer->data);
  for (int64_t k = 0; k < count; ++k) {
    if (!isRepeated(k)) continue;
    int64_t& step = strides[(k + 1) * ndim - 1];
    copyRow(shape[ndim - 1], room, widths[k], static_cast<const char*>(data[k]), step, widths[k]);
    data[k] = room;
    step = widths[k];
    room += roomForRow(shape[ndim - 1] * widths[k]);
  }
  return reinterpret_cast<kr_owner>(buffer);
}
