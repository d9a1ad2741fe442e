// Texts of the stages of one signature, for people.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "python/compiler/session.h"

namespace krait::python {

// request["stage"]: "ir" (SSA form, then structured form; needs no types), "types" (typed IR, each line ending in its
// source range), "llvm", "llvm-opt", "asm", "cfg". The function is compiled again with the stage kept.
[[nodiscard]] std::string inspectRequest(Session& session, const pybind11::dict& request);

// Everything that happens to one signature. `stages` gets the text of each stage that changed a function, as soon as
// it is done, so that an error leaves those before it. Returns {"remarks": texts of type inference,
// "vectoriser": [(kind, line, column, message)], "checks": [(file, line, function, exception, message)]}.
[[nodiscard]] pybind11::dict explainRequest(Session& session, const pybind11::dict& request, pybind11::list stages);

// Where the time goes in which the signature is compiled: [(group, name, microseconds, runs)], in the order of the pipeline.
// The code is dropped.
[[nodiscard]] pybind11::list timeRequest(Session& session, const pybind11::dict& request);

// {"llvm", "cpu", "vector_bits", "triple"}
[[nodiscard]] pybind11::dict describeTarget(Session& session);

}  // namespace krait::python
