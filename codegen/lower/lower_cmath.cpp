// The cmath module: the runtime's functions, which write two doubles.
#include "codegen/lower/call_lowering.h"

namespace krait::lower {
namespace {

using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* real(FunctionLowering& f, double value) { return llvm::ConstantFP::get(f.b.getDoubleTy(), value); }

Parts callForPair(FunctionLowering& f, std::string_view name, PartsRef arguments) {
  return f.callRuntimeOut(name, {arguments.begin(), arguments.end()}, f.b.getDoubleTy(), 2);
}

llvm::Value* hasSize(FunctionLowering& f, llvm::CmpInst::Predicate predicate, llvm::Value* part) {
  llvm::Value* size = f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, part);
  return f.b.CreateFCmp(predicate, size, llvm::ConstantFP::getInfinity(part->getType()));
}

llvm::Value* inMemory(FunctionLowering& f, PartsRef z) {
  llvm::Value* pair = f.allocaAtEntry(f.b.getDoubleTy(), 2);
  f.b.CreateStore(z[0], pair);
  f.b.CreateStore(z[1], f.b.CreateConstInBoundsGEP1_64(f.b.getDoubleTy(), pair, 1));
  return pair;
}

}  // namespace

Parts lowerCmathCall(CallLowering& call) {
  Parts arguments;
  for (size_t k = 0; k < call.count(); ++k) arguments.append(call.parts(k));
  return callForPair(call.f, call.rowData(), arguments);
}

Parts lowerCmathLog(CallLowering& call) {
  const Parts& z = call.parts(0);
  if (call.data(1).kind == TypeKind::None) return callForPair(call.f, "kr_cmath_log", z);
  return callForPair(call.f, "kr_cmath_log_base", {z[0], z[1], call.parts(1)[0], call.parts(1)[1]});
}

// CPython takes the C library's word that the angle underflowed to 0 for an error.
Parts lowerCmathPhase(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Parts& z = call.parts(0);
  llvm::Value* angle = f.callRuntime("atan2", {z[1], z[0]});
  llvm::Value* is_zero = f.b.CreateFCmpOEQ(angle, real(f, 0.0));
  llvm::Value* is_lost = f.b.CreateAnd(is_zero, f.b.CreateFCmpONE(z[1], real(f, 0.0)));
  f.raiseIf(f.b.CreateAnd(is_lost, hasSize(f, llvm::CmpInst::FCMP_OLT, z[0])), kr_error_math_range);
  return {angle};
}

// Finite if both parts are; infinite or nan if one is.
Parts lowerCmathPredicate(CallLowering& call) {
  using Predicate = llvm::CmpInst::Predicate;
  FunctionLowering& f = call.f;
  const Parts& z = call.parts(0);
  const bool is_finite = call.rowData() == "isfinite";
  const Predicate predicate = is_finite                    ? Predicate::FCMP_OLT
                              : call.rowData() == "isinf" ? Predicate::FCMP_OEQ
                                                           : Predicate::FCMP_UNO;
  llvm::Value* re = hasSize(f, predicate, z[0]);
  llvm::Value* im = hasSize(f, predicate, z[1]);
  return {is_finite ? f.b.CreateAnd(re, im) : f.b.CreateOr(re, im)};
}

Parts lowerCmathIsClose(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* relative = call.parts(2).empty() ? real(f, 1e-9) : call.part(2);
  llvm::Value* absolute = call.parts(3).empty() ? real(f, 0.0) : call.part(3);
  llvm::Value* byte = f.callRuntime("kr_cmath_isclose",
                                    {inMemory(f, call.parts(0)), inMemory(f, call.parts(1)), relative, absolute});
  return {f.b.CreateICmpNE(byte, f.b.getInt8(0))};
}

}  // namespace krait::lower
