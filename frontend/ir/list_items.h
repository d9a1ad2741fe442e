// What lists hold, while types are inferred.
//
// Two names of one list see the same items, so lists that may be the same object have one type of items, which grows with
// every value that is put into any of them. A list made in a function therefore has an open type, a number of this table
// (Type::constant); where two of them meet, the table makes them one. Typing ends with all types closed: List(float).
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/ir/ids.h"

namespace krait::ir {

struct ListEntry {
  TypeId item;            // Never: nothing was put in yet
  bool is_fixed = false;  // it may be a list from elsewhere, whose items' type is given
  bool readonly = false;  // it may be an argument from Python, which is a copy: changes would not be seen

  bool operator==(const ListEntry&) const = default;
};

class ListItems {
 public:
  uint32_t add(ListEntry entry);
  // Of a list, or of the one that it was found to be the same as.
  [[nodiscard]] uint32_t find(uint32_t list) const;
  [[nodiscard]] const ListEntry& operator[](uint32_t list) const { return entries_[find(list)]; }
  void set(uint32_t list, ListEntry entry);
  void unite(uint32_t into, uint32_t from);
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // Changes with every change of the table.
  [[nodiscard]] uint64_t version() const { return version_; }

 private:
  std::vector<ListEntry> entries_;
  std::vector<uint32_t> same_as_;
  uint64_t version_ = 0;
};

}  // namespace krait::ir
