// Loops over positions; see gather.h. Positions that count from the end are rare, and looked for in the pass
// that checks all of them, so that the loop over elements does not have to.
#include "runtime/indexing/gather.h"

#include <algorithm>
#include <cstring>

#include "runtime/indexing/position_range.h"

namespace krait::indexing {
namespace {

// Positions that stay in the cache between two passes over them.
constexpr int64_t kChunk = 1024;

struct Pair {
  uint64_t low, high;
};

// Calls use(T{}) with a number of so many bytes.
template <class Use>
void withItem(int64_t item_size, Use use) {
  switch (item_size) {
  case 1: return use(uint8_t{});
  case 2: return use(uint16_t{});
  case 4: return use(uint32_t{});
  case 8: return use(uint64_t{});
  default: return use(Pair{});
  }
}

template <bool kWraps>
int64_t wrapped(int64_t value, int64_t extent) {
  return kWraps ? value + (value >> 63 & extent) : value;
}

// The stride is a constant where elements lie in a row. One by one: two loads an element are faster than
// vectors put together.
template <class T, int64_t kStride, bool kWraps>
void gather(char* out, const char* base, const Offsets& offsets) {
  const int64_t* values = offsets.values;
  const int64_t extent = offsets.extent, stride = kStride == 0 ? offsets.stride : kStride;
  const int64_t count = offsets.count;
#pragma clang loop vectorize(disable) unroll_count(8)
  for (int64_t k = 0; k < count; ++k) {
    std::memcpy(out + k * static_cast<int64_t>(sizeof(T)), base + wrapped<kWraps>(values[k], extent) * stride,
                sizeof(T));
  }
}

// Few positions of many lines: the lines are the inner loop, as many of them at a time as stay in the cache.
template <class T>
void gatherAcross(const Lines& lines, const Offsets& offsets) {
  for (int64_t first = 0; first < lines.count; first += kChunk / 4) {
    const int64_t count = std::min(kChunk / 4, lines.count - first);
    for (int64_t k = 0; k < offsets.count; ++k) {
      const char* from = lines.inside + first * lines.inside_step + offsets.at(k);
      char* to = lines.outside + first * lines.outside_step + k * static_cast<int64_t>(sizeof(T));
#pragma clang loop vectorize(disable) unroll_count(8)
      for (int64_t line = 0; line < count; ++line) {
        std::memcpy(to + line * lines.outside_step, from + line * lines.inside_step, sizeof(T));
      }
    }
  }
}

template <class T, int64_t kStride, bool kWraps>
void scatter(char* base, const Offsets& offsets, const char* from, int64_t step) {
  const int64_t* values = offsets.values;
  const int64_t extent = offsets.extent, stride = kStride == 0 ? offsets.stride : kStride;
  const int64_t count = offsets.count;
#pragma clang loop vectorize(disable) unroll_count(8)
  for (int64_t k = 0; k < count; ++k) {
    std::memcpy(base + wrapped<kWraps>(values[k], extent) * stride, from + k * step, sizeof(T));
  }
}

// Calls use with the two constants that the loops have: the stride (0: not known), and whether positions may
// be negative.
template <class T, class Use>
void withForm(const Offsets& offsets, Use use) {
  constexpr auto kItem = static_cast<int64_t>(sizeof(T));
  if (offsets.stride == kItem)
    return offsets.has_negative ? use.template operator()<kItem, true>()
                                : use.template operator()<kItem, false>();
  if (offsets.stride == 1) return use.template operator()<1, false>();
  use.template operator()<0, true>();
}

void raiseFirst(kr_context* ctx, const int64_t* values, const Positions& positions) {
  while (*values >= -positions.extent && *values < positions.extent) ++values;
  raiseOutOfBounds(ctx, *values, positions.axis, positions.extent);
}

}  // namespace

bool checkPositions(kr_context* ctx, const Positions& positions) {
  const PositionRange range = rangeOf(positions.values, positions.count);
  if (!range.isInside(positions.extent)) raiseFirst(ctx, positions.values, positions);
  return range.least < 0;
}

void gatherElements(const Lines& lines, const Offsets& offsets) {
  withItem(lines.item_size, [&]<class T>(T) {
    if (offsets.count <= 16 && lines.count > 2 * offsets.count) return gatherAcross<T>(lines, offsets);
    withForm<T>(offsets, [&]<int64_t kStride, bool kWraps>() {
      for (int64_t line = 0; line < lines.count; ++line) {
        gather<T, kStride, kWraps>(lines.outside + line * lines.outside_step,
                                   lines.inside + line * lines.inside_step, offsets);
      }
    });
  });
}

void gatherChecked(kr_context* ctx, const Positions& positions, const Lines& line) {
  Lines part = line;
  for (int64_t first = 0; first < positions.count; first += kChunk) {
    const int64_t count = std::min(kChunk, positions.count - first);
    const int64_t* values = positions.values + first;
    const PositionRange range = rangeOf(values, count);
    if (!range.isInside(positions.extent)) raiseFirst(ctx, values, positions);
    gatherElements(part, {values, count, positions.extent, positions.stride, range.least < 0});
    part.outside += count * line.item_size;
  }
}

void scatterElements(const Lines& lines, const Offsets& offsets, int64_t step) {
  withItem(lines.item_size, [&]<class T>(T) {
    withForm<T>(offsets, [&]<int64_t kStride, bool kWraps>() {
      for (int64_t line = 0; line < lines.count; ++line) {
        scatter<T, kStride, kWraps>(lines.inside + line * lines.inside_step, offsets,
                                    lines.outside + line * lines.outside_step, step);
      }
    });
  });
}

}  // namespace krait::indexing
