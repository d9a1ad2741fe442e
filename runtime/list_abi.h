// What compiled code and the host know of a list: its handle, in one slot of the ABI, and where its fields lie.
#pragma once

#include "runtime/abi.h"

using kr_list_handle = uintptr_t;  // 0: no list

struct kr_list {
  kr_slot* items;
  int64_t length;
  int64_t capacity;        // items that there is room for
  int64_t slots;           // of an item
  uint64_t array_slots;    // bit k: slot k of an item is a kr_owner
  uint64_t list_slots;     // bit k: it is a handle
  kr_buffer* buffer;       // of this list
  kr_buffer* item_buffer;  // null: no room yet
  void* host_object;       // the list of the host that it is a copy of, or null
};
