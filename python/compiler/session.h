// What lives as long as the compiler module: the JIT engine, one for each level that code is built for, stacks to compile on.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "codegen/driver/compile.h"
#include "codegen/jit/engine.h"
#include "frontend/support/deep_stack.h"

namespace krait::python {

// Addresses of the runtime, which krait._dispatch holds the only copy of.
[[nodiscard]] std::vector<jit::RuntimeSymbol> runtimeSymbols();

class Session {
 public:
  // Throws where KRAIT_CPU_NAME names no level that runs here.
  explicit Session(std::vector<jit::RuntimeSymbol> symbols);
  // For this processor, or the level that KRAIT_CPU_NAME names.
  [[nodiscard]] jit::Engine& engine() { return *engine_; }
  // For any level, also one that this processor does not run. Under the interpreter's lock.
  [[nodiscard]] jit::Engine& engineFor(cache::CpuVariant);
  // ValueError if no level has the name.
  [[nodiscard]] jit::Engine& engineNamed(const std::string& level);
  [[nodiscard]] DeepStacks& stacks() { return stacks_; }

 private:
  std::vector<jit::RuntimeSymbol> symbols_;
  std::map<cache::CpuVariant, std::unique_ptr<jit::Engine>> engines_;
  jit::Engine* engine_;
  DeepStacks stacks_;
};

}  // namespace krait::python
