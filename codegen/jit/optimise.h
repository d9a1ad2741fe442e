// The middle end: one short list of LLVM passes, built once and run over many modules.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/support/stage_clock.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"

namespace llvm {
class Module;
class TargetMachine;
}  // namespace llvm

namespace krait::jit {

// Passes and analysis managers of one thread. Used by one compilation at a time, reused by the next.
class Optimiser {
 public:
  explicit Optimiser(llvm::TargetMachine&, StageClock* = nullptr);
  Optimiser(const Optimiser&) = delete;
  Optimiser& operator=(const Optimiser&) = delete;

  void run(llvm::Module&);

  // Passes other than the built-in ones, in opt's notation: for experiments and comparisons.
  void runPasses(llvm::Module&, std::string_view passes);

 private:
  [[nodiscard]] llvm::ModulePassManager parse(std::string_view passes);
  void forget();  // drops cached analyses: they point into the module that was compiled

  std::unique_ptr<llvm::PassInstrumentationCallbacks> timing_;  // null unless times are kept
  llvm::LoopAnalysisManager loop_analyses_;
  llvm::FunctionAnalysisManager function_analyses_;
  llvm::CGSCCAnalysisManager call_graph_analyses_;
  llvm::ModuleAnalysisManager module_analyses_;
  llvm::PassBuilder builder_;
  std::vector<llvm::ModulePassManager> stages_;
};

// All built-in passes in opt's notation: for `krait info`, cache keys, and `opt -passes=` outside.
[[nodiscard]] std::string builtInPasses();

}  // namespace krait::jit
