// Lists of compiled code: growable, by reference, of items that all take the same number of slots.
//
// A handle is the address of a kr_list, which lies in a buffer of its own; so do its items. Both hang from the owner list
// of the call like any buffer, and a raise frees them without looking inside. A list is reference counted, and holds a
// reference to every buffer and list in its items: the masks say which slots of an item are such.
#pragma once

#include "runtime/list_abi.h"

extern "C" {

// An empty list. Raises out_of_memory, as does everything that needs room.
kr_list_handle kr_list_new(kr_context* ctx, int64_t capacity, int64_t slots, uint64_t array_slots, uint64_t list_slots);
// Room for so many items at least.
void kr_list_reserve(kr_context* ctx, kr_list_handle list, int64_t capacity);

void kr_list_retain(kr_list_handle list);
void kr_list_release(kr_context* ctx, kr_list_handle list);

// A place for an item at `index`, which is cut to the length as list.insert does; it holds garbage. Gives its address.
kr_slot* kr_list_open(kr_context* ctx, kr_list_handle list, int64_t index);
// Removes the item without giving back its references. The index is in range.
void kr_list_close(kr_list_handle list, int64_t index);
void kr_list_clear(kr_context* ctx, kr_list_handle list);
void kr_list_reverse(kr_list_handle list);
// The items `count` times over, in place; none if it is negative.
void kr_list_repeat(kr_context* ctx, kr_list_handle list, int64_t count);

// Stable, ascending: of ints, of floats, and by a function that says whether one item comes before another.
void kr_list_sort_int(kr_list_handle list);
void kr_list_sort_float(kr_context* ctx, kr_list_handle list);
void kr_list_sort(kr_context* ctx, kr_list_handle list, uint8_t (*less)(const kr_slot*, const kr_slot*));

// For the host: a list with room for `capacity` items that hangs from the context; 0 if there is no memory.
kr_list_handle kr_list_new_host(kr_context* ctx, int64_t capacity, int64_t slots, uint64_t array_slots,
                                uint64_t list_slots);

}  // extern "C"
