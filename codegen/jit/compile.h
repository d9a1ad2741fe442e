// The entry point of this folder: a finished llvm::Module becomes machine code.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/jit/engine.h"
#include "codegen/cache/load_object.h"
#include "codegen/jit/register_debugger.h"
#include "codegen/jit/remarks.h"
#include "frontend/support/stage_clock.h"
#include "llvm/IR/Module.h"

namespace krait::jit {

#ifdef NDEBUG
inline constexpr bool kVerifyByDefault = false;
#else
inline constexpr bool kVerifyByDefault = true;
#endif

struct CompileOptions {
  uint32_t vector_width = 0;  // preferred width in bits; 0: 512 where the CPU has AVX-512, else LLVM's choice
  bool verify =
      kVerifyByDefault;  // check the module first; invalid IR is an InternalError instead of a crash
  bool keep_ir_before = false;
  bool keep_ir_after = false;
  bool keep_assembly = false;
  bool keep_control_flow = false;  // of the optimised IR
  bool keep_object = false;        // the relocatable object, for the object cache
  bool remarks = false;            // the vectoriser's; lines and columns need debug locations in the module
  bool debugger = false;           // register with gdb
  StageClock* clock = nullptr;     // where to keep the times of LLVM's passes, if anywhere
};

struct CompileTimings {
  double optimise_us = 0;
  double generate_us = 0;
  double link_us = 0;
};

// Machine code and what was asked to be kept. The code is unmapped when this is destroyed.
struct CompiledModule {
  // Of a function or variable with external linkage; throws InternalError when there is none of that name.
  [[nodiscard]] void* address(std::string_view name) const;
  [[nodiscard]] size_t codeBytes() const { return code.code_bytes; }

  cache::LoadedObject code;
  std::unique_ptr<DebuggerEntry> debugger_entry;  // after `code`: the debugger forgets it first
  std::string ir_before;
  std::string ir_after;
  std::string assembly;
  std::map<std::string, std::string> control_flow;  // dot text by function
  std::string object;
  std::vector<Remark> remarks;
  CompileTimings timings;
};

// Thread-safe for modules of different contexts. `symbols` are addresses that only this module knows
// (captured arrays), looked up before the runtime's. The module is destroyed here; its context stays the
// caller's. Throws InternalError on invalid IR, on an undefined symbol and when LLVM gives up.
[[nodiscard]] std::unique_ptr<CompiledModule> compile(Engine&, std::unique_ptr<llvm::Module>,
                                                      std::span<const RuntimeSymbol> symbols,
                                                      const CompileOptions&);

}  // namespace krait::jit
