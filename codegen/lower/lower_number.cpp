// The methods of numbers.
#include "codegen/lower/call_lowering.h"

namespace krait::lower {
namespace {

// |x| as an unsigned number of its width: that of the smallest is 2**(width - 1).
llvm::Value* magnitude(CallLowering& call) {
  llvm::Value* x = call.part(0);
  if (!call.number(0).isSigned()) return x;
  return call.f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, x, call.f.b.getFalse());
}

}  // namespace

Parts lowerBitLength(CallLowering& call) {
  llvm::IRBuilder<>& b = call.f.b;
  llvm::Value* zeros = b.CreateBinaryIntrinsic(llvm::Intrinsic::ctlz, magnitude(call), b.getFalse());
  return {b.CreateSub(call.f.word(64), zeros)};
}

Parts lowerBitCount(CallLowering& call) {
  llvm::IRBuilder<>& b = call.f.b;
  return {b.CreateZExt(b.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, magnitude(call)), b.getInt64Ty())};
}

// A float that trunc leaves alone, and that is neither nan nor an infinity.
Parts lowerIsInteger(CallLowering& call) {
  llvm::IRBuilder<>& b = call.f.b;
  if (call.number(0).isInt()) return {b.getTrue()};
  llvm::Value* x = call.part(0);
  llvm::Value* size = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x);
  llvm::Value* is_finite = b.CreateFCmpOLT(size, llvm::ConstantFP::getInfinity(x->getType()));
  return {b.CreateAnd(is_finite, b.CreateFCmpOEQ(b.CreateUnaryIntrinsic(llvm::Intrinsic::trunc, x), x))};
}

Parts lowerConjugate(CallLowering& call) {
  Parts parts = call.parts(0);
  if (parts.size() == 2) parts[1] = call.f.b.CreateFNeg(parts[1]);
  return parts;
}

}  // namespace krait::lower
