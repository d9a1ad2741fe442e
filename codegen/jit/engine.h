// What outlives single compilations: the description of the machine, the addresses of the runtime, and a pool of
// workbenches, so that the passes are built once and several threads compile at the same time.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "codegen/jit/emit_object.h"
#include "codegen/jit/optimise.h"
#include "codegen/jit/perf_map.h"
#include "codegen/jit/symbols.h"
#include "codegen/jit/target.h"

namespace krait::jit {

// Everything of LLVM that one compilation at a time can use. The code generator is built at its first use.
struct Workbench {
  explicit Workbench(const TargetInfo&, StageClock* = nullptr);

  std::unique_ptr<llvm::TargetMachine> machine;
  Optimiser optimiser;
  // One that has been made for this effort, or a new one.
  [[nodiscard]] ObjectEmitter& emitter(Effort);

 private:
  StageClock* clock_;
  std::unique_ptr<ObjectEmitter> emitters_[2];  // by effort
};

struct EngineConfig {
  std::span<const RuntimeSymbol> runtime;  // copied
  bool perf_map = false;                   // name compiled functions for perf
  cache::CpuVariant cpu = cache::CpuVariant::Host;
};

// Thread-safe. Made by the session and passed around; compiled modules may outlive it.
class Engine {
 public:
  explicit Engine(const EngineConfig&);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] const TargetInfo& target() const { return target_; }
  [[nodiscard]] const SymbolTable& runtimeSymbols() const { return runtime_; }
  [[nodiscard]] PerfMap* perfMap() const { return perf_map_.get(); }  // null unless wanted

  // A free workbench, or a new one. Give it back when it is in a known state; drop it otherwise.
  [[nodiscard]] std::unique_ptr<Workbench> takeWorkbench();
  void giveBack(std::unique_ptr<Workbench>);

 private:
  TargetInfo target_;
  SymbolTable runtime_;
  std::unique_ptr<PerfMap> perf_map_;
  std::mutex pool_mutex_;  // held for a push or a pop only
  std::vector<std::unique_ptr<Workbench>> pool_;
};

}  // namespace krait::jit
