// A CPython code object as plain data, so that the compiler knows no interpreter. The host fills it in; constants are
// interned in the module that is being compiled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/ir/constants.h"

namespace krait::bytecode {

// sys.version_info[:2] of the interpreter that made the bytecode; selects the opcode table.
struct PythonVersion {
  int major = 3;
  int minor = 11;
};

// One entry of co_positions, per code unit. Line 0 where CPython has none.
struct Position {
  uint32_t line = 0;
  uint32_t end_line = 0;
  uint32_t column = 0;
  uint32_t end_column = 0;
};

// Bits of co_flags.
constexpr uint32_t kHasVarArgs = 0x04;
constexpr uint32_t kHasVarKeywords = 0x08;
constexpr uint32_t kIsGenerator = 0x20;
constexpr uint32_t kIsCoroutine = 0x80;
constexpr uint32_t kIsAsyncGenerator = 0x200;

struct CodeObject {
  PythonVersion version;
  std::string name;            // co_qualname
  std::string file;            // co_filename
  uint32_t first_line = 0;
  uint32_t handle = 0;         // the host's handle of the function, or of the code of a nested one
  int argument_count = 0;      // co_argcount, positional-only ones included
  int positional_only_count = 0;
  int keyword_only_count = 0;
  uint32_t flags = 0;
  int stack_size = 0;
  std::vector<uint8_t> code;   // co_code, caches included, not specialised
  std::vector<uint8_t> exception_table;
  std::vector<Position> positions;
  std::vector<ir::ConstId> constants;
  std::vector<std::string> names;
  std::vector<std::string> local_names;  // co_varnames: parameters first
  std::vector<std::string> cell_names;
  std::vector<std::string> free_names;
  std::vector<CodeObject> comprehensions = {};  // the code of list comprehensions among the constants, by handle
};

}  // namespace krait::bytecode
