// Vector forms of the functions that a module calls, for the loop vectoriser.
#pragma once

#include "codegen/jit/symbols.h"
#include "codegen/jit/target.h"
#include "llvm/IR/Module.h"

namespace krait::jit {

// Every declared function of floats that has vector forms among the symbols (under the names of the vector function ABI:
// _ZGVeN8v_f for AVX-512, _ZGVdN4v_f for AVX2) is told of those that the target can run.
void declareVectorForms(llvm::Module&, const TargetInfo&, const SymbolTable&);

}  // namespace krait::jit
