// The places from which compiled code can raise: a table that goes with the code (kr_site of the ABI).
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "frontend/support/source_range.h"

namespace krait::lower {

struct Site {
  std::string file;
  std::string function;
  uint32_t line = 0;
  std::string exception;  // of `raise E(args)`: the arguments as a tuple type; empty otherwise
  uint32_t exception_class = 0;
  bool in_library = false;  // shown to users as the call of the library function

  auto operator<=>(const Site&) const = default;
};

class SiteTable {
 public:
  uint32_t intern(Site site) {
    const auto [entry, is_new] = indices_.try_emplace(site, static_cast<uint32_t>(sites_.size()));
    if (is_new) sites_.push_back(std::move(site));
    return entry->second;
  }
  [[nodiscard]] const std::vector<Site>& sites() const { return sites_; }

 private:
  std::vector<Site> sites_;
  std::map<Site, uint32_t> indices_;
};

}  // namespace krait::lower
