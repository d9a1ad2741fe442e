// The text form of functions and modules, as README.md of this folder describes it. Printing never fails:
// what broken IR refers to and does not hold prints with a question mark.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "frontend/ir/function.h"

namespace krait::ir {

struct PrintOptions {
  bool ranges = false;  // source ranges
  // Name of a row of the catalogue of builtin functions; without it the number is printed.
  std::function<std::string_view(uint32_t)> builtin_name = {};
};

[[nodiscard]] std::string print(const Module& module, const Function& function,
                                const PrintOptions& options = {});
[[nodiscard]] std::string print(const Module& module, const PrintOptions& options = {});

}  // namespace krait::ir
