// The loops over masks for any processor against those of this machine, and against a loop written out.
#include "runtime/indexing/mask_kernels.h"

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "runtime/indexing/position_range.h"
#include "gtest/gtest.h"

namespace krait::indexing {
namespace {

using Bytes = std::vector<char>;

struct Sample {
  std::vector<uint8_t> mask;
  Bytes elements;
};

Sample sample(int64_t size, int64_t item, int share) {
  std::mt19937 random(static_cast<unsigned>(size * 31 + item + share));
  Sample made;
  for (int64_t k = 0; k < size; ++k)
    made.mask.push_back(static_cast<int>(random() % 100) < share ? 1 + random() % 3 : 0);
  for (int64_t k = 0; k < size * item; ++k) made.elements.push_back(static_cast<char>(random()));
  return made;
}

Bytes selected(const Sample& from, int64_t item) {
  Bytes out;
  for (size_t k = 0; k < from.mask.size(); ++k) {
    const auto first = from.elements.begin() + static_cast<int64_t>(k) * item;
    if (from.mask[k] != 0) out.insert(out.end(), first, first + item);
  }
  return out;
}

Bytes spread(const Sample& from, const Bytes& values, int64_t item, bool repeats) {
  Bytes out(from.elements.size(), 'x');
  int64_t next = 0;
  for (size_t k = 0; k < from.mask.size(); ++k) {
    if (from.mask[k] == 0) continue;
    std::memcpy(&out[k * static_cast<size_t>(item)], &values[static_cast<size_t>(repeats ? 0 : next)],
                static_cast<size_t>(item));
    next += item;
  }
  return out;
}

void expectRight(const MaskKernels& kernels, const Sample& from, int64_t item) {
  const auto size = static_cast<int64_t>(from.mask.size());
  const Bytes wanted = selected(from, item);
  EXPECT_EQ(kernels.count(from.mask.data(), size) * item, static_cast<int64_t>(wanted.size()));
  Bytes out(wanted.size() + kOvershoot);
  kernels.select(out.data(), from.elements.data(), from.mask.data(), size);
  out.resize(wanted.size());
  EXPECT_EQ(out, wanted);
  Bytes stored(from.elements.size(), 'x');
  kernels.spread(stored.data(), wanted.data(), from.mask.data(), size);
  EXPECT_EQ(stored, spread(from, wanted, item, false));
  if (wanted.empty()) return;
  Bytes filled(from.elements.size(), 'x');
  kernels.fill(filled.data(), wanted.data(), from.mask.data(), size);
  EXPECT_EQ(filled, spread(from, wanted, item, true));
}

void expectRightPositions(const MaskKernels& kernels, const Sample& from) {
  std::vector<int64_t> wanted;
  for (size_t k = 0; k < from.mask.size(); ++k) {
    if (from.mask[k] != 0) wanted.push_back(static_cast<int64_t>(k) + 5);
  }
  std::vector<int64_t> out(wanted.size() + kOvershoot);
  const int64_t* end =
      kernels.positions(out.data(), from.mask.data(), static_cast<int64_t>(from.mask.size()), 5);
  EXPECT_EQ(end - out.data(), static_cast<int64_t>(wanted.size()));
  out.resize(wanted.size());
  EXPECT_EQ(out, wanted);
}

TEST(MaskKernels, BothKindsAreRight) {
  for (const int64_t size : {0, 1, 7, 63, 64, 65, 130, 1000}) {
    for (const int64_t item : {1, 2, 4, 8, 16}) {
      for (const int share : {0, 3, 50, 100}) {
        const Sample from = sample(size, item, share);
        expectRight(portableMaskKernels(item), from, item);
        expectRight(maskKernels(item), from, item);
        expectRightPositions(portableMaskKernels(item), from);
        expectRightPositions(maskKernels(item), from);
      }
    }
  }
}

TEST(PositionRange, LeastAndGreatest) {
  std::mt19937_64 random(3);
  for (int64_t count = 1; count < 70; ++count) {
    std::vector<int64_t> values;
    for (int64_t k = 0; k < count; ++k) values.push_back(static_cast<int64_t>(random()));
    const PositionRange range = rangeOf(values.data(), count);
    EXPECT_EQ(range.least, *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(range.greatest, *std::max_element(values.begin(), values.end()));
  }
  EXPECT_TRUE(rangeOf(nullptr, 0).isInside(0));
}

}  // namespace
}  // namespace krait::indexing
