// Loops over positions; see gather.h. Positions that count from the end are rare, and looked for in the pass
// that checks all of them, so that the loop over elements does not have to.
//
// Where the places are spread over more memory than the caches hold, elements are fetched ahead (README.md): a fetch does not
// hold up what comes behind it as a load does, so more of them are on their way at a time.
#include "runtime/indexing/gather.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "runtime/indexing/position_range.h"
#include "runtime/raise.h"

namespace krait::indexing {
namespace {

// Positions that stay in the cache between two passes over them.
constexpr int64_t kChunk = 1024;
constexpr int64_t kFetched = 128;             // how many positions ahead elements are fetched
constexpr int64_t kFar = int64_t{8} << 20;    // bytes that the caches do not hold
constexpr int64_t kBetweenPolls = 1 << 16;    // positions

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
template <int64_t kStride, bool kWraps>
struct Places {
  explicit Places(const Offsets& offsets)
      : values(offsets.values), extent(offsets.extent), stride(kStride == 0 ? offsets.stride : kStride) {}

  [[nodiscard]] int64_t operator[](int64_t k) const { return wrapped<kWraps>(values[k], extent) * stride; }

  const int64_t* values;
  const int64_t extent, stride;
};

// How many of the places have one that is to be fetched kFetched behind them.
int64_t fetching(const Offsets& offsets) {
  if (offsets.reach <= kFar) return 0;
  return std::clamp<int64_t>(offsets.count + offsets.behind - kFetched, 0, offsets.count);
}

// Calls each(k) for all places.
template <bool kForStore, class Places, class Each>
void forEachPlace(const char* base, const Places& places, const Offsets& offsets, Each each) {
  const int64_t far = fetching(offsets), count = offsets.count;
#pragma clang loop vectorize(disable) unroll_count(8)
  for (int64_t k = 0; k < far; ++k) {
    __builtin_prefetch(base + places[k + kFetched], kForStore);
    each(k);
  }
#pragma clang loop vectorize(disable) unroll_count(8)
  for (int64_t k = far; k < count; ++k) each(k);
}

template <class T, int64_t kStride, bool kWraps>
void gather(char* out, const char* base, const Offsets& offsets) {
  const Places<kStride, kWraps> places(offsets);
  forEachPlace<false>(base, places, offsets, [&](int64_t k) {
    std::memcpy(out + k * static_cast<int64_t>(sizeof(T)), base + places[k], sizeof(T));
  });
}

template <class T, int64_t kStride, bool kWraps>
void scatter(char* base, const Offsets& offsets, const char* from, int64_t step) {
  const Places<kStride, kWraps> places(offsets);
  forEachPlace<true>(base, places, offsets,
                     [&](int64_t k) { std::memcpy(base + places[k], from + k * step, sizeof(T)); });
}

// Calls use(offsets, first) for one stretch of the positions after the other, from number `first` on.
template <class Use>
void inStretches(kr_context* ctx, const Offsets& offsets, Use use) {
  Offsets part = offsets;
  for (int64_t first = 0; first < offsets.count; first += kBetweenPolls) {
    if (*ctx->interrupt != 0) kr_interrupted(ctx, ctx->error_site);
    part.values = offsets.values + first;
    part.count = std::min(kBetweenPolls, offsets.count - first);
    part.behind = offsets.behind + offsets.count - first - part.count;
    use(part, first);
  }
}

// Few positions of many lines: the lines are the inner loop, as many of them at a time as stay in the cache.
template <class T>
void gatherAcross(kr_context* ctx, const Lines& lines, const Offsets& offsets) {
  for (int64_t first = 0; first < lines.count; first += kChunk / 4) {
    if (*ctx->interrupt != 0) kr_interrupted(ctx, ctx->error_site);
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

// The values as an array whose C order is that of the visit.
StridedArray inOrderOf(const Positions& positions, Visit visit) {
  int64_t steps[kMaxAxes];
  int axes[kMaxAxes];
  int64_t step = sizeof(int64_t);
  for (int axis = positions.ndim - 1; axis >= 0; step *= positions.shape[axis--]) steps[axis] = step;
  std::iota(axes, axes + positions.ndim, 0);
  const int64_t* given = positions.given_strides;
  std::sort(axes, axes + positions.ndim, [&](int a, int b) {
    const int64_t one = std::abs(given[a]), other = std::abs(given[b]);
    return one == other ? a < b : one > other;
  });
  StridedArray made;
  made.dtype = 'l';
  made.ndim = positions.ndim;
  made.data = reinterpret_cast<char*>(const_cast<int64_t*>(positions.values));
  const bool turns_around = visit == Visit::ByMemory && !(positions.ndim == 1 && positions.came_as_words);
  for (int k = 0; k < positions.ndim; ++k) {
    const int axis = axes[k];
    const bool is_backward = turns_around && given[axis] < 0;
    made.shape[k] = positions.shape[axis];
    made.strides[k] = is_backward ? -steps[axis] : steps[axis];
    if (is_backward) made.data += (positions.shape[axis] - 1) * steps[axis];
  }
  return made;
}

// One is out of bounds.
[[noreturn]] void raiseFirst(kr_context* ctx, const Positions& positions, Visit visit) {
  const int64_t* values = positions.values;
  if (visit != Visit::InOrder) {
    const StridedArray row = copyOf(ctx, inOrderOf(positions, visit), 'l');
    values = reinterpret_cast<const int64_t*>(row.data);
  }
  while (*values >= -positions.extent && *values < positions.extent) ++values;
  raiseOutOfBounds(ctx, *values, positions.axis, positions.extent);
}

}  // namespace

bool checkPositions(kr_context* ctx, const Positions& positions, Visit visit) {
  const PositionRange range = rangeOf(positions.values, positions.count);
  if (!range.isInside(positions.extent)) raiseFirst(ctx, positions, visit);
  return range.least < 0;
}

void gatherElements(kr_context* ctx, const Lines& lines, const Offsets& offsets) {
  withItem(lines.item_size, [&]<class T>(T) {
    if (offsets.count <= 16 && lines.count > 2 * offsets.count) return gatherAcross<T>(ctx, lines, offsets);
    withForm<T>(offsets, [&]<int64_t kStride, bool kWraps>() {
      for (int64_t line = 0; line < lines.count; ++line) {
        const char* base = lines.inside + line * lines.inside_step;
        char* out = lines.outside + line * lines.outside_step;
        inStretches(ctx, offsets, [&](const Offsets& part, int64_t first) {
          gather<T, kStride, kWraps>(out + first * static_cast<int64_t>(sizeof(T)), base, part);
        });
      }
    });
  });
}

void gatherChecked(kr_context* ctx, const Positions& positions, Visit visit, const Lines& line) {
  Lines part = line;
  for (int64_t first = 0; first < positions.count; first += kChunk) {
    const int64_t count = std::min(kChunk, positions.count - first);
    const int64_t* values = positions.values + first;
    const PositionRange range = rangeOf(values, count);
    if (!range.isInside(positions.extent)) raiseFirst(ctx, positions, visit);
    gatherElements(ctx, part, {values, count, positions.extent, positions.stride, range.least < 0,
                               positions.extent * std::abs(positions.stride), positions.count - first - count});
    part.outside += count * line.item_size;
  }
}

void scatterElements(kr_context* ctx, const Lines& lines, const Offsets& offsets, int64_t step) {
  withItem(lines.item_size, [&]<class T>(T) {
    withForm<T>(offsets, [&]<int64_t kStride, bool kWraps>() {
      for (int64_t line = 0; line < lines.count; ++line) {
        char* base = lines.inside + line * lines.inside_step;
        const char* from = lines.outside + line * lines.outside_step;
        inStretches(ctx, offsets, [&](const Offsets& part, int64_t first) {
          scatter<T, kStride, kWraps>(base, part, from + first * step, step);
        });
      }
    });
  });
}

}  // namespace krait::indexing
