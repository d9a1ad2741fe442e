// Lists; see list.h.
#include "runtime/list.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "runtime/buffer.h"
#include "runtime/raise.h"

namespace krait {
namespace {

kr_list* listOf(kr_list_handle handle) { return reinterpret_cast<kr_list*>(handle); }

kr_slot* itemAt(const kr_list* list, int64_t index) { return list->items + index * list->slots; }

size_t bytesOf(const kr_list* list, int64_t count) { return static_cast<size_t>(count * list->slots) * sizeof(kr_slot); }

// Calls `array` or `handle` for each reference in an item.
template <typename Array, typename Handle>
void visitReferences(const kr_list* list, const kr_slot* item, const Array& array, const Handle& handle) {
  for (uint64_t slots = list->array_slots; slots != 0; slots &= slots - 1) array(item[__builtin_ctzll(slots)].u64);
  for (uint64_t slots = list->list_slots; slots != 0; slots &= slots - 1) handle(item[__builtin_ctzll(slots)].u64);
}

bool hasReferences(const kr_list* list) { return (list->array_slots | list->list_slots) != 0; }

void retainItems(const kr_list* list, int64_t first, int64_t end) {
  if (!hasReferences(list)) return;
  for (int64_t k = first; k < end; ++k) visitReferences(list, itemAt(list, k), kr_buffer_retain, kr_list_retain);
}

// The list is empty while its items go, so that what they release can't meet them again.
void releaseItems(kr_context* ctx, kr_list* list) {
  const int64_t count = std::exchange(list->length, 0);
  if (!hasReferences(list)) return;
  for (int64_t k = 0; k < count; ++k) {
    visitReferences(
        list, itemAt(list, k), [&](kr_owner owner) { kr_buffer_release(ctx, owner); },
        [&](kr_list_handle handle) { kr_list_release(ctx, handle); });
  }
}

int64_t grownCapacity(int64_t capacity, int64_t wanted) {
  constexpr int64_t kFirst = 8;
  return std::max({wanted, capacity + capacity / 2, kFirst});
}

// Bytes of so many items, or more than there can be.
int64_t checkedBytes(kr_context* ctx, const kr_list* list, int64_t capacity) {
  int64_t bytes = 0;
  const bool is_too_large = __builtin_mul_overflow(capacity, list->slots * int64_t{sizeof(kr_slot)}, &bytes);
  if (is_too_large) raiseInteger(ctx, kr_error_out_of_memory, INT64_MAX);
  return bytes;
}

void makeRoom(kr_context* ctx, kr_list* list, int64_t capacity) {
  kr_buffer* buffer = kr_buffer_new(ctx, checkedBytes(ctx, list, capacity));
  auto* items = static_cast<kr_slot*>(buffer->data);
  if (list->length > 0) std::memcpy(items, list->items, bytesOf(list, list->length));
  if (list->item_buffer != nullptr) kr_buffer_release(ctx, reinterpret_cast<kr_owner>(list->item_buffer));
  list->item_buffer = buffer;
  list->items = items;
  list->capacity = capacity;
}

// Merges the sorted runs [first, middle) and [middle, end) of `from` into `to`; of equals the first stays first.
template <typename Less>
void merge(const kr_slot* from, kr_slot* to, int64_t slots, int64_t first, int64_t middle, int64_t end, const Less& less) {
  const auto at = [&](int64_t k) { return from + k * slots; };
  int64_t left = first, right = middle;
  for (int64_t k = first; k < end; ++k) {
    const bool takes_right = left == middle || (right < end && less(at(right), at(left)));
    const int64_t taken = takes_right ? right++ : left++;
    std::memcpy(to + k * slots, at(taken), static_cast<size_t>(slots) * sizeof(kr_slot));
  }
}

template <typename Less>
void mergeSort(kr_context* ctx, kr_list* list, const Less& less) {
  kr_buffer* scratch = kr_buffer_new(ctx, checkedBytes(ctx, list, list->length));
  auto* other = static_cast<kr_slot*>(scratch->data);
  for (int64_t run = 1; run < list->length; run *= 2) {
    for (int64_t first = 0; first < list->length; first += 2 * run) {
      const int64_t middle = std::min(first + run, list->length), end = std::min(first + 2 * run, list->length);
      merge(list->items, other, list->slots, first, middle, end, less);
    }
    std::memcpy(list->items, other, bytesOf(list, list->length));
  }
  kr_buffer_release(ctx, reinterpret_cast<kr_owner>(scratch));
}

}  // namespace
}  // namespace krait

using namespace krait;

kr_list_handle kr_list_new(kr_context* ctx, int64_t capacity, int64_t slots, uint64_t array_slots, uint64_t list_slots) {
  kr_buffer* buffer = kr_buffer_new(ctx, sizeof(kr_list));
  auto* list = static_cast<kr_list*>(buffer->data);
  *list = {nullptr, 0, 0, slots, array_slots, list_slots, buffer, nullptr, nullptr};
  if (capacity > 0) makeRoom(ctx, list, capacity);
  return reinterpret_cast<kr_list_handle>(list);
}

