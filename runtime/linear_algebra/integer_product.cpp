// Integer matrix products: each row of the result takes up four rows of the second operand at a time.
//
// out[i,:] += a[i,k] * b[k,:] + ... + a[i,k+3] * b[k+3,:], so that a row of the result is read and written
// once per four products and every inner loop runs along memory and is vectorised, for the widest vectors
// that the processor has. b is taken in panels that stay in the cache. Integers wrap around, so the order of
// additions is free.
#include "runtime/linear_algebra/integer_product.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace krait {
namespace {

constexpr int64_t kPanelBytes = 256 << 10;

// Rows of elements in contiguous memory.
template <typename U>
struct Rows {
  U* data;
  int64_t step;  // elements from one row to the next

  [[nodiscard]] U* operator[](int64_t i) const { return data + i * step; }
};

template <typename U>
U multiply(U a, U b) {
  return static_cast<U>(static_cast<std::common_type_t<U, uint32_t>>(a) * b);
}
template <typename U>
U plus(U a, U b) {
  return static_cast<U>(a + b);
}

// A panel of b, all of a, all of the result.
template <typename U>
struct Panel {
  Rows<U> out;
  Rows<const U> a, b;
  int64_t rows, inner, columns;
};

template <typename U>
[[gnu::always_inline]] inline void addFourRows(U* __restrict out, const U* f, const Rows<const U>& b,
                                               int64_t k, int64_t columns) {
  const U *b0 = b[k], *b1 = b[k + 1], *b2 = b[k + 2], *b3 = b[k + 3];
  const U f0 = f[k], f1 = f[k + 1], f2 = f[k + 2], f3 = f[k + 3];
  for (int64_t j = 0; j < columns; ++j) {
    const U low = plus(multiply(f0, b0[j]), multiply(f1, b1[j]));
    const U high = plus(multiply(f2, b2[j]), multiply(f3, b3[j]));
    out[j] = plus(out[j], plus(low, high));
  }
}

template <typename U>
[[gnu::always_inline]] inline void addPanel(const Panel<U>& panel) {
  for (int64_t i = 0; i < panel.rows; ++i) {
    U* __restrict out = panel.out[i];
    const U* f = panel.a[i];
    int64_t k = 0;
    for (; k + 4 <= panel.inner; k += 4) addFourRows(out, f, panel.b, k, panel.columns);
    for (; k < panel.inner; ++k) {
      const U* row = panel.b[k];
      for (int64_t j = 0; j < panel.columns; ++j) out[j] = plus(out[j], multiply(f[k], row[j]));
    }
  }
}

// One column: products of rows of a with it.
template <typename U>
[[gnu::always_inline]] inline void addColumn(const Panel<U>& panel) {
  for (int64_t i = 0; i < panel.rows; ++i) {
    const U* row = panel.a[i];
    U sum = *panel.out[i];
    for (int64_t k = 0; k < panel.inner; ++k) sum = plus(sum, multiply(row[k], panel.b.data[k]));
    *panel.out[i] = sum;
  }
}

template <typename U>
[[gnu::always_inline]] inline void addAny(const Panel<U>& panel) {
  if (panel.columns == 1) return addColumn(panel);
  addPanel(panel);
}

template <typename U>
void addBaseline(const Panel<U>& panel) {
  addAny(panel);
}
template <typename U>
[[gnu::target("avx2")]] void addAvx2(const Panel<U>& panel) {
  addAny(panel);
}
template <typename U>
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void addAvx512(const Panel<U>& panel) {
  addAny(panel);
}

template <typename U>
void add(const Panel<U>& panel) {
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")) return addAvx512(panel);
  if (__builtin_cpu_supports("avx2")) return addAvx2(panel);
  addBaseline(panel);
}

// As NumPy's loops: a of n x k, b of k x m. Rows are contiguous, as integer_product.h asks for.
template <typename U>
void productLoop(char** arguments, const int64_t* dimensions, const int64_t* steps, void*) {
  constexpr int64_t kItem = sizeof(U);
  const int64_t n = dimensions[1], inner = dimensions[2], m = dimensions[3];
  const int64_t panel_rows =
      std::max<int64_t>(4, kPanelBytes / std::max<int64_t>(1, m * kItem) & ~int64_t{3});
  for (int64_t time = 0; time < dimensions[0]; ++time) {
    const Rows<const U> a{reinterpret_cast<const U*>(arguments[0] + time * steps[0]), steps[3] / kItem};
    const Rows<const U> b{reinterpret_cast<const U*>(arguments[1] + time * steps[1]), steps[5] / kItem};
    const Rows<U> out{reinterpret_cast<U*>(arguments[2] + time * steps[2]), m};
    std::memset(out.data, 0, static_cast<size_t>(n * m * kItem));
    for (int64_t k = 0; k < inner; k += panel_rows) {
      add(Panel<U>{out, {a.data + k, a.step}, {b[k], b.step}, n, std::min(panel_rows, inner - k), m});
    }
  }
}

// --- bools: rows of b as bits, so that a word holds 64 columns

constexpr int64_t kWordBits = 64;
constexpr int64_t kPanelRows = 1024;

// Bit j of the word: column j. A product gathers the low bits of eight bytes in its highest byte.
uint64_t packBits(const uint8_t* row, int64_t columns) {
  constexpr uint64_t kGather = 0x0102040810204080;
  uint64_t word = 0;
  int64_t j = 0;
  for (; j + 8 <= columns; j += 8) {
    uint64_t eight;
    std::memcpy(&eight, row + j, sizeof eight);
    word |= (eight * kGather >> 56) << j;
  }
  for (; j < columns; ++j) word |= static_cast<uint64_t>(row[j]) << j;
  return word;
}

// The other way: bit j of the word into column j, where what is true stays so. A product repeats a byte eight
// times, a mask keeps another bit of each.
void addToRow(uint8_t* row, uint64_t word, int64_t columns) {
  constexpr uint64_t kRepeat = 0x0101010101010101, kBits = 0x8040201008040201, kCarry = 0x7f7f7f7f7f7f7f7f;
  int64_t j = 0;
  for (; j + 8 <= columns; j += 8) {
    uint64_t eight;
    std::memcpy(&eight, row + j, sizeof eight);
    eight |= ((((word >> j & 0xff) * kRepeat & kBits) + kCarry) >> 7) & kRepeat;
    std::memcpy(row + j, &eight, sizeof eight);
  }
  for (; j < columns; ++j) row[j] |= word >> j & 1;
}

// Of the rows that `chosen` says, all bits; as soon as they are all set, no more rows.
uint64_t anyOf(const uint8_t* chosen, const uint64_t* rows, int64_t count, uint64_t all) {
  constexpr int64_t kStretch = 64;
  uint64_t word = 0;
  for (int64_t first = 0; first < count && word != all; first += kStretch) {
    const int64_t end = std::min(count, first + kStretch);
    for (int64_t k = first; k < end; ++k) word |= rows[k] & -static_cast<uint64_t>(chosen[k]);
  }
  return word;
}

// Whether two rows are true at the same place; looks no further than it must.
uint8_t anyBoth(const uint8_t* a, const uint8_t* b, int64_t count) {
  int64_t k = 0;
  for (; k + 8 <= count; k += 8) {
    uint64_t left, right;
    std::memcpy(&left, a + k, sizeof left);
    std::memcpy(&right, b + k, sizeof right);
    if ((left & right) != 0) return 1;
  }
  for (; k < count; ++k) {
    if ((a[k] & b[k]) != 0) return 1;
  }
  return 0;
}

void addBits(const Panel<uint8_t>& panel, int64_t first, int64_t columns, uint64_t* bits) {
  const uint64_t all = ~uint64_t{0} >> (kWordBits - columns);
  for (int64_t k = 0; k < panel.inner; ++k) bits[k] = packBits(panel.b[k] + first, columns);
  for (int64_t i = 0; i < panel.rows; ++i) {
    const uint64_t word = anyOf(panel.a[i], bits, panel.inner, all);
    addToRow(panel.out[i] + first, word, columns);
  }
}

void boolLoop(char** arguments, const int64_t* dimensions, const int64_t* steps, void*) {
  const int64_t n = dimensions[1], inner = dimensions[2], m = dimensions[3];
  uint64_t bits[kPanelRows];
  for (int64_t time = 0; time < dimensions[0]; ++time) {
    const Rows<const uint8_t> a{reinterpret_cast<const uint8_t*>(arguments[0] + time * steps[0]), steps[3]};
    const Rows<const uint8_t> b{reinterpret_cast<const uint8_t*>(arguments[1] + time * steps[1]), steps[5]};
    const Rows<uint8_t> out{reinterpret_cast<uint8_t*>(arguments[2] + time * steps[2]), m};
    if (m == 1) {
      for (int64_t i = 0; i < n; ++i) out.data[i] = anyBoth(a[i], b.data, inner);
      continue;
    }
    std::memset(out.data, 0, static_cast<size_t>(n * m));
    for (int64_t k = 0; k < inner; k += kPanelRows) {
      const Panel<uint8_t> panel{
          out, {a.data + k, a.step}, {b[k], b.step}, n, std::min(kPanelRows, inner - k), m};
      for (int64_t j = 0; j < m; j += kWordBits) addBits(panel, j, std::min(kWordBits, m - j), bits);
    }
  }
}

}  // namespace

kr_loop integerProduct(char dtype) {
  if (dtype == '?') return {boolLoop, nullptr};
  switch (itemSize(dtype)) {
  case 1: return {productLoop<uint8_t>, nullptr};
  case 2: return {productLoop<uint16_t>, nullptr};
  case 4: return {productLoop<uint32_t>, nullptr};
  default: return {productLoop<uint64_t>, nullptr};
  }
}

}  // namespace krait
