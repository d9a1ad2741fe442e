// The back end: an optimised module becomes an ELF object in memory, or assembly text.
#pragma once

#include <memory>
#include <string>

#include "codegen/jit/time_passes.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace krait::jit {

// How much the code generator does. Scheduling takes time that grows with the square of a block's length where a constant
// is used all over it.
enum class Effort : uint8_t { Full, NoScheduling };

// Whether a block of the module is so long that it is not to be scheduled.
[[nodiscard]] Effort effortFor(const llvm::Module&);

// One code generator pass manager, kept and run for module after module: building it costs 0.6 ms. Its passes
// hold the stream they were made with, so the stream and its buffer live here and are emptied between runs.
class ObjectEmitter {
 public:
  ObjectEmitter(llvm::TargetMachine&, Effort, StageClock* = nullptr);
  ObjectEmitter(const ObjectEmitter&) = delete;
  ObjectEmitter& operator=(const ObjectEmitter&) = delete;

  // Changes the module (code generation prepares it in place). The result is valid until the next call or
  // clear().
  [[nodiscard]] llvm::MemoryBufferRef run(llvm::Module&);
  void clear();

 private:
  llvm::SmallVector<char, 0> buffer_;
  llvm::raw_svector_ostream stream_;
  llvm::legacy::PassManager passes_;
  std::unique_ptr<TimedPasses> timing_;  // null unless times are kept
};

// Assembly of a copy of `module`; the module is not changed. For people, not for speed: builds its own
// passes.
[[nodiscard]] std::string printAssembly(const llvm::Module& module, llvm::TargetMachine&);

}  // namespace krait::jit
