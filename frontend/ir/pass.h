// The pass runner: the one way in which a pass is run. It verifies after each, times each if asked, prints and dumps
// on request, stops where it is told, and adds the pass's name and the function's text to an InternalError.
//
// What a pass knows beyond the function (options, tables) is bound in its `run`.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ir/function.h"
#include "frontend/ir/print.h"
#include "frontend/support/stage_clock.h"

namespace krait::ir {

// The rows of our own stages in a StageClock.
inline constexpr std::string_view kOwnStages = "Krait";

struct Pass {
  std::string_view name;
  void (*run)(Module&, Function&);
};

struct PassOptions {
  std::set<std::string, std::less<>> print_before = {};  // names of passes, "all" for every pass
  std::set<std::string, std::less<>> print_after = {};
  bool print_changed = false;  // after each pass that changed the text
  std::string stop_after = {};
  bool verify = true;
  std::string dump_folder = {};  // one numbered file per pass and function: 03-drop-dead.kir
  PrintOptions print = {};
  std::function<void(std::string_view)> output = {};  // where printing goes
  StageClock* clock = nullptr;  // where to keep times, if anywhere
};

// Runs the work of a stage that is no pass; an InternalError gets the stage's name and the module's text.
void runPlaced(std::string_view stage, const Module& module, const PrintOptions& options,
               const std::function<void()>& work);

class PassManager {
 public:
  explicit PassManager(PassOptions options) : options_(std::move(options)) {}

  // Runs one pass over one function. False: it was the one to stop after, so nothing should follow.
  bool run(std::string_view name, const std::function<void(Module&, Function&)>& pass, Module& module,
           Function& function);
  bool run(const Pass& pass, Module& module, Function& function) {
    return run(pass.name, pass.run, module, function);
  }
  // A stage over the whole module, with the same care; afterwards each function is verified and shown.
  bool runStage(std::string_view name, const std::function<void(Module&)>& stage, Module& module);
  [[nodiscard]] StageClock* clock() const { return options_.clock; }
  // In order, until one is the last.
  bool run(std::span<const Pass> passes, Module& module, Function& function);

 private:
  void showAfter(std::string_view name, const Module& module, const Function& function);
  void runGuarded(std::string_view name, const std::function<void(Module&, Function&)>& pass, Module& module,
                  Function& function);
  void verifyAfter(std::string_view name, const Module& module, const Function& function) const;
  void show(std::string_view title, std::string_view name, std::string_view text) const;
  void dump(std::string_view name, std::string_view text);

  PassOptions options_;
  int dumped_ = 0;
};

}  // namespace krait::ir
