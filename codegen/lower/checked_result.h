// Functions of floats whose results say whether Python raises: a nan that no argument is, or an infinity from finite ones.
//
//   %y = call double @kr_vm_exp(double %x)        a kernel, or the C library's function
//   br (not |%y| < inf), doubtful, fine           in lanes: a bit of those in which Python raises
// doubtful:
//   %z = call double @kr_math_exp(ctx, %x)        raises, or gives the result
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// Promises of fastmath about nan and inf do not hold for what a check looks at: its branch would be undefined.
class Strict {
 public:
  explicit Strict(FunctionLowering& f) : guard_(f.b) { f.b.clearFastMathFlags(); }

 private:
  llvm::IRBuilderBase::FastMathFlagGuard guard_;
};

// Whether kernels for vectors may stand in for the C library's functions: fastmath's afn.
[[nodiscard]] bool mayApproximate(const FunctionLowering&);

// The result, or that of the runtime's function of the arguments where it is in doubt.
[[nodiscard]] llvm::Value* checkResult(FunctionLowering&, llvm::Value* result, std::string_view runtime_name,
                                       llvm::ArrayRef<llvm::Value*> arguments);

}  // namespace krait::lower
