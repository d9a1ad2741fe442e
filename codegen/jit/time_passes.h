// How long each of LLVM's passes takes, for `krait explain --time`. No global state of LLVM is used, so that what other
// threads compile meanwhile is not counted.
#pragma once

#include <memory>
#include <string_view>

#include "frontend/support/stage_clock.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/PassInstrumentation.h"

namespace krait::jit {

// The groups of rows.
inline constexpr std::string_view kOptimise = "LLVM, optimise";
inline constexpr std::string_view kGenerate = "LLVM, generate";

// Callbacks for a PassBuilder: a row for each pass and each analysis of the middle end.
[[nodiscard]] std::unique_ptr<llvm::PassInstrumentationCallbacks> timeOptimiser(StageClock&);

// Passes of the code generator are added to this instead of `passes`. After each one a pass is put in that reads the
// clock; a row's time is that since the clock was read before, so it holds the analyses that were made for the pass.
class TimedPasses : public llvm::legacy::PassManagerBase {
 public:
  TimedPasses(llvm::legacy::PassManager& passes, StageClock& clock) : passes_(passes), clock_(clock) {}

  void add(llvm::Pass* pass) override;
  // Around each run: what comes before the first reading and after the last.
  void begin() { clock_.start(); }
  void end() { clock_.stop(kGenerate, "end of the module"); }

 private:
  llvm::legacy::PassManager& passes_;
  StageClock& clock_;
};

}  // namespace krait::jit
