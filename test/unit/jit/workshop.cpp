#include "test/unit/jit/workshop.h"

#include <csetjmp>

#include "frontend/support/check.h"
#include "test/unit/jit/kernels.h"
#include "runtime/symbols.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Support/SourceMgr.h"

namespace krait::jit::test {
namespace {

thread_local std::jmp_buf back;
thread_local RaisedIndex raised;

// Stands in for the runtime's raise: like it, never returns to compiled code.
[[noreturn]] void raiseIndex(void*, int64_t index, int64_t size) {
  raised = {index, size};
  std::longjmp(back, 1);
}

EngineConfig config(bool perf_map) {
  static const std::vector<RuntimeSymbol> runtime = [] {
    std::vector<RuntimeSymbol> all;
    for (const Symbol& symbol : kr_symbol_table()) all.push_back({symbol.name, symbol.address});
    all.push_back({"kr_raise_index", reinterpret_cast<void*>(&raiseIndex)});
    return all;
  }();
  return {runtime, perf_map};
}

}  // namespace

Workshop::Workshop(bool perf_map) : engine(config(perf_map)) {}

std::unique_ptr<CompiledModule> Workshop::compile(const std::string& ir, const CompileOptions& options,
                                                  std::span<const RuntimeSymbol> symbols) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(ir, problem, context);
  CHECK(module != nullptr, problem.getMessage().str() + " at line " + std::to_string(problem.getLineNo()));
  return jit::compile(engine, std::move(module), symbols, options);
}

std::string withChecks(const std::string& kernel) { return kernel + kRaiseDeclaration; }

RaisedIndex raisedBy(llvm::function_ref<void()> work) {
  raised = {};
  if (setjmp(back) == 0) work();
  return raised;
}

}  // namespace krait::jit::test
