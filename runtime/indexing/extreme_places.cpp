// np.argmax and np.argmin, line by line; see extreme_places.h.
#include "runtime/indexing/extreme_places.h"

#include <algorithm>

#include "runtime/indexing/extreme_kernels.h"
#include "runtime/sorting/element_type.h"
#include "runtime/sorting/kernels.h"
#include "runtime/sorting/lines.h"

namespace krait::indexing {
namespace {

using sorting::ComplexNumber;
using sorting::Half;
using sorting::Scratch;
using sorting::Time;

// A block after the other: only one that is more extreme changes the place.
template <class T>
int64_t placeOfNumber(kr_context* ctx, const T* line, int64_t count, bool is_max) {
  const ExtremeKernels<T>& kernels = extremeKernels<T>();
  const auto place_in_block = is_max ? kernels.greatest : kernels.least;
  int64_t place = place_in_block(line, std::min(count, kExtremeBlock));
  for (int64_t first = kExtremeBlock; first < count && line[place] == line[place]; first += kExtremeBlock) {
    const int64_t other = first + place_in_block(line + first, std::min(count - first, kExtremeBlock));
    const bool is_more = is_max ? line[other] > line[place] : line[other] < line[place];
    if (is_more || line[other] != line[other]) place = other;
    if (sorting::isInterrupted(ctx)) sorting::poll(ctx);
  }
  return place;
}

// Not-a-time is the least number.
int64_t placeOfTime(kr_context* ctx, const Time* line, int64_t count, bool is_max) {
  const int64_t* ticks = reinterpret_cast<const int64_t*>(line);
  const int64_t least = placeOfNumber(ctx, ticks, count, false);
  return !is_max || sorting::isUnordered(line[least]) ? least : placeOfNumber(ctx, ticks, count, true);
}

template <class T>
int64_t placeByOrder(const T* line, int64_t count, bool is_max) {
  int64_t place = 0;
  for (int64_t k = 0; k < count; ++k) {
    if (sorting::isUnordered(line[k])) return k;
    if (is_max ? sorting::isLess(line[place], line[k]) : sorting::isLess(line[k], line[place])) place = k;
  }
  return place;
}

int64_t placeOfBool(const uint8_t* line, int64_t count, bool is_max) {
  const void* found = std::memchr(line, is_max ? 1 : 0, static_cast<size_t>(count));
  return found == nullptr ? 0 : static_cast<const uint8_t*>(found) - line;
}

template <class T>
int64_t placeIn(kr_context* ctx, const T* line, int64_t count, bool is_max) {
  if constexpr (std::is_same_v<T, Time>) {
    return placeOfTime(ctx, line, count, is_max);
  } else if constexpr (sorting::isComplexType<T> || std::is_same_v<T, Half>) {
    return placeByOrder(line, count, is_max);
  } else {
    return placeOfNumber(ctx, line, count, is_max);
  }
}

// The places as an array with the axis, of one element there, so that both have lines in the same order.
void findPlaces(kr_context* ctx, const StridedArray& array, int axis, bool is_max, const StridedArray& places) {
  Scratch scratch(ctx);
  const size_t count = static_cast<size_t>(array.shape[axis]);
  sorting::withElementType(array.dtype, [&](auto type) {
    using T = decltype(type);
    sorting::forEachLine(array, places, axis, [&](char* data, char* place) {
      const T* line = sorting::contiguous<T>(scratch, sorting::Use::Line, data, array.strides[axis], count);
      int64_t& found = *reinterpret_cast<int64_t*>(place);
      if (array.dtype == '?') found = placeOfBool(reinterpret_cast<const uint8_t*>(line), static_cast<int64_t>(count), is_max);
      else found = placeIn(ctx, line, static_cast<int64_t>(count), is_max);
      if (sorting::isInterrupted(ctx)) sorting::poll(ctx);
    });
  });
  scratch.release();
}

}  // namespace
}  // namespace krait::indexing

using namespace krait;
using namespace krait::indexing;

void kr_extreme_places(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const StridedArray array = operands.takeArray();
  const int axis = static_cast<int>(operands.takeInt());
  const bool is_max = operands.takeInt() != 0;
  const StridedArray shape = withoutAxis(array, axis);
  StridedArray places = newStrided(ctx, 'l', shape.ndim, shape.shape);
  findPlaces(ctx, array, axis, is_max, withAxisAt(places, axis, 1, 0));
  Results(slots).put(ctx, places);
}
