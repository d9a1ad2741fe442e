// Running, watching and guarding of passes.
#include "frontend/ir/pass.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "frontend/ir/verify.h"
#include "frontend/support/check.h"

namespace krait::ir {
namespace {

bool names(const std::set<std::string, std::less<>>& passes, std::string_view name) {
  return passes.contains(name) || passes.contains("all");
}

}  // namespace

void runPlaced(std::string_view stage, const Module& module, const PrintOptions& options,
               const std::function<void()>& work) {
  try {
    work();
  } catch (const InternalError& error) {
    if (error.isPlaced()) throw;
    throw InternalError(std::string(error.what()) + "\nin stage '" + std::string(stage) + "'; the module is now:\n" +
                            print(module, options),
                        true);
  }
}

bool PassManager::run(std::string_view name, const std::function<void(Module&, Function&)>& pass,
                      Module& module, Function& function) {
  const bool wants_text =
      options_.print_changed || names(options_.print_after, name) || !options_.dump_folder.empty();
  const bool wants_before = options_.print_changed || names(options_.print_before, name);
  const std::string before = wants_before ? print(module, function, options_.print) : "";
  if (names(options_.print_before, name)) show("before", name, before);
  runGuarded(name, pass, module, function);
  const std::string after = wants_text ? print(module, function, options_.print) : "";
  const bool shows_change = options_.print_changed && before != after;
  if (shows_change || names(options_.print_after, name)) show("after", name, after);
  if (!options_.dump_folder.empty()) dump(name, after);
  return name != options_.stop_after;
}

bool PassManager::runStage(std::string_view name, const std::function<void(Module&)>& stage, Module& module) {
  runPlaced(name, module, options_.print, [&] {
    {
      const StageTime time(options_.clock, kOwnStages, name);
      stage(module);
    }
    for (const auto& function : module.functions) verifyAfter(name, module, *function);
  });
  for (const auto& function : module.functions) showAfter(name, module, *function);
  return name != options_.stop_after;
}

void PassManager::showAfter(std::string_view name, const Module& module, const Function& function) {
  const bool shows = options_.print_changed || names(options_.print_after, name);
  if (shows) show("after", name, print(module, function, options_.print));
  if (!options_.dump_folder.empty()) dump(name, print(module, function, options_.print));
}

bool PassManager::run(std::span<const Pass> passes, Module& module, Function& function) {
  for (const Pass& pass : passes) {
    if (!run(pass, module, function)) return false;
  }
  return true;
}

void PassManager::runGuarded(std::string_view name, const std::function<void(Module&, Function&)>& pass,
                             Module& module, Function& function) {
  const std::string what = "pass '" + std::string(name) + "', function '" + function.name + "'";
  try {
    {
      const StageTime time(options_.clock, kOwnStages, name);
      pass(module, function);
    }
    verifyAfter(name, module, function);
  } catch (const InternalError& error) {
    throw InternalError(std::string(error.what()) + "\nin " + what + "; the function is now:\n" +
                            print(module, function, options_.print),
                        true);
  }
}

void PassManager::verifyAfter(std::string_view name, const Module& module, const Function& function) const {
  if (!options_.verify) return;
  const StageTime time(options_.clock, kOwnStages, "verify");
  if (const auto failure = verify(module, function)) {
    throw InternalError("internal error: invalid IR after '" + std::string(name) + "': " + *failure);
  }
}

void PassManager::show(std::string_view title, std::string_view name, std::string_view text) const {
  if (!options_.output) return;
  options_.output("; " + std::string(title) + " " + std::string(name) + "\n" + std::string(text));
}

void PassManager::dump(std::string_view name, std::string_view text) {
  std::array<char, 16> number;
  std::snprintf(number.data(), number.size(), "%02d-", ++dumped_);
  const std::filesystem::path folder = options_.dump_folder;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / (number.data() + std::string(name) + ".kir")) << text;
}

}  // namespace krait::ir
