#include "codegen/jit/engine.h"

#include <thread>

#include "frontend/support/check.h"

namespace krait::jit {
namespace {

TargetInfo initialisedTarget(cache::CpuVariant cpu) {
  initialiseLlvm();
  return describeTarget(cpu);
}

}  // namespace

Workbench::Workbench(const TargetInfo& target, StageClock* clock)
    : machine(createTargetMachine(target)), optimiser(*machine, clock), clock_(clock) {
  (void)emitter(Effort::Full);
}

ObjectEmitter& Workbench::emitter(Effort effort) {
  std::unique_ptr<ObjectEmitter>& made = emitters_[static_cast<size_t>(effort)];
  if (!made) made = std::make_unique<ObjectEmitter>(*machine, effort, clock_);
  return *made;
}

Engine::Engine(const EngineConfig& config) : target_(initialisedTarget(config.cpu)) {
  addSymbols(runtime_, config.runtime);
  if (config.perf_map) perf_map_ = std::make_unique<PerfMap>();
}

Engine::~Engine() = default;

std::unique_ptr<Workbench> Engine::takeWorkbench() {
  {
    std::lock_guard lock(pool_mutex_);
    if (!pool_.empty()) {
      std::unique_ptr<Workbench> bench = std::move(pool_.back());
      pool_.pop_back();
      return bench;
    }
  }
  return std::make_unique<Workbench>(target_);
}

void Engine::giveBack(std::unique_ptr<Workbench> bench) {
  std::lock_guard lock(pool_mutex_);
  if (pool_.size() < std::max(1u, std::thread::hardware_concurrency())) pool_.push_back(std::move(bench));
}

}  // namespace krait::jit
