// What lives as long as the compiler module: the JIT engine, stacks to compile on.
#pragma once

#include <vector>

#include "codegen/driver/compile.h"
#include "codegen/jit/engine.h"
#include "frontend/support/deep_stack.h"

namespace krait::python {

// Addresses of the runtime, which krait._dispatch holds the only copy of.
[[nodiscard]] std::vector<jit::RuntimeSymbol> runtimeSymbols();

class Session {
 public:
  explicit Session(const std::vector<jit::RuntimeSymbol>& symbols);
  [[nodiscard]] jit::Engine& engine() { return engine_; }
  [[nodiscard]] DeepStacks& stacks() { return stacks_; }

 private:
  jit::Engine engine_;
  DeepStacks stacks_;
};

}  // namespace krait::python
