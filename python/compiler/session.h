// What lives as long as the compiler module: the JIT engine.
#pragma once

#include <vector>

#include "codegen/driver/compile.h"
#include "codegen/jit/engine.h"

namespace krait::python {

// Addresses of the runtime, which krait._dispatch holds the only copy of.
[[nodiscard]] std::vector<jit::RuntimeSymbol> runtimeSymbols();

class Session {
 public:
  explicit Session(const std::vector<jit::RuntimeSymbol>& symbols);
  [[nodiscard]] jit::Engine& engine() { return engine_; }

 private:
  jit::Engine engine_;
};

}  // namespace krait::python