void kr_list_reserve(kr_context* ctx, kr_list_handle handle, int64_t capacity) {
  kr_list* list = listOf(handle);
  if (capacity > list->capacity) makeRoom(ctx, list, grownCapacity(list->capacity, capacity));
}

void kr_list_retain(kr_list_handle handle) {
  if (handle != 0) addReferences(listOf(handle)->buffer->references, 1);  // 0: a variable that this path did not assign
}

void kr_list_release(kr_context* ctx, kr_list_handle handle) {
  if (handle == 0) return;
  kr_list* list = listOf(handle);
  if (list->buffer->references == 1) {
    releaseItems(ctx, list);
    if (list->item_buffer != nullptr) kr_buffer_release(ctx, reinterpret_cast<kr_owner>(list->item_buffer));
  }
  kr_buffer_release(ctx, reinterpret_cast<kr_owner>(list->buffer));
}

kr_slot* kr_list_open(kr_context* ctx, kr_list_handle handle, int64_t index) {
  kr_list* list = listOf(handle);
  kr_list_reserve(ctx, handle, list->length + 1);
  if (index < 0) index += list->length;
  index = std::clamp(index, int64_t{0}, list->length);
  std::memmove(itemAt(list, index + 1), itemAt(list, index), bytesOf(list, list->length - index));
  ++list->length;
  return itemAt(list, index);
}

void kr_list_close(kr_list_handle handle, int64_t index) {
  kr_list* list = listOf(handle);
  --list->length;
  std::memmove(itemAt(list, index), itemAt(list, index + 1), bytesOf(list, list->length - index));
}

void kr_list_clear(kr_context* ctx, kr_list_handle handle) { releaseItems(ctx, listOf(handle)); }

void kr_list_reverse(kr_list_handle handle) {
  kr_list* list = listOf(handle);
  for (int64_t k = 0, last = list->length - 1; k < last; ++k, --last) {
    std::swap_ranges(itemAt(list, k), itemAt(list, k + 1), itemAt(list, last));
  }
}

void kr_list_repeat(kr_context* ctx, kr_list_handle handle, int64_t count) {
  kr_list* list = listOf(handle);
  const int64_t once = list->length;
  if (count <= 0) return kr_list_clear(ctx, handle);
  int64_t length = 0;
  if (__builtin_mul_overflow(once, count, &length)) raiseInteger(ctx, kr_error_out_of_memory, INT64_MAX);
  kr_list_reserve(ctx, handle, length);
  // Each copy doubles what is there, up to the last one.
  for (int64_t done = once; done < length; done *= 2) {
    std::memcpy(itemAt(list, done), list->items, bytesOf(list, std::min(done, length - done)));
  }
  list->length = length;
  retainItems(list, once, length);
}

void kr_list_sort_int(kr_list_handle handle) {
  auto* items = reinterpret_cast<int64_t*>(listOf(handle)->items);
  std::sort(items, items + listOf(handle)->length);
}

// Equal floats are the same, but for zeros of both signs, whose order stays; and where a nan is, nothing is in order.
void kr_list_sort_float(kr_context* ctx, kr_list_handle handle) {
  kr_list* list = listOf(handle);
  auto* items = reinterpret_cast<double*>(list->items);
  const auto needs_merge = [](double item) { return item != item || (item == 0 && std::signbit(item)); };
  if (std::none_of(items, items + list->length, needs_merge)) return std::sort(items, items + list->length);
  mergeSort(ctx, list, [](const kr_slot* a, const kr_slot* b) { return a->f64 < b->f64; });
}

void kr_list_sort(kr_context* ctx, kr_list_handle handle, uint8_t (*less)(const kr_slot*, const kr_slot*)) {
  if (listOf(handle)->length < 2) return;
  mergeSort(ctx, listOf(handle), [less](const kr_slot* a, const kr_slot* b) { return less(a, b) != 0; });
}

kr_list_handle kr_list_new_host(kr_context* ctx, int64_t capacity, int64_t slots, uint64_t array_slots,
                                uint64_t list_slots) {
  kr_buffer* buffer = kr_buffer_try(ctx, sizeof(kr_list));
  if (buffer == nullptr) return 0;
  auto* list = static_cast<kr_list*>(buffer->data);
  *list = {nullptr, 0, capacity, slots, array_slots, list_slots, buffer, nullptr, nullptr};
  int64_t bytes = 0;
  if (__builtin_mul_overflow(capacity, slots * int64_t{sizeof(kr_slot)}, &bytes)) return 0;
  list->item_buffer = kr_buffer_try(ctx, bytes);
  if (list->item_buffer == nullptr) return 0;
  list->items = static_cast<kr_slot*>(list->item_buffer->data);
  return reinterpret_cast<kr_list_handle>(list);
}
