// The table of open lists: disjoint sets. They are few, so paths are not compressed.
#include "frontend/ir/list_items.h"

namespace krait::ir {

uint32_t ListItems::add(ListEntry entry) {
  entries_.push_back(entry);
  same_as_.push_back(static_cast<uint32_t>(same_as_.size()));
  return same_as_.back();
}

uint32_t ListItems::find(uint32_t list) const {
  while (same_as_[list] != list) list = same_as_[list];
  return list;
}

void ListItems::set(uint32_t list, ListEntry entry) {
  ListEntry& known = entries_[find(list)];
  version_ += known == entry ? 0 : 1;
  known = entry;
}

void ListItems::unite(uint32_t into, uint32_t from) {
  into = find(into);
  from = find(from);
  if (into == from) return;
  same_as_[from] = into;
  ++version_;
}

}  // namespace krait::ir
