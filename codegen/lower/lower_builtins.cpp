// Python's builtin functions.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/check_index.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/list.h"
#include "codegen/lower/time.h"
#include "codegen/lower/rounding.h"
#include "llvm/IR/IntrinsicsX86.h"

namespace krait::lower {
namespace {

using ir::TypeKind;

llvm::Value* absoluteInt(CallLowering& call, Number number, llvm::Value* value) {
  FunctionLowering& f = call.f;
  if (!number.isSigned()) return value;
  if (number.python && f.m.options.overflow_checks) {
    f.raiseIf(f.b.CreateICmpEQ(value, f.word(INT64_MIN)), kr_error_integer_overflow, {f.text("abs()")});
  }
  return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, value, f.b.getFalse());
}

llvm::Value* absoluteComplex(CallLowering& call, Number number) {
  FunctionLowering& f = call.f;
  const Parts& z = call.parts(0);
  if (number.python) return f.callRuntime("kr_complex_abs", {z[0], z[1]});
  return f.callRuntime(number.dtype == ir::DType::Complex64 ? "hypotf" : "hypot", {z[0], z[1]});
}

// x / 10**n, rounded, * 10**n, or the other way round for n > 0; each step in the type of x, as np.round.
llvm::Value* roundScaled(FunctionLowering& f, llvm::Value* x, llvm::Value* power, llvm::Value* is_negative) {
  llvm::IRBuilder<>& b = f.b;
  llvm::Value* scale = b.CreateFPCast(power, x->getType());
  llvm::Value* scaled = b.CreateSelect(is_negative, b.CreateFDiv(x, scale), b.CreateFMul(x, scale));
  llvm::Value* whole = b.CreateUnaryIntrinsic(llvm::Intrinsic::rint, scaled);
  return b.CreateSelect(is_negative, b.CreateFMul(whole, scale), b.CreateFDiv(whole, scale));
}

llvm::Value* roundAsNumpy(CallLowering& call, Number number) {
  FunctionLowering& f = call.f;
  const Number real{ir::DType::Float64, false};
  llvm::Value* digits = call.part(1);
  llvm::Value* is_negative = f.b.CreateICmpSLT(digits, f.word(0));
  llvm::Value* exponent = f.b.CreateSIToFP(f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, digits, f.b.getFalse()), f.b.getDoubleTy());
  llvm::Value* power = f.callRuntime("pow", {llvm::ConstantFP::get(f.b.getDoubleTy(), 10.0), exponent});
  if (number.isFloat()) return roundScaled(f, call.part(0), power, is_negative);
  llvm::Value* rounded = roundScaled(f, convertNumber(f, call.parts(0), number, real)[0], power, is_negative);
  return f.b.CreateSelect(is_negative, convertNumber(f, {rounded}, real, number)[0], call.part(0));
}

Parts divmodFloats(CallLowering& call, Number number) {
  FunctionLowering& f = call.f;
  llvm::Type* type = call.part(0)->getType();
  llvm::Type* wide = type->isHalfTy() ? f.b.getFloatTy() : type;
  const bool raises = number.python && !f.m.options.numpy_errors;
  const char* name = raises ? "kr_float_divmod" : type->isDoubleTy() ? "kr_numpy_divmod" : "kr_numpy_divmodf";
  Parts both = f.callRuntimeOut(name, {f.b.CreateFPCast(call.part(0), wide), f.b.CreateFPCast(call.part(1), wide)}, wide, 2);
  for (llvm::Value*& part : both) part = f.b.CreateFPCast(part, type);
  return both;
}

// Doubles out of range become -2^63, which only one double should.
llvm::Value* hardwareInt(FunctionLowering& f, llvm::Value* whole) {
  llvm::Value* vector = llvm::PoisonValue::get(llvm::FixedVectorType::get(f.b.getDoubleTy(), 2));
  vector = f.b.CreateInsertElement(vector, whole, uint64_t{0});
  return f.b.CreateIntrinsic(llvm::Intrinsic::x86_sse2_cvttsd2si64, {}, {vector});
}

// In lanes: by comparisons, of which vectors can be made.
llvm::Value* wholeToIntInLanes(FunctionLowering& f, llvm::Value* whole) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  llvm::Value* not_below = f.b.CreateFCmpOGE(whole, llvm::ConstantFP::get(whole->getType(), -kTwoTo63));
  llvm::Value* not_above = f.b.CreateFCmpOLT(whole, llvm::ConstantFP::get(whole->getType(), kTwoTo63));
  static_cast<void>(f.leavesLanesIf(f.b.CreateNot(f.b.CreateAnd(not_below, not_above))));
  return f.b.CreateFPToSI(whole, f.i64());
}

}  // namespace

