// A stack of its own for the compiler. Its walks over regions and expressions go as deep as the program is nested, an
// elif chain of 2,000 branches as deep as that, and LLVM has such walks too; what the calling thread has left of its stack
// may be a few kilobytes. So the work runs in the same thread, with its locks and its Python state, but on other memory.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace krait {

// Keeps its stacks for the next work, with the pages that most work touches. Thread-safe.
class DeepStacks {
 public:
  DeepStacks();
  ~DeepStacks();

  // Runs the work and lets through what it throws. Where there is no memory for a stack, the caller's is used.
  void run(const std::function<void()>& work);

 private:
  class Stack;
  [[nodiscard]] std::unique_ptr<Stack> take();
  void giveBack(std::unique_ptr<Stack>);

  std::mutex mutex_;  // held for a push or a pop only
  std::vector<std::unique_ptr<Stack>> free_;
};

}  // namespace krait
