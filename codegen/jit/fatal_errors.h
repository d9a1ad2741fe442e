// LLVM reports some internal failures ("Cannot select ...") by a handler that must not return, and otherwise
// kills the process. We live in someone's notebook, so the handler jumps back to the compilation that caused
// it.
//
// Contract: what LLVM objects the failed work used are in an unknown state. They must be abandoned (leaked),
// not used again and not destroyed.
#pragma once

#include <string>

#include "llvm/ADT/STLFunctionalExtras.h"

namespace krait::jit {

// Once per process.
void installFatalErrorHandler();

// Runs `work`; true when it came to its end. False: LLVM gave up, and `message` says why.
[[nodiscard]] bool runGuarded(llvm::function_ref<void()> work, std::string& message);

}  // namespace krait::jit
