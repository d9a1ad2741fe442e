// A stack of its own for the compiler. Its walks over regions and expressions go as deep as the program is nested, an
// elif chain of 2,000 branches as deep as that, and LLVM has such walks too; what the calling thread has left of its stack
// may be a few kilobytes. So the work runs in the same thread, with its locks and its Python state, but on other memory.
#pragma once

#include <functional>

namespace krait {

// Runs the work and lets through what it throws. Where there is no memory for a stack, the caller's is used.
void runOnDeepStack(const std::function<void()>& work);

}  // namespace krait
