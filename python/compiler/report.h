// The compiler's errors as Python exceptions.
#pragma once

#include <pybind11/pybind11.h>

#include "frontend/support/check.h"
#include "frontend/support/diagnostics.h"

namespace krait::python {

namespace py = pybind11;

// Raise krait.errors.CompileError or InternalError; the interpreter's lock is held.
[[noreturn]] void raiseCompileError(const Diagnostic& diagnostic);
[[noreturn]] void raiseInternalError(const InternalError& error);

// Runs the work and turns what the compiler throws into Python exceptions.
template <typename Work>
void reportingErrors(const Work& work) {
  try {
    work();
  } catch (const CompileFailure& failure) {
    raiseCompileError(failure.diagnostic());
  } catch (const InternalError& error) {
    raiseInternalError(error);
  }
}

}  // namespace krait::python
