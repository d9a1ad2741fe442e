// co_exceptiontable: which code units are protected by which handler (3.11 and later).
//
// An entry is four numbers - start, length, target, depth * 2 + lasti - each big-endian in six-bit groups:
// bit 6 of a byte says that another follows, bit 7 marks the first byte of an entry.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/bytecode/code_object.h"

namespace krait::bytecode {

struct ExceptionEntry {
  uint32_t start = 0;  // code units [start, end) ...
  uint32_t end = 0;
  uint32_t target = 0;  // ... continue here with `depth` stack items kept
  uint32_t depth = 0;
  bool push_last_instruction = false;

  bool operator==(const ExceptionEntry&) const = default;
};

// In the order of the table. A table that does not decode, or leaves the code, is diagnosed as malformed.
[[nodiscard]] std::vector<ExceptionEntry> decodeExceptionTable(const CodeObject&);

}  // namespace krait::bytecode
