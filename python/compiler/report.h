// The compiler's errors as Python exceptions.
#pragma once

#include <pybind11/pybind11.h>

#include "codegen/driver/compile.h"
#include "frontend/support/check.h"
#include "frontend/support/deep_stack.h"
#include "frontend/support/diagnostics.h"
#include "python/dispatch/take_lock.h"

namespace krait::python {

namespace py = pybind11;

// What is being compiled, as messages name it.
struct Subject {
  std::string signature;   // "total(float64[::1], int)"; empty: nothing in particular
  std::string reproducer;  // a command line
  std::string expression = {};  // its text, where it is no function
};
[[nodiscard]] Subject subjectOf(const py::dict& request);

// Raise krait.errors.CompileError or InternalError; the interpreter's lock is held.
[[noreturn]] void raiseCompileError(const Diagnostic& diagnostic, const Subject& subject = {});
[[noreturn]] void raiseInternalError(const InternalError& error, const Subject& subject = {});

// A diagnostic with the user's source lines.
[[nodiscard]] std::string renderWithSource(const Diagnostic& diagnostic, const std::string& expression = {});

// Runs the work and turns what the compiler throws into Python exceptions.
template <typename Work>
void reportingErrors(const Subject& subject, const Work& work) {
  try {
    work();
  } catch (const CompileFailure& failure) {
    raiseCompileError(failure.diagnostic(), subject);
  } catch (const InternalError& error) {
    raiseInternalError(error, subject);
  }
}

// The same with work of the compiler alone, which wants a deep stack and does without the interpreter's lock.
template <typename Work>
void compiling(DeepStacks& stacks, const Subject& subject, const Work& work) {
  reportingErrors(subject, [&] {
    const WithoutLock unlocked;
    stacks.run(work);
  });
}

}  // namespace krait::python
