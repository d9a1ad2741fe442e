// What the compiler asks of its host: the code of a function, and what names mean. Implemented in python/ (which takes
// the interpreter's lock for each question) and by tests (which answer from a table).
//
// Every answer that can change is a fact the compiled code depends on: the host records it as a guard. Handles are
// the host's own numbers for its objects; the constants it returns carry them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontend/bytecode/code_object.h"
#include "frontend/passes/resolve_names.h"

namespace krait::driver {

struct FunctionObject {
  bytecode::CodeObject code;
  std::vector<ir::ConstId> defaults;  // of the last positional parameters
  std::vector<std::pair<std::string, ir::ConstId>> keyword_defaults;
  std::optional<bool> parallel = {};  // of a jitted function; others are as the root is
  std::vector<std::string> widened = {};  // parameters of a library function whose literal arguments are made values
};

class Environment : public passes::NameSource {
 public:
  // The code and defaults of a jitted function.
  virtual FunctionObject function(uint32_t handle) = 0;
  // The code of a nested function: a constant of its enclosing function's code.
  virtual bytecode::CodeObject code(uint32_t handle) = 0;
  // The constant of a function of the package's lib/, given as "module.function".
  virtual ir::ConstId libraryFunction(std::string_view name) = 0;
};

}  // namespace krait::driver
