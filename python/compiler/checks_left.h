// The run-time checks that are still there after optimisation, for `krait explain`.
#pragma once

#include <string>
#include <vector>

#include "codegen/driver/compile.h"

namespace krait::python {

struct CheckLeft {
  const kr_site* site;    // null: several places share the code that raises
  std::string exception;  // "IndexError"; empty where several do
  std::string message;
};

// Read from the optimised LLVM IR, which must have been kept.
[[nodiscard]] std::vector<CheckLeft> checksLeft(const driver::Compiled& compiled);

}  // namespace krait::python
