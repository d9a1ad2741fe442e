// np.searchsorted: where to insert values into a sorted line; see sort_array.h.
//
// Each search halves a length that depends on nothing but the line's, without a branch on what it compares, so that
// several go on side by side and wait for memory together. Where the values ascend, as sorted ones do, the line that is
// left begins where the last one was, and ends a few doublings later.
#include <algorithm>

#include "runtime/raise.h"
#include "runtime/sorting/element_type.h"
#include "runtime/sorting/kernels.h"
#include "runtime/sorting/lines.h"
#include "runtime/sorting/sort_array.h"

namespace krait::sorting {
namespace {

// A sorted line, perhaps by way of its argsort.
template <class T>
struct SortedLine {
  const T* values;
  size_t count;
  const int64_t* sorter;  // null: the values are sorted themselves

  [[nodiscard]] SortedLine part(size_t first, size_t length) const {
    return sorter == nullptr ? SortedLine{values + first, length, nullptr} : SortedLine{values, length, sorter + first};
  }
  [[nodiscard]] T at(size_t k) const { return sorter == nullptr ? values[k] : values[sorter[k]]; }
};

template <bool kRight, class T>
bool isBefore(T element, T value) {
  return kRight ? !isLess(value, element) : isLess(element, value);
}

constexpr size_t kTogether = 8;

// The places of up to kTogether values.
template <bool kRight, bool kSorter, class T>
void search(const SortedLine<T>& line, const T* values, size_t count, int64_t* places) {
  size_t first[kTogether] = {};
  for (size_t length = line.count; length > 1; length -= length / 2) {
    const size_t half = length / 2;
    for (size_t k = 0; k < count; ++k) {
      const size_t middle = first[k] + half - 1;
      const T element = kSorter ? line.at(middle) : line.values[middle];
      first[k] += isBefore<kRight>(element, values[k]) ? half : 0;
    }
  }
  for (size_t k = 0; k < count; ++k) {
    const bool is_behind = line.count > 0 && isBefore<kRight>(line.at(first[k]), values[k]);
    places[k] = static_cast<int64_t>(first[k] + (is_behind ? 1 : 0));
  }
}

template <class T>
bool ascends(const T* values, size_t count) {
  bool is_descent = false;
  for (size_t k = 1; k < count; ++k) is_descent |= isLess(values[k], values[k - 1]);
  return !is_descent;
}

// The length of the line from `first` on that has the place of the value in it.
template <bool kRight, class T>
size_t lengthTo(const SortedLine<T>& line, size_t first, T value) {
  size_t length = kTogether;
  while (first + length < line.count && isBefore<kRight>(line.at(first + length - 1), value)) length *= 2;
  return std::min(length, line.count - first);
}

// The values before these have places, and these ascend from them.
template <bool kRight, bool kSorter, class T>
void searchOn(const SortedLine<T>& line, const T* values, size_t count, int64_t* places) {
  const size_t first = static_cast<size_t>(places[-1]);
  const size_t length = lengthTo<kRight>(line, first, values[count - 1]);
  search<kRight, kSorter>(line.part(first, length), values, count, places);
  for (size_t k = 0; k < count; ++k) places[k] += static_cast<int64_t>(first);
}

template <bool kRight, bool kSorter, class T>
void searchAll(kr_context* ctx, const SortedLine<T>& line, const T* values, size_t count, int64_t* places) {
  for (size_t first = 0; first < count; first += kTogether) {
    const size_t together = std::min(kTogether, count - first);
    if (first > 0 && ascends(values + first - 1, together + 1)) {
      searchOn<kRight, kSorter>(line, values + first, together, places + first);
    } else {
      search<kRight, kSorter>(line, values + first, together, places + first);
    }
    if (first % (kTogether << 12) == 0 && isInterrupted(ctx)) poll(ctx);
  }
}

template <class T>
void searchSide(kr_context* ctx, bool is_right, const SortedLine<T>& line, const T* values, size_t count, int64_t* places) {
  const bool has_sorter = line.sorter != nullptr;
  if (is_right) {
    has_sorter ? searchAll<true, true>(ctx, line, values, count, places) : searchAll<true, false>(ctx, line, values, count, places);
  } else {
    has_sorter ? searchAll<false, true>(ctx, line, values, count, places) : searchAll<false, false>(ctx, line, values, count, places);
  }
}

// Positions outside the line would be read outside it.
void checkSorter(kr_context* ctx, const StridedArray& sorter, int64_t count) {
  if (sorter.size() != count) raiseText(ctx, kr_error_value_error, "sorter.size must equal a.size");
  const int64_t* positions = reinterpret_cast<const int64_t*>(sorter.data);
  for (int64_t k = 0; k < count; ++k) {
    if (positions[k] < 0 || positions[k] >= count) raiseText(ctx, kr_error_value_error, "Sorter index out of range.");
  }
}

}  // namespace
}  // namespace krait::sorting

using namespace krait;
using namespace krait::sorting;

void kr_searchsorted(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  const char dtype = *operands.takeText();
  StridedArray line = contiguousArray(ctx, operands.takeArray(), dtype);
  StridedArray values = contiguousArray(ctx, operands.takeArray(), dtype);
  const bool is_right = operands.takeInt() != 0;
  StridedArray sorter;
  const bool has_sorter = !operands.isNone();
  if (has_sorter) {
    sorter = asContiguous(ctx, operands.takeArray(), 'l');
    checkSorter(ctx, sorter, line.shape[0]);
  }
  StridedArray places = newStrided(ctx, 'l', values.ndim, values.shape);
  withElementType(dtype, [&]<class T>(T) {
    const SortedLine<T> sorted{reinterpret_cast<const T*>(line.data), static_cast<size_t>(line.shape[0]),
                               has_sorter ? reinterpret_cast<const int64_t*>(sorter.data) : nullptr};
    searchSide(ctx, is_right, sorted, reinterpret_cast<const T*>(values.data), static_cast<size_t>(values.size()),
               reinterpret_cast<int64_t*>(places.data));
  });
  release(ctx, line);
  release(ctx, values);
  release(ctx, sorter);
  Results(slots).put(ctx, places);
}
