// Set-up shared by the tests of codegen/jit: an engine that knows kr_raise_index, and text to machine code.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "codegen/jit/compile.h"
#include "llvm/IR/LLVMContext.h"

namespace krait::jit::test {

// What kr_raise_index was given last on this thread; size 0: it was not called since.
struct RaisedIndex {
  int64_t index = 0;
  int64_t size = 0;
};

class Workshop {
 public:
  explicit Workshop(bool perf_map = false);

  // Parses and compiles; a parse error fails the test.
  [[nodiscard]] std::unique_ptr<CompiledModule> compile(const std::string& ir,
                                                        const CompileOptions& options = {},
                                                        std::span<const RuntimeSymbol> symbols = {});
  Engine engine;
};

// The kernel's text and the declaration it needs.
[[nodiscard]] std::string withChecks(const std::string& kernel);

template <typename Signature>
Signature* functionOf(const CompiledModule& compiled, std::string_view name) {
  return reinterpret_cast<Signature*>(compiled.address(name));
}

// Runs `work`; the index error that it raised, or size 0.
[[nodiscard]] RaisedIndex raisedBy(llvm::function_ref<void()> work);

}  // namespace krait::jit::test
