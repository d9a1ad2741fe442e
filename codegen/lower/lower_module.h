// The entry point of this folder: a typed module becomes an LLVM module with one external function, the entry that
// kr_compiled::entry points to.
#pragma once

#include <memory>

#include "codegen/lower/debug_info.h"
#include "codegen/lower/sites.h"
#include "frontend/ir/function.h"
#include "frontend/support/options.h"
#include "llvm/IR/Module.h"

namespace krait::lower {

struct LoweringOptions {
  const Options& language;
  DebugInfo debug_info = DebugInfo::None;
  std::string data_layout;
  std::string triple;
  unsigned vector_bits = 0;  // of the machine's vectors, if it has masks and gathers
};

// Where a captured array is in the host's memory. Code that is kept for other processes must not hold addresses: it loads them from
// a table of two words an array (owner, data), which it knows as an undefined symbol.
struct CapturedMemory {
  uint32_t handle = 0;
  uintptr_t owner = 0;
  uintptr_t data = 0;
};
inline constexpr const char* kCapturedTable = "krait.captured";

struct LoweredModule {
  std::unique_ptr<llvm::Module> module;
  std::vector<CapturedMemory> captured;
  std::string entry_name;
  SiteTable sites;
  bool long_running = false;  // has a loop or a recursion
  uint32_t argument_slots = 0;
  uint32_t result_slots = 0;
};

[[nodiscard]] LoweredModule lowerModule(const ir::Module&, llvm::LLVMContext&, const LoweringOptions&);

}  // namespace krait::lower
