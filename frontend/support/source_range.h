// Where in the user's source an instruction comes from: lines from 1, columns in UTF-8 bytes from 0, as CPython's
// co_positions gives them. Line 0 means unknown.
#pragma once

#include <cstdint>

namespace krait {

struct SourceRange {
  uint32_t line = 0;
  uint32_t end_line = 0;
  uint32_t column = 0;
  uint32_t end_column = 0;

  [[nodiscard]] bool known() const { return line != 0; }
  bool operator==(const SourceRange&) const = default;
};

}  // namespace krait
