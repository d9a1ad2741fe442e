// Python's builtin functions.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/iteration.h"

namespace krait::lower {
namespace {

using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// min(a, b) of one type as Python computes it: b if b < a, else a (max: b > a); so nan stays where it came first.
llvm::Value* pickExtreme(CallLowering& call, Number number, llvm::Value* a, llvm::Value* b) {
  const bool is_min = call.rowData() == "min";
  llvm::IRBuilder<>& builder = call.f.b;
  llvm::Value* takes_second;
  if (number.isFloat()) {
    takes_second = is_min ? builder.CreateFCmpOLT(b, a) : builder.CreateFCmpOGT(b, a);
  } else if (number.isSigned()) {
    takes_second = is_min ? builder.CreateICmpSLT(b, a) : builder.CreateICmpSGT(b, a);
  } else {
    takes_second = is_min ? builder.CreateICmpULT(b, a) : builder.CreateICmpUGT(b, a);
  }
  return builder.CreateSelect(takes_second, b, a);
}

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

}  // namespace

Parts lowerLen(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (call.data(0).kind == TypeKind::Array) return {ArrayView{call.parts(0), call.data(0).ndim}.extent(0)};
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
  for (size_t k = 0; k < call.count(); ++k) parts.append(call.parts(k));
  return parts;
}

Parts lowerAbs(CallLowering& call) {
  const Number number = call.number(0);
  if (number.isComplex()) return {absoluteComplex(call, number)};
  if (number.isFloat()) return {call.f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, call.part(0))};
  if (number.isBool()) return {call.part(0)};
  return {absoluteInt(call, number, call.part(0))};
}

Parts lowerMinMax(CallLowering& call) {
  const Number number = numberOf(call.f.ir_module, call.resultType());
  Parts candidates;
  for (size_t k = 0; k < call.count(); ++k) candidates.append(call.parts(k));
  llvm::Value* best = candidates[0];
  for (llvm::Value* candidate : PartsRef(candidates).drop_front(1)) best = pickExtreme(call, number, best, candidate);
  return {best};
}

Parts lowerIntCast(CallLowering& call) {
  return convertNumber(call.f, call.parts(0), call.number(0), {ir::DType::Int64, true});
}

Parts lowerTruth(CallLowering& call) { return {truthOf(call.f, call.parts(0), call.number(0))}; }

// complex(a, b) is a + b*1j: the imaginary part of a and the real part of b count too.
Parts lowerComplexCast(CallLowering& call) {
  llvm::IRBuilder<>& b = call.f.b;
  const Parts& first = call.parts(0);
  const Parts& second = call.parts(1);
  return {b.CreateFSub(first[0], second[1]), b.CreateFAdd(first[1], second[0])};
}

}  // namespace krait::lower
