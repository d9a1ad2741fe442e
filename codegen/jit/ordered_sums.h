// Which sums of floats in loops are worth vectorising in the order of their terms.
#pragma once

#include "llvm/IR/PassManager.h"

namespace krait::jit {

// As a pass, `keep-cheap-sums-scalar`. See the .cpp.
struct KeepCheapSumsScalar : llvm::PassInfoMixin<KeepCheapSumsScalar> {
  static constexpr const char* kName = "keep-cheap-sums-scalar";
  llvm::PreservedAnalyses run(llvm::Function&, llvm::FunctionAnalysisManager&);
};

}  // namespace krait::jit
