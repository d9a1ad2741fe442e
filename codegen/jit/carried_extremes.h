// Extremes of three and more integers, of which one hangs on the iteration before.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class Module;
}

namespace krait::jit {

// As a pass, `shorten-carried-extremes`. See the .cpp.
struct ShortenCarriedExtremes : llvm::PassInfoMixin<ShortenCarriedExtremes> {
  static constexpr const char* kName = "shorten-carried-extremes";
  llvm::PreservedAnalyses run(llvm::Function&, llvm::FunctionAnalysisManager&);
};

// Whether there is an extreme of an extreme anywhere.
[[nodiscard]] bool hasNestedExtremes(const llvm::Module&);

}  // namespace krait::jit
