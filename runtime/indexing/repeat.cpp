// np.repeat: each item of an axis as often as its count says, with all that is inside it.
//
// Few copies of an item of one element are a store of 32 bytes, whatever their number: the item behind goes over what is too
// much. No branch depends on a count. Where all items have the same small one, a loop is written out for it.
#include <algorithm>
#include <cstring>

#include "runtime/indexing/array_index.h"
#include "runtime/linear_algebra/strided_array.h"
#include "runtime/raise.h"
#include "runtime/sorting/kernels.h"

namespace krait::indexing {
namespace {

struct Pair {
  uint64_t words[2];
};

// How often each item is taken: `step` 0 where one count is for all.
struct Counts {
  const int64_t* values;
  int64_t step;

  [[nodiscard]] int64_t operator[](int64_t k) const { return values[k * step]; }
};

// Items of an axis, one after the other: so many, of so many bytes.
struct Items {
  const char* data;
  int64_t count;
  int64_t bytes;
};

template <int kCopies, class T>
void repeatEvenly(T* out, const T* from, size_t count) {
#pragma clang loop vectorize(disable) unroll_count(4)  // two stores in a cycle are faster than shuffled vectors
  for (size_t k = 0; k < count; ++k) {
    const T item = from[k];
    for (int copy = 0; copy < kCopies; ++copy) out[k * kCopies + copy] = item;
  }
}

template <class T>
bool repeatEvenly(T* out, const T* from, size_t count, int64_t copies) {
  switch (copies) {
    case 1: return repeatEvenly<1>(out, from, count), true;
    case 2: return repeatEvenly<2>(out, from, count), true;
    case 3: return repeatEvenly<3>(out, from, count), true;
    case 4: return repeatEvenly<4>(out, from, count), true;
    default: return false;
  }
}

template <class T>
char* repeatElements(kr_context* ctx, char* to, const char* end, const Items& items, Counts counts) {
  constexpr int64_t kAtOnce = 32 / sizeof(T);
  const T* from = reinterpret_cast<const T*>(items.data);
  T* out = reinterpret_cast<T*>(to);
  const T* last = reinterpret_cast<const T*>(end);
  sorting::inBlocks(ctx, static_cast<size_t>(items.count), [&](size_t first, size_t block_end) {
    const size_t taken = block_end - first;
    if (counts.step == 0 && repeatEvenly(out, from + first, taken, counts[0])) {
      out += taken * static_cast<size_t>(counts[0]);
      return;
    }
    for (size_t k = first; k < block_end; ++k) {
      const T item = from[k];
      const int64_t count = counts[static_cast<int64_t>(k)];
      if (count > kAtOnce || last - out < kAtOnce) std::fill_n(out, count, item);
      else std::fill_n(out, kAtOnce, item);
      out += count;
    }
  });
  return reinterpret_cast<char*>(out);
}

char* repeatBytes(kr_context* ctx, char* to, const Items& items, Counts counts) {
  for (int64_t k = 0; k < items.count; ++k) {
    const char* item = items.data + k * items.bytes;
    for (int64_t copy = counts[k]; copy > 0; --copy, to += items.bytes) std::memcpy(to, item, static_cast<size_t>(items.bytes));
    if (sorting::isInterrupted(ctx)) sorting::poll(ctx);
  }
  return to;
}

char* repeatItems(kr_context* ctx, char* to, const char* end, const Items& items, Counts counts) {
  switch (items.bytes) {
    case 1: return repeatElements<uint8_t>(ctx, to, end, items, counts);
    case 2: return repeatElements<uint16_t>(ctx, to, end, items, counts);
    case 4: return repeatElements<uint32_t>(ctx, to, end, items, counts);
    case 8: return repeatElements<uint64_t>(ctx, to, end, items, counts);
    case 16: return repeatElements<Pair>(ctx, to, end, items, counts);
    default: return repeatBytes(ctx, to, items, counts);
  }
}

// How many items there will be, of so many; raises if a count is negative, or memory has no room for them.
int64_t sumOf(kr_context* ctx, Counts counts, int64_t items) {
  const int64_t distinct = counts.step == 0 ? std::min<int64_t>(items, 1) : items;
  int64_t bits = 0, total = 0;
  for (int64_t k = 0; k < distinct; ++k) {
    bits |= counts.values[k];
    total = static_cast<int64_t>(static_cast<uint64_t>(total) + static_cast<uint64_t>(counts.values[k]));
  }
  if (bits < 0) raiseText(ctx, kr_error_value_error, "repeats may not contain negative values.");
  int64_t most, sum = total;
  const bool is_exact = !__builtin_mul_overflow(bits, items, &most);  // no count is above `bits`
  const bool overflows = !is_exact || (counts.step == 0 && __builtin_mul_overflow(total, items, &sum));
  if (overflows) raiseInteger(ctx, kr_error_out_of_memory, INT64_MAX);
  return sum;
}

int64_t productOf(const int64_t* extents, int count) {
  int64_t product = 1;
  for (int k = 0; k < count; ++k) product *= extents[k];
  return product;
}

}  // namespace
}  // namespace krait::indexing

using namespace krait;
using namespace krait::indexing;

void kr_repeat(kr_context* ctx, const int64_t* words, kr_slot* slots) {
  Operands operands(words);
  StridedArray given = operands.takeArray();
  if (given.dtype == 'M') given.dtype = 'l';
  StridedArray array = asContiguous(ctx, given, given.dtype);
  StridedArray numbers = asContiguous(ctx, operands.takeArray(), 'l');
  const int axis = static_cast<int>(operands.takeInt());
  const Counts counts{reinterpret_cast<const int64_t*>(numbers.data), numbers.shape[0] == 1 ? 0 : 1};
  int64_t shape[kMaxAxes];
  std::copy_n(array.shape, array.ndim, shape);
  shape[axis] = sumOf(ctx, counts, array.shape[axis]);
  StridedArray made = newStrided(ctx, array.dtype, array.ndim, shape);
  const int64_t inside = productOf(array.shape + axis + 1, array.ndim - axis - 1) * itemSize(array.dtype);
  const int64_t outside = productOf(array.shape, axis);
  char* to = made.data;
  const char* end = made.data + made.size() * itemSize(array.dtype);
  for (int64_t k = 0; k < outside; ++k) {
    to = repeatItems(ctx, to, end, {array.data + k * array.shape[axis] * inside, array.shape[axis], inside}, counts);
  }
  release(ctx, numbers);
  release(ctx, array);
  Results(slots).put(ctx, made);
}
