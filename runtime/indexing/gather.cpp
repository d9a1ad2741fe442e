// Loops over positions; see gather.h.
#include "runtime/indexing/gather.h"

#include <algorithm>
#include <cstring>

namespace krait::indexing {
namespace {

constexpr int64_t kChunk = 1024;

struct Pair {
  uint64_t low, high;
};

// Calls use(T{}) with an unsigned number of so many bytes.
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

bool areInside(const int64_t* values, int64_t count, int64_t extent) {
  const auto range = 2 * static_cast<uint64_t>(extent);
  uint64_t outside = 0;
  for (int64_t k = 0; k < count; ++k) outside |= static_cast<uint64_t>(values[k] + extent) >= range ? 1 : 0;
  return outside == 0;
}

int64_t wrapped(int64_t value, int64_t extent) { return value + (value >> 63 & extent); }

// The step is a constant where elements lie in a row.
template <class T, int64_t kStride>
void gather(char* to, const char* base, const Offsets& offsets) {
  const int64_t* values = offsets.values;
  const int64_t extent = offsets.extent, stride = kStride == 0 ? offsets.stride : kStride;
  for (int64_t k = 0; k < offsets.count; ++k) {
    std::memcpy(to + k * static_cast<int64_t>(sizeof(T)), base + wrapped(values[k], extent) * stride, sizeof(T));
  }
}

template <class T, int64_t kStride, int64_t kStep>
void scatter(char* base, const Offsets& offsets, const char* from, int64_t given_step) {
  const int64_t* values = offsets.values;
  const int64_t extent = offsets.extent;
  const int64_t stride = kStride == 0 ? offsets.stride : kStride, step = kStep == 0 ? given_step : kStep;
  for (int64_t k = 0; k < offsets.count; ++k) {
    std::memcpy(base + wrapped(values[k], extent) * stride, from + k * step, sizeof(T));
  }
}

}  // namespace

void checkPositions(kr_context* ctx, const Positions& positions) {
  for (int64_t first = 0; first < positions.count; first += kChunk) {
    const int64_t count = std::min(kChunk, positions.count - first);
    const int64_t* values = positions.values + first;
    if (areInside(values, count, positions.extent)) continue;
    const int64_t* bad = std::find_if(values, values + count, [&](int64_t value) { return value < -positions.extent || value >= positions.extent; });
    raiseOutOfBounds(ctx, *bad, positions.axis, positions.extent);
  }
}

void gatherElements(char* out, const char* base, const Offsets& offsets, int64_t item_size) {
  withItem(item_size, [&]<class T>(T) {
    constexpr auto kItem = static_cast<int64_t>(sizeof(T));
    offsets.stride == kItem ? gather<T, kItem>(out, base, offsets) : gather<T, 0>(out, base, offsets);
  });
}

void scatterElements(char* base, const Offsets& offsets, const char* from, int64_t step, int64_t item_size) {
  withItem(item_size, [&]<class T>(T) {
    constexpr auto kItem = static_cast<int64_t>(sizeof(T));
    if (offsets.stride == kItem && step == kItem) return scatter<T, kItem, kItem>(base, offsets, from, step);
    scatter<T, 0, 0>(base, offsets, from, step);
  });
}

}  // namespace krait::indexing
