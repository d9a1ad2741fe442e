// NumPy's scalar types, and its functions of numbers that are not universal.
#include <numbers>

#include "codegen/lower/call_lowering.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/float_call.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

bool isGiven(const CallLowering& call, size_t k) { return call.data(k).kind != TypeKind::None; }

bool isTrueLiteral(const CallLowering& call, size_t k) {
  const ir::Type& type = call.data(k);
  return type.kind == TypeKind::Literal && call.f.ir_module.constants[type.constant].integer != 0;
}

// Rounded to a number of decimals, or of digits before the point where that is negative.
llvm::Value* roundToDecimals(FunctionLowering& f, llvm::Value* x, llvm::Value* decimals) {
  llvm::Value* digits = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, decimals, f.b.getFalse());
  llvm::Value* ten = llvm::ConstantFP::get(f.b.getDoubleTy(), 10.0);
  llvm::Value* power = f.callRuntime("pow", {ten, f.b.CreateSIToFP(digits, f.b.getDoubleTy())});
  llvm::Value* scale = f.b.CreateFPCast(power, x->getType());
  const auto rounded = [&](llvm::Value* scaled) { return callFloat(f, llvm::Intrinsic::nearbyint, scaled); };
  llvm::Value* after_point = f.b.CreateFDiv(rounded(f.b.CreateFMul(x, scale)), scale);
  llvm::Value* before_point = f.b.CreateFMul(rounded(f.b.CreateFDiv(x, scale)), scale);
  llvm::Value* is_negative = f.b.CreateICmpSLT(decimals, f.word(0));
  llvm::Value* scaled = f.b.CreateSelect(is_negative, before_point, after_point);
  return f.b.CreateSelect(f.b.CreateICmpEQ(decimals, f.word(0)), rounded(x), scaled);
}

// An integer is rounded, as a float64, only before the point.
Parts roundInt(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Number number = call.number(0), real{DType::Float64, false};
  const Parts x = convertNumber(f, call.parts(0), number, real);
  const Parts rounded = convertNumber(f, {roundToDecimals(f, x[0], call.part(1))}, real, number);
  return {f.b.CreateSelect(f.b.CreateICmpSLT(call.part(1), f.word(0)), rounded[0], call.part(0))};
}

llvm::Value* zeroOf(llvm::Value* like) { return llvm::Constant::getNullValue(like->getType()); }

// The imaginary part of a number, which is 0 for a real one.
llvm::Value* isImaginary(CallLowering& call) {
  const Parts& parts = call.parts(0);
  return parts.size() == 2 ? call.f.b.CreateFCmpUNE(parts[1], zeroOf(parts[1])) : call.f.b.getFalse();
}

llvm::Value* replaceNan(CallLowering& call, llvm::Value* x) {
  FunctionLowering& f = call.f;
  llvm::Type* type = x->getType();
  const llvm::APFloat largest = llvm::APFloat::getLargest(type->getFltSemantics());
  llvm::Value* above = isGiven(call, 3) ? call.part(3) : llvm::ConstantFP::get(type->getContext(), largest);
  llvm::Value* below = isGiven(call, 4) ? call.part(4) : llvm::ConstantFP::get(type->getContext(), -largest);
  llvm::Value* for_nan = isGiven(call, 2) ? call.part(2) : llvm::ConstantFP::get(type, 0.0);
  llvm::Value* infinity = llvm::ConstantFP::getInfinity(type);
  llvm::Value* not_below = f.b.CreateSelect(f.b.CreateFCmpOEQ(x, llvm::ConstantFP::getInfinity(type, true)), below, x);
  llvm::Value* finite = f.b.CreateSelect(f.b.CreateFCmpOEQ(x, infinity), above, not_below);
  return f.b.CreateSelect(f.b.CreateFCmpUNO(x, x), for_nan, finite);
}

enum class Bound : bool { Lower, Upper };

// A Python int that no number of the dtype exceeds bounds nothing; one beyond the other end is out of bounds.
llvm::Value* weakIntBound(FunctionLowering& f, DType dtype, Bound bound, llvm::Value* value) {
  const bool is_signed = ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
  const unsigned width = 8 * static_cast<unsigned>(ir::dtypeBytes(dtype));
  if (bound == Bound::Lower) {
    const int64_t smallest = is_signed ? llvm::APInt::getSignedMinValue(width).getSExtValue() : 0;
    value = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, value, f.word(smallest));
  } else if (width < 64) {
    const llvm::APInt largest = is_signed ? llvm::APInt::getSignedMaxValue(width) : llvm::APInt::getMaxValue(width);
    value = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, value, f.word(static_cast<int64_t>(largest.getZExtValue())));
  }
  return convertNumber(f, {value}, {DType::Int64, true}, {dtype, false})[0];
}

Parts clipBound(CallLowering& call, size_t k, Bound bound) {
  if (!call.number(k).python) return call.parts(k);
  return {weakIntBound(call.f, call.resultData().dtype, bound, call.part(k))};
}

