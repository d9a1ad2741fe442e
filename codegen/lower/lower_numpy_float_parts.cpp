// NumPy's universal functions of what a float is made of: its sign, fraction and exponent, the numbers beside it.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/float_call.h"
#include "codegen/lower/ufunc_values.h"

namespace krait::lower {
namespace {

llvm::Value* halfBits(FunctionLowering& f, llvm::Value* x) { return f.b.CreateBitCast(x, f.b.getInt16Ty()); }
llvm::Value* halfOf(FunctionLowering& f, llvm::Value* bits) { return f.b.CreateBitCast(bits, f.b.getHalfTy()); }

// Of half floats: the bits of neighbours differ by one; from zero one steps to the smallest number of y's sign.
llvm::Value* halfNextafter(FunctionLowering& f, llvm::Value* x, llvm::Value* y) {
  llvm::Value* bits = halfBits(f, x);
  llvm::Value* moves_up = f.b.CreateFCmpOLT(x, y);
  llvm::Value* is_positive = f.b.CreateICmpSGE(bits, integer(bits, 0));
  llvm::Value* grows = f.b.CreateICmpEQ(moves_up, is_positive);
  llvm::Value* stepped = f.b.CreateAdd(bits, f.b.CreateSelect(grows, integer(bits, 1), integer(bits, -1)));
  llvm::Value* sign = f.b.CreateAnd(halfBits(f, y), integer(bits, INT16_MIN));
  llvm::Value* smallest = f.b.CreateOr(sign, integer(bits, 1));
  llvm::Value* next = f.b.CreateSelect(f.b.CreateFCmpOEQ(x, constant(x, 0.0)), smallest, stepped);
  llvm::Value* any_nan = f.b.CreateFCmpUNO(x, y);
  llvm::Value* moved = f.b.CreateSelect(f.b.CreateFCmpOEQ(x, y), x, halfOf(f, next));
  return f.b.CreateSelect(any_nan, llvm::ConstantFP::getNaN(x->getType()), moved);
}

// NumPy measures half floats towards +inf, unlike the wider ones.
llvm::Value* halfSpacing(FunctionLowering& f, llvm::Value* x) {
  llvm::Type* single = f.b.getFloatTy();
  llvm::Value* next = f.b.CreateFPExt(halfNextafter(f, x, infinity(x)), single);
  llvm::Value* distance = f.b.CreateFPTrunc(f.b.CreateFSub(next, f.b.CreateFPExt(x, single)), x->getType());
  llvm::Value* is_infinite = f.b.CreateFCmpOEQ(magnitude(f, x), infinity(x));
  return f.b.CreateSelect(is_infinite, llvm::ConstantFP::getNaN(x->getType()), distance);
}

llvm::Value* inDouble(FunctionLowering& f, llvm::Value* x) { return f.b.CreateFPCast(x, f.b.getDoubleTy()); }

}  // namespace

Parts lowerUfuncCopysign(CallLowering& call) {
  return {call.f.b.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, call.part(0), call.part(1))};
}

Parts lowerUfuncNextafter(CallLowering& call) {
  if (call.part(0)->getType()->isHalfTy()) return {halfNextafter(call.f, call.part(0), call.part(1))};
  return {callFloat(call.f, "nextafter", {call.part(0), call.part(1)})};
}

Parts lowerUfuncSpacing(CallLowering& call) {
  if (call.part(0)->getType()->isHalfTy()) return {halfSpacing(call.f, call.part(0))};
  return {callFloat(call.f, "kr_numpy_spacing", {call.part(0)})};
}

Parts lowerUfuncSignbit(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  llvm::Value* bits = f.b.CreateBitCast(x, f.b.getIntNTy(x->getType()->getScalarSizeInBits()));
  return {f.b.CreateICmpSLT(bits, integer(bits, 0))};
}

Parts lowerUfuncModf(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  llvm::Value* fraction = f.callRuntime("kr_math_modf_fraction", {inDouble(f, x)});
  return {f.b.CreateFPCast(fraction, x->getType()), callFloat(f, llvm::Intrinsic::trunc, x)};
}

Parts lowerUfuncFrexp(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  llvm::Value* mantissa = f.callRuntime("kr_math_frexp_mantissa", {inDouble(f, x)});
  llvm::Value* exponent = f.callRuntime("kr_math_frexp_exponent", {inDouble(f, x)});
  return {f.b.CreateFPCast(mantissa, x->getType()), f.b.CreateTrunc(exponent, f.b.getInt32Ty())};
}

Parts lowerUfuncLdexp(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  llvm::Value* low = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, call.part(1), f.word(INT32_MIN));
  llvm::Value* exponent = f.b.CreateTrunc(f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, low, f.word(INT32_MAX)), f.b.getInt32Ty());
  if (x->getType()->isDoubleTy()) return {f.callRuntime("ldexp", {x, exponent})};
  llvm::Value* single = f.callRuntime("ldexpf", {f.b.CreateFPCast(x, f.b.getFloatTy()), exponent});
  return {f.b.CreateFPCast(single, x->getType())};
}

}  // namespace krait::lower
