// Texts of the stages of one signature, for people.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "python/compiler/session.h"

namespace krait::python {

// request["stage"]: "ir", "types" (typed IR), "llvm", "llvm-opt", "asm", "cfg".
[[nodiscard]] std::string inspectRequest(Session& session, const pybind11::dict& request);

}  // namespace krait::python
