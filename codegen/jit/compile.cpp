// verify ► prepare ► optimise ► generate ► link, each timed; what was asked for is printed in between.
#include "codegen/jit/compile.h"

#include <chrono>

#include "codegen/jit/fatal_errors.h"
#include "codegen/jit/print_cfg.h"
#include "codegen/jit/time_passes.h"
#include "codegen/jit/vector_functions.h"
#include "frontend/support/check.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

namespace krait::jit {
namespace {

// Adds the time of its life to `sum`.
class Stopwatch {
 public:
  explicit Stopwatch(double& sum) : sum_(sum), start_(Clock::now()) {}
  ~Stopwatch() { sum_ += std::chrono::duration<double, std::micro>(Clock::now() - start_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  double& sum_;
  Clock::time_point start_;
};

std::string print(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream out(text);
  module.print(out, nullptr);
  return text;
}

// What an object may refer to: the addresses of its own compilation, then the runtime's.
class KnownSymbols : public cache::SymbolSource {
 public:
  KnownSymbols(const SymbolTable& own, const SymbolTable& runtime) : own_(own), runtime_(runtime) {}

  void* find(std::string_view name) const override {
    if (const auto found = own_.find(name); found != own_.end()) return found->second;
    return runtime_.lookup(name);
  }

 private:
  const SymbolTable& own_;
  const SymbolTable& runtime_;
};

// One compilation: the workbench and module it has in hand, and the result as far as it has come.
class Compilation {
 public:
  Compilation(Engine& engine, llvm::Module& module, std::span<const RuntimeSymbol> symbols,
              const CompileOptions& options)
      : engine_(engine), options_(options), module_(module), listener_(module.getContext(), options.remarks) {
    addSymbols(symbols_, symbols);
  }

  std::unique_ptr<CompiledModule> run();

 private:
  void verify() const;
  void prepare();
  void prepareFunction(llvm::Function&) const;
  void takeBench();
  void optimise();
  void generate();
  void link();

  Engine& engine_;
  const CompileOptions& options_;
  llvm::Module& module_;
  DiagnosticListener listener_;
  SymbolTable symbols_;
  std::unique_ptr<Workbench> bench_;
  ObjectEmitter* emitter_ = nullptr;  // of the bench, the one that holds the object
  llvm::MemoryBufferRef object_;
  std::unique_ptr<CompiledModule> result_ = std::make_unique<CompiledModule>();
};

void Compilation::verify() const {
  if (!options_.verify) return;
  std::string problems;
  llvm::raw_string_ostream out(problems);
  const bool broken = llvm::verifyModule(module_, &out);
  CHECK(!broken, "invalid LLVM IR: " + problems + "\n" + print(module_));
}

void Compilation::prepareFunction(llvm::Function& function) const {
  if (function.isDeclaration()) {
    function.setDSOLocal(false);  // it may lie anywhere in the address space
    return;
  }
  const uint32_t width = options_.vector_width != 0 ? options_.vector_width
                         : engine_.target().avx512  ? 512
                                                    : 0;
  if (width != 0) function.addFnAttr("prefer-vector-width", std::to_string(width));
}

void Compilation::prepare() {
  module_.setTargetTriple(engine_.target().triple);
  module_.setDataLayout(engine_.target().data_layout);
  for (llvm::Function& function : module_) prepareFunction(function);
  for (llvm::GlobalVariable& variable : module_.globals())
    if (variable.isDeclaration()) variable.setDSOLocal(false);
  declareVectorForms(module_, engine_.target(), engine_.runtimeSymbols());
  if (options_.keep_ir_before) result_->ir_before = print(module_);
}

void Compilation::optimise() {
  Stopwatch watch(result_->timings.optimise_us);
  const StageTime time(options_.clock, kOptimise, "pass managers");
  bench_->optimiser.run(module_);
}

void Compilation::generate() {
  if (options_.keep_ir_after) result_->ir_after = print(module_);
  if (options_.keep_control_flow) result_->control_flow = printControlFlow(module_);
  if (options_.keep_assembly) result_->assembly = printAssembly(module_, *bench_->machine);
  Stopwatch watch(result_->timings.generate_us);
  const StageTime time(options_.clock, kGenerate, "pass managers");
  emitter_ = &bench_->emitter(effortFor(module_));
  object_ = emitter_->run(module_);
}

void Compilation::link() {
  CHECK(listener_.errors.empty(), "LLVM: " + listener_.errors);
  if (options_.keep_object) result_->object = object_.getBuffer().str();
  Stopwatch watch(result_->timings.link_us);
  const StageTime time(options_.clock, "LLVM, link", "link");
  const KnownSymbols known(symbols_, engine_.runtimeSymbols());
  const cache::Bytes object(reinterpret_cast<const uint8_t*>(object_.getBufferStart()), object_.getBufferSize());
  std::string problem;
  const bool is_loaded = cache::loadObject(object, known, result_->code, problem);
  CHECK(is_loaded, "the object cannot be loaded: " + problem);
  if (options_.debugger) result_->debugger_entry = registerWithDebugger(object_, result_->code.sections);
  if (engine_.perfMap() != nullptr) engine_.perfMap()->add(result_->code.functions);
}

// One that keeps times keeps them in the clock of this compilation.
void Compilation::takeBench() {
  const StageTime time(options_.clock, kOptimise, "making the pipelines, once a thread");
  bench_ = options_.clock ? std::make_unique<Workbench>(engine_.target(), options_.clock) : engine_.takeWorkbench();
}

std::unique_ptr<CompiledModule> Compilation::run() {
  verify();
  prepare();
  takeBench();
  std::string problem;
  const bool finished = runGuarded(
      [this] {
        optimise();
        generate();
      },
      problem);
  if (!finished) (void)bench_.release();  // in an unknown state: neither usable nor destructible
  CHECK(finished, "LLVM: " + problem + "\n" + listener_.errors);
  link();
  emitter_->clear();
  if (options_.clock == nullptr) engine_.giveBack(std::move(bench_));
  result_->remarks = std::move(listener_.remarks);
  return std::move(result_);
}

}  // namespace

void* CompiledModule::address(std::string_view name) const {
  void* found = code.address(name);
  CHECK(found != nullptr, "the compiled module defines no " + std::string(name));
  return found;
}

std::unique_ptr<CompiledModule> compile(Engine& engine, std::unique_ptr<llvm::Module> module,
                                        std::span<const RuntimeSymbol> symbols,
                                        const CompileOptions& options) {
  Compilation compilation(engine, *module, symbols, options);
  return compilation.run();
}

}  // namespace krait::jit
