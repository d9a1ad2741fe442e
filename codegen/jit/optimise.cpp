// The pass list, and why each part is there. It reaches the run time of stock O3 in a third of its compile
// time on the kernels of test/unit/jit; figures are in README.md. What it relies on from lowering:
//   - checks are branches with !prof weights to a call of a noreturn function (never llvm.expect);
//   - callees are internal functions;
//   - debug locations, where there are any, hang from a compile unit (NoDebug if only remarks want them).
#include "codegen/jit/optimise.h"

#include "codegen/module_facts.h"

#include <algorithm>

#include "codegen/jit/bound_inlining.h"
#include "codegen/jit/carried_extremes.h"
#include "codegen/jit/ordered_sums.h"
#include "codegen/jit/time_passes.h"
#include "frontend/support/check.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"

namespace krait::jit {
namespace {

// A run of passes, left out of a module that has nothing for it.
struct Stage {
  bool (*wanted)(const llvm::Module&);
  std::string_view passes;
};

bool always(const llvm::Module&) { return true; }

bool callsOwnFunctions(const llvm::Module& module) {
  return std::any_of(module.begin(), module.end(),
                     [](const llvm::Function& f) { return !f.isDeclaration() && !f.use_empty(); });
}

bool hasChecks(const llvm::Function& function) {
  return std::any_of(function.begin(), function.end(), [](const llvm::BasicBlock& block) {
    return llvm::isa<llvm::UnreachableInst>(block.getTerminator());
  });
}

bool hasChecksAnywhere(const llvm::Module& module) {
  if (module.getNamedMetadata(kInnerLoopsAreUnchecked)) return false;
  return std::any_of(module.begin(), module.end(), hasChecks);
}

bool asksToUnroll(const llvm::Module& module) { return module.getNamedMetadata(kHasLoopsToUnroll) != nullptr; }

// Whether straight code leads from the block back to the phi: both are in one innermost loop.
bool leadsBackTo(const llvm::PHINode& phi, const llvm::BasicBlock& block) {
  return std::any_of(phi.block_begin(), phi.block_end(), [&](const llvm::BasicBlock* from) {
    while (from && from != &block && from != phi.getParent()) from = from->getSinglePredecessor();
    return from == &block;
  });
}

// A position times an extent or stride that is only known at run time: what strength reduction turns into an addition.
bool stepsByVariable(const llvm::Instruction& inst) {
  if (inst.getOpcode() != llvm::Instruction::Mul || llvm::isa<llvm::Constant>(inst.getOperand(1))) return false;
  return std::any_of(inst.op_begin(), inst.op_end(), [&](const llvm::Value* operand) {
    const auto* phi = llvm::dyn_cast<llvm::PHINode>(operand);
    return phi && leadsBackTo(*phi, *inst.getParent());
  });
}

bool stepsByVariableAnywhere(const llvm::Module& module) {
  return std::any_of(module.begin(), module.end(), [](const llvm::Function& function) {
    return std::any_of(llvm::inst_begin(function), llvm::inst_end(function), stepsByVariable);
  });
}

// `instcombine` alone would mean <verify-fixpoint>, which ends the process where one round is not enough.
constexpr Stage kStages[] = {
    // Callees first: cleaned, then inlined bottom up. The call graph costs 0.1 ms even when there is nothing
    // to do.
    {callsOwnFunctions, "always-inline,"
                        "cgscc(function-attrs,inline,function(sroa,early-cse,simplifycfg)),"
                        "globaldce"},
    // Clean up what lowering wrote; loops into their canonical form, invariants out of them.
    {always, "function(sroa,early-cse,simplifycfg,instcombine<no-verify-fixpoint>,"
             "loop-mssa(loop-rotate,licm),simplifycfg,loop(indvars,loop-deletion))"},
    // indvars made most checks of indices loop invariant: take them out of the loop, or it does not vectorise
    // (ten times slower); then see what the remaining conditions have become, and drop checks that ranges
    // decide.
    {hasChecksAnywhere, "function(loop-mssa(licm,simple-loop-unswitch<nontrivial>),simplifycfg,"
                        "instcombine<no-verify-fixpoint>,loop(indvars),correlated-propagation)"},
    // Sums of floats stay in order; only where their terms are costly is that done in vectors (ordered_sums.cpp).
    // loop-vectorize interleaves too; no unrolling beyond that, no SLP (README.md). Afterwards its runtime
    // checks and broadcast values leave the outer loops.
    {always, "function(gvn,keep-cheap-sums-scalar,loop-vectorize,"
             "instcombine<no-verify-fixpoint>,simplifycfg,early-cse,loop-mssa(licm))"},
    // Cells of dynamic programming wait for the one before (carried_extremes.cpp).
    {hasNestedExtremes, "function(shorten-carried-extremes)"},
    // Gathers and scatters are bound by how many of their accesses fit into the window of the processor.
    {asksToUnroll, "function(unroll-where-asked,early-cse,simplifycfg)"},
    // Walking down a column multiplies in every iteration (triple loop: 1.36 of C without this, 1.19 with).
    {stepsByVariableAnywhere, "function(loop(loop-reduce))"},
};

constexpr std::string_view kUnrollWhereAsked = "unroll-where-asked";  // as their metadata says

llvm::PipelineTuningOptions tuning() {
  llvm::PipelineTuningOptions options;
  options.LoopUnrolling = false;
  options.LoopVectorization = true;
  options.LoopInterleaving = true;
  return options;
}

}  // namespace

Optimiser::Optimiser(llvm::TargetMachine& machine, StageClock* clock)
    : timing_(clock ? timeOptimiser(*clock) : nullptr), builder_(&machine, tuning(), std::nullopt, timing_.get()) {
  builder_.registerPipelineParsingCallback(
      [](llvm::StringRef name, llvm::FunctionPassManager& passes, llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
        const bool unrolls = name == llvm::StringRef(kUnrollWhereAsked);
        if (unrolls) passes.addPass(llvm::LoopUnrollPass({2, /*OnlyWhenForced=*/true}));
        if (name == KeepCheapSumsScalar::kName) passes.addPass(KeepCheapSumsScalar());
        if (name == ShortenCarriedExtremes::kName) passes.addPass(ShortenCarriedExtremes());
        return unrolls || name == KeepCheapSumsScalar::kName || name == ShortenCarriedExtremes::kName;
      });
  builder_.registerModuleAnalyses(module_analyses_);
  builder_.registerCGSCCAnalyses(call_graph_analyses_);
  builder_.registerFunctionAnalyses(function_analyses_);
  builder_.registerLoopAnalyses(loop_analyses_);
  builder_.crossRegisterProxies(loop_analyses_, function_analyses_, call_graph_analyses_, module_analyses_);
  for (const Stage& stage : kStages) stages_.push_back(parse(stage.passes));
}

void Optimiser::run(llvm::Module& module) {
  if (callsOwnFunctions(module)) boundInlining(module);
  for (size_t i = 0; i < stages_.size(); ++i)
    if (kStages[i].wanted(module)) stages_[i].run(module, module_analyses_);
  forget();
}

void Optimiser::runPasses(llvm::Module& module, std::string_view passes) {
  parse(passes).run(module, module_analyses_);
  forget();
}

llvm::ModulePassManager Optimiser::parse(std::string_view passes) {
  llvm::ModulePassManager manager;
  llvm::Error error = builder_.parsePassPipeline(manager, passes);
  CHECK(!error, llvm::toString(std::move(error)));
  return manager;
}

void Optimiser::forget() {
  loop_analyses_.clear();
  function_analyses_.clear();
  call_graph_analyses_.clear();
  module_analyses_.clear();
}

std::string builtInPasses() {
  std::string all;
  for (const Stage& stage : kStages) all += (all.empty() ? "" : ",") + std::string(stage.passes);
  return all;
}

}  // namespace krait::jit
