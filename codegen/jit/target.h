// The machine that code is compiled for: this one, or a level of processors (codegen/cache/cpu_variant.h). Described once per
// Engine, because asking the processor costs 0.2 ms on a virtual machine, and handed to every TargetMachine made later.
#pragma once

#include <memory>
#include <string>

#include "codegen/cache/cpu_variant.h"
#include "llvm/Target/TargetMachine.h"

namespace krait::jit {

struct TargetInfo {
  std::string triple;
  std::string data_layout;
  std::string cpu;
  std::string features;  // "+avx2,-amx-tile,...", sorted: the same text on every run, fit for a cache key
  bool avx512 = false;  // F, VL, DQ and BW
  bool avx2 = false;    // with FMA
};

// Registers the X86 back end, and sets what LLVM offers only as a process-wide option. Runs once per process;
// LLVM is a private copy, so nobody else's compiler is affected.
void initialiseLlvm();

// For a level nothing of this processor is asked: the same description on every machine.
[[nodiscard]] TargetInfo describeTarget(cache::CpuVariant);
[[nodiscard]] const char* llvmVersion();

// Throws InternalError when the back end for the triple is missing.
[[nodiscard]] std::unique_ptr<llvm::TargetMachine> createTargetMachine(const TargetInfo&);

}  // namespace krait::jit