llvm::Value* wholeToInt(FunctionLowering& f, llvm::Value* whole, llvm::Value* x, std::string_view name) {
  if (f.lanes) return wholeToIntInLanes(f, whole);
  llvm::Value* result = hardwareInt(f, whole);
  if (isCheckedAsIndexNext(f)) {
    f.pending_conversion = {result, x, name, f.current};
    return result;
  }
  f.loops.noteCheck();
  llvm::BasicBlock* outside = f.newBlock("outside");
  llvm::BasicBlock* inside = f.newBlock("inside");
  f.markUnlikely(f.b.CreateCondBr(f.b.CreateICmpEQ(result, f.word(INT64_MIN)), outside, inside));
  f.b.SetInsertPoint(outside);
  f.callRuntime(name, {x});  // returns if it was -2^63
  f.b.CreateBr(inside);
  f.b.SetInsertPoint(inside);
  return result;
}

Parts lowerLen(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (call.data(0).kind == TypeKind::Array || call.data(0).kind == TypeKind::RecordArray) return {ArrayView{call.parts(0), call.data(0).ndim}.extent(0)};
  if (call.data(0).kind == TypeKind::List) return {listLength(f, call.part(0))};
  return {rangeLengthOf(f, call.parts(0))};
}

Parts lowerRange(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (call.count() == 1) return {f.word(0), call.part(0), f.word(1)};
  if (call.count() == 2) return {call.part(0), call.part(1), f.word(1)};
  f.raiseIf(f.b.CreateICmpEQ(call.part(2), f.word(0)), kr_error_range_zero_step);
  return {call.part(0), call.part(1), call.part(2)};
}

Parts lowerEnumerate(CallLowering& call) {
  Parts parts{call.part(1)};
  parts.append(call.parts(0));
  return parts;
}

Parts lowerZip(CallLowering& call) {
  Parts parts;
  for (size_t k = 1; k < call.count(); ++k) parts.append(call.parts(k));
  return parts;
}

Parts lowerNamedTuple(CallLowering& call) {
  Parts parts;
  for (size_t k = 0; k < call.count(); ++k) parts.append(call.parts(k));
  return parts;
}

Parts lowerAbs(CallLowering& call) {
  if (isTime(call.f.ir_module, call.type(0))) return {absoluteTime(call.f, call.part(0))};
  const Number number = call.number(0);
  if (number.isComplex()) return {absoluteComplex(call, number)};
  if (number.isFloat()) return {call.f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, call.part(0))};
  if (number.isBool()) return {call.part(0)};
  return {absoluteInt(call, number, call.part(0))};
}

Parts lowerRound(CallLowering& call) {
  const Number number = call.number(0);
  const bool has_digits = call.data(1).kind != TypeKind::None;
  if (has_digits && !number.python) return {roundAsNumpy(call, number)};
  if (has_digits) return {call.f.callRuntime(number.isInt() ? "kr_int_round" : "kr_float_round", {call.part(0), call.part(1)})};
  if (number.isInt()) return {call.part(0)};
  llvm::Value* whole = call.f.b.CreateUnaryIntrinsic(llvm::Intrinsic::rint, call.part(0));
  return {wholeToInt(call.f, whole, call.part(0), "kr_float_round_to_int")};
}

Parts lowerDivMod(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Number number = call.number(0);
  if (number.isFloat()) return divmodFloats(call, number);
  Parts both = arithmetic(f, ir::Op::floordiv, number, call.parts(0), call.parts(1));
  both.append(arithmetic(f, ir::Op::mod, number, call.parts(0), call.parts(1)));
  return both;
}

Parts lowerPow(CallLowering& call) {
  if (call.data(2).kind == TypeKind::None) {
    return arithmetic(call.f, ir::Op::pow, call.number(0), call.parts(0), call.parts(1));
  }
  return {call.f.callRuntime("kr_int_pow_modulo", {call.part(0), call.part(1), call.part(2)})};
}

Parts lowerIntCast(CallLowering& call) {
  return convertNumber(call.f, call.parts(0), call.number(0), {ir::DType::Int64, true});
}

Parts lowerTruth(CallLowering& call) {
  if (call.data(0).kind != TypeKind::List) return {truthOf(call.f, call.parts(0), call.number(0))};
  return {call.f.b.CreateICmpNE(listLength(call.f, call.part(0)), call.f.word(0))};
}

// complex(a, b) is a + b*1j: the imaginary part of a and the real part of b count too, where they exist.
Parts lowerComplexCast(CallLowering& call) {
  llvm::IRBuilder<>& b = call.f.b;
  const Parts& first = call.parts(0);
  const Parts& second = call.parts(1);
  llvm::Value* zero = llvm::ConstantFP::get(b.getDoubleTy(), 0.0);
  if (second.empty()) return {first[0], first.size() == 2 ? first[1] : zero};
  llvm::Value* real = second.size() == 2 ? b.CreateFSub(first[0], second[1]) : first[0];
  llvm::Value* imag = first.size() == 2 ? b.CreateFAdd(second[0], first[1]) : second[0];
  return {real, imag};
}

}  // namespace krait::lower
