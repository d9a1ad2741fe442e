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
  int vector_bytes = 16;  // of the widest registers that the machine computes in
};

struct LoweredModule {
  std::unique_ptr<llvm::Module> module;
  std::string entry_name;
  SiteTable sites;
  bool long_running = false;  // has a loop or a recursion
  uint32_t argument_slots = 0;
  uint32_t result_slots = 0;
};

[[nodiscard]] LoweredModule lowerModule(const ir::Module&, llvm::LLVMContext&, const LoweringOptions&);

}  // namespace krait::lower
