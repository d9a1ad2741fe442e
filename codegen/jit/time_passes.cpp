// Callbacks for the new pass manager, passes that read the clock for the old one.
#include "codegen/jit/time_passes.h"

#include "llvm/Pass.h"

namespace krait::jit {
namespace {

using llvm::StringRef;

// The class's name where a pass has no other, as all analyses.
std::string_view nameOf(llvm::PassInstrumentationCallbacks& callbacks, StringRef id, bool is_analysis) {
  if (llvm::isSpecialPass(id, {"PassManager", "PassAdaptor", "ModuleInlinerWrapperPass"})) return "pass managers";
  const StringRef name = callbacks.getPassNameForClassName(id);
  const StringRef shown = is_analysis || name.empty() ? id : name;
  return {shown.data(), shown.size()};
}

}  // namespace

std::unique_ptr<llvm::PassInstrumentationCallbacks> timeOptimiser(StageClock& clock) {
  auto callbacks = std::make_unique<llvm::PassInstrumentationCallbacks>();
  llvm::PassInstrumentationCallbacks& all = *callbacks;
  const auto start = [&clock](StringRef, llvm::Any) { clock.start(); };
  const auto stop = [&clock, &all](StringRef id) { clock.stop(kOptimise, nameOf(all, id, false)); };
  all.registerBeforeNonSkippedPassCallback(start);
  all.registerAfterPassCallback([stop](StringRef id, llvm::Any, const llvm::PreservedAnalyses&) { stop(id); });
  all.registerAfterPassInvalidatedCallback([stop](StringRef id, const llvm::PreservedAnalyses&) { stop(id); });
  all.registerBeforeAnalysisCallback(start);
  all.registerAfterAnalysisCallback(
      [&clock, &all](StringRef id, llvm::Any) { clock.stop(kOptimise, nameOf(all, id, true)); });
  return callbacks;
}

namespace {

// Ends the row of the pass before it and starts the next one. A pass over functions like that pass, for one of another
// kind would part the functions' passes into several rounds.
class Lap : public llvm::FunctionPass {
 public:
  static char ID;  // NOLINT: LLVM's name

  Lap(StageClock& clock, std::string name) : FunctionPass(ID), clock_(clock), name_(std::move(name)) {}

  bool runOnFunction(llvm::Function&) override {
    clock_.stop(kGenerate, name_);
    clock_.start();
    return false;
  }
  void getAnalysisUsage(llvm::AnalysisUsage& usage) const override { usage.setPreservesAll(); }
  [[nodiscard]] StringRef getPassName() const override { return "Read the clock"; }

 private:
  StageClock& clock_;
  std::string name_;
};

char Lap::ID = 0;

}  // namespace

// The immutable passes come first and do not run.
void TimedPasses::add(llvm::Pass* pass) {
  const bool is_timed = pass->getPassKind() == llvm::PT_Function;
  const std::string name = pass->getPassName().str();
  passes_.add(pass);
  if (is_timed) passes_.add(new Lap(clock_, name));  // NOLINT: the manager owns it
}

}  // namespace krait::jit
