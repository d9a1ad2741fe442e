// Lets gdb (and lldb) name compiled functions and step by line, through gdb's JIT interface.
// https://sourceware.org/gdb/current/onlinedocs/gdb.html/JIT-Interface.html
#pragma once

#include <memory>
#include <span>

#include "codegen/cache/load_object.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace krait::jit {

// One object known to the debugger, until destroyed.
class DebuggerEntry {
 public:
  virtual ~DebuggerEntry() = default;
};

// Hands the debugger a copy of the object whose section headers carry the final addresses.
[[nodiscard]] std::unique_ptr<DebuggerEntry> registerWithDebugger(llvm::MemoryBufferRef object,
                                                                  std::span<const cache::LoadedSection>);

}  // namespace krait::jit
