// The math module: the runtime's functions, and what is one instruction.
#include "codegen/lower/call_lowering.h"

namespace krait::lower {

Parts lowerMathUnary(CallLowering& call) {
  return {call.f.callRuntime(call.rowData(), {call.part(0)})};
}

Parts lowerMathSqrt(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  f.raiseIf(f.b.CreateFCmpOLT(x, llvm::ConstantFP::get(x->getType(), 0.0)), kr_error_math_domain);
  return {f.b.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, x)};
}

Parts lowerMathFabs(CallLowering& call) {
  return {call.f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, call.part(0))};
}

}  // namespace krait::lower