// Whether x stays; of a nan, or of a zero beside another zero, x does.
llvm::Value* staysWithin(FunctionLowering& f, Number number, Bound side, PartsRef x, PartsRef bound) {
  const bool is_lower = side == Bound::Lower;
  if (number.isComplex()) {
    llvm::Value* real = is_lower ? f.b.CreateFCmpOGT(x[0], bound[0]) : f.b.CreateFCmpOLT(x[0], bound[0]);
    llvm::Value* imag = is_lower ? f.b.CreateFCmpOGE(x[1], bound[1]) : f.b.CreateFCmpOLE(x[1], bound[1]);
    llvm::Value* ties = f.b.CreateAnd(f.b.CreateFCmpOEQ(x[0], bound[0]), imag);
    return f.b.CreateOr(f.b.CreateFCmpUNO(x[0], x[1]), f.b.CreateOr(real, ties));
  }
  if (number.isFloat()) {
    llvm::Value* within = is_lower ? f.b.CreateFCmpOGE(x[0], bound[0]) : f.b.CreateFCmpOLE(x[0], bound[0]);
    return f.b.CreateOr(f.b.CreateFCmpUNO(x[0], x[0]), within);
  }
  if (number.isSigned()) return is_lower ? f.b.CreateICmpSGE(x[0], bound[0]) : f.b.CreateICmpSLE(x[0], bound[0]);
  return is_lower ? f.b.CreateICmpUGE(x[0], bound[0]) : f.b.CreateICmpULE(x[0], bound[0]);
}

Parts clipTo(CallLowering& call, Bound side, size_t positional, size_t keyword, Parts x) {
  const size_t k = isGiven(call, keyword) ? keyword : positional;
  if (!isGiven(call, k)) return x;
  FunctionLowering& f = call.f;
  const Parts bound = clipBound(call, k, side);
  llvm::Value* stays = staysWithin(f, numberOf(f.ir_module, call.resultType()), side, x, bound);
  for (size_t part = 0; part < x.size(); ++part) x[part] = f.b.CreateSelect(stays, x[part], bound[part]);
  return x;
}

}  // namespace

Parts lowerNumpyCast(CallLowering& call) {
  const Number number = call.number(0);
  const DType dtype = call.resultData().dtype;
  return number.python ? pythonFloatToInt(call.f, call.part(0), dtype) : call.parts(0);
}

// complex(a, b) is a + b*1j: the imaginary part of a and the real part of b count too.
Parts lowerNumpyComplexCast(CallLowering& call) {
  if (!isGiven(call, 1)) return call.parts(0);
  FunctionLowering& f = call.f;
  const Parts& a = call.parts(0);
  const Parts& b = call.parts(1);
  const Parts joined{f.b.CreateFSub(a[0], b[1]), f.b.CreateFAdd(a[1], b[0])};
  return convertNumber(f, joined, {DType::Complex128, false}, {call.resultData().dtype, false});
}

Parts lowerFix(CallLowering& call) {
  if (!call.number(0).isFloat()) return call.parts(0);
  return {callFloat(call.f, llvm::Intrinsic::trunc, call.part(0))};
}

Parts lowerRoundDecimals(CallLowering& call) {
  if (call.number(0).isInt()) return roundInt(call);
  Parts rounded;
  for (llvm::Value* part : call.parts(0)) rounded.push_back(roundToDecimals(call.f, part, call.part(1)));
  return rounded;
}

Parts lowerAngle(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Parts& z = call.parts(0);
  llvm::Value* imag = z.size() == 2 ? z[1] : zeroOf(z[0]);
  llvm::Value* angle = callFloat(f, "kr_vm_atan2", {imag, z[0]});
  if (!isTrueLiteral(call, 1)) return {angle};
  return {f.b.CreateFMul(angle, llvm::ConstantFP::get(angle->getType(), 180.0 / std::numbers::pi))};
}

Parts lowerIsReal(CallLowering& call) { return {call.f.b.CreateNot(isImaginary(call))}; }
Parts lowerIsComplex(CallLowering& call) { return {isImaginary(call)}; }

Parts lowerNanToNum(CallLowering& call) {
  if (!call.number(0).isFloat() && !call.number(0).isComplex()) return call.parts(0);
  Parts replaced;
  for (llvm::Value* part : call.parts(0)) replaced.push_back(replaceNan(call, part));
  return replaced;
}

Parts lowerClip(CallLowering& call) {
  return clipTo(call, Bound::Upper, 2, 5, clipTo(call, Bound::Lower, 1, 4, call.parts(0)));
}

Parts lowerSelect(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* condition = truthOf(f, call.parts(0), call.number(0));
  Parts chosen;
  for (size_t k = 0; k < call.parts(1).size(); ++k) {
    chosen.push_back(f.b.CreateSelect(condition, call.parts(1)[k], call.parts(2)[k]));
  }
  return chosen;
}

Parts lowerWhere(CallLowering& call) {
  const Parts array = newArray(call.f, call.resultData(), {}, {}, false);
  storeElement(call.f, call.resultData().dtype, array[1], lowerSelect(call));
  return array;
}

Parts lowerShapeOf(CallLowering& call) {
  return call.data(0).kind == TypeKind::Array ? lowerArrayShape(call) : Parts{};
}

Parts lowerSizeOf(CallLowering& call) {
  if (call.data(0).kind != TypeKind::Array) return {call.f.word(1)};
  if (!isGiven(call, 1)) return lowerArraySize(call);
  const int64_t axis = call.f.ir_module.constants[call.data(1).constant].integer;
  const int ndim = call.data(0).ndim;
  return {ArrayView{call.parts(0), ndim}.extent(static_cast<int>(axis < 0 ? axis + ndim : axis))};
}

}  // namespace krait::lower
