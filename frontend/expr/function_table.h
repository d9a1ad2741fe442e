// functions.def as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/expr/syntax.h"
#include "frontend/support/diagnostics.h"

namespace krait::expr {

class Emitter;

struct FunctionRow {
  std::string_view name;
  std::string_view target;
  size_t least;
  size_t most;
  std::string_view keywords;
  ir::ValueId (*emit)(Emitter&, const Node& call, std::string_view target);
};

[[nodiscard]] const FunctionRow* findFunction(std::string_view name);

// Fails where the function does not take so many arguments, or one of these by name.
void checkArguments(const FunctionRow&, size_t positional, const std::vector<std::string>& keywords, SourcePlace place);

}  // namespace krait::expr
