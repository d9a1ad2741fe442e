// NumPy's universal functions of numbers. The operands are in the dtype of the loop that inference chose.
//
// None raises for a value (nan and inf are values) but an integer power. What is exact is done by instructions, the rest by
// the C library or the runtime; half floats are computed in single precision and rounded, as NumPy does. What a float is
// made of (its sign, exponent and neighbours) is in lower_numpy_float_parts.cpp.
#include <numbers>

#include "codegen/lower/call_lowering.h"
#include "codegen/lower/compare.h"
#include "codegen/lower/float_call.h"
#include "codegen/lower/power_root.h"
#include "codegen/lower/ufunc_values.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::Op;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// The last column of ufuncs.def.
std::string_view implementation(const CallLowering& call) {
  return call.rowData().substr(call.rowData().find(' ') + 1);
}

std::string_view functionName(const CallLowering& call) {
  return functionRow(static_cast<FunctionId>(call.inst.attribute)).name.substr(sizeof("numpy.") - 1);
}

Op operatorNamed(std::string_view name) {
  size_t op = 0;
  while (op < ir::kOpCount && ir::opInfo(static_cast<Op>(op)).name != name) ++op;
  CHECK(op < ir::kOpCount, "an operator of ufuncs.def");
  return static_cast<Op>(op);
}

Parts complexLibrary(CallLowering& call) {
  const Parts& z = call.parts(0);
  const bool is_single = z[0]->getType()->isFloatTy();
  const std::string name = "kr_numpy_c" + std::string(functionName(call)) + (is_single ? "f" : "");
  return call.f.callRuntimeOut(name, {z[0], z[1]}, z[0]->getType(), 2);
}

llvm::Intrinsic::ID roundingNamed(std::string_view name) {
  if (name == "floor") return llvm::Intrinsic::floor;
  if (name == "ceil") return llvm::Intrinsic::ceil;
  return name == "trunc" ? llvm::Intrinsic::trunc : llvm::Intrinsic::nearbyint;
}

// 1, 0 or -1; a nan stays one.
llvm::Value* floatSign(FunctionLowering& f, llvm::Value* x) {
  llvm::Value* zero_or_nan = f.b.CreateSelect(isNan(f, x), x, constant(x, 0.0));
  llvm::Value* not_above = f.b.CreateSelect(f.b.CreateFCmpOLT(x, constant(x, 0.0)), constant(x, -1.0), zero_or_nan);
  return f.b.CreateSelect(f.b.CreateFCmpOGT(x, constant(x, 0.0)), constant(x, 1.0), not_above);
}

llvm::Value* intSign(FunctionLowering& f, Number number, llvm::Value* x) {
  llvm::Value* is_positive = number.isSigned() ? f.b.CreateICmpSGT(x, integer(x, 0)) : f.b.CreateICmpNE(x, integer(x, 0));
  llvm::Value* positive = f.b.CreateZExt(is_positive, x->getType());
  return number.isSigned() ? f.b.CreateOr(positive, f.b.CreateAShr(x, integer(x, x->getType()->getIntegerBitWidth() - 1)))
                           : positive;
}

// z / |z|; 0 of 0. Where one part is infinite, its sign; where both are, nan.
Parts complexSign(FunctionLowering& f, PartsRef z) {
  llvm::Value* size = callFloat(f, "hypot", {z[0], z[1]});
  llvm::Value* zero = constant(size, 0.0);
  llvm::Value* is_infinite[] = {f.b.CreateFCmpOEQ(magnitude(f, z[0]), infinity(size)),
                                f.b.CreateFCmpOEQ(magnitude(f, z[1]), infinity(size))};
  llvm::Value* any = f.b.CreateOr(is_infinite[0], is_infinite[1]);
  llvm::Value* both = f.b.CreateAnd(is_infinite[0], is_infinite[1]);
  llvm::Value* undefined = f.b.CreateOr(both, isNan(f, size));
  Parts sign;
  for (size_t k = 0; k < 2; ++k) {
    llvm::Value* ratio = f.b.CreateSelect(f.b.CreateFCmpOEQ(size, zero), zero, f.b.CreateFDiv(z[k], size));
    llvm::Value* at_infinity = f.b.CreateSelect(is_infinite[k], floatSign(f, z[k]), zero);
    llvm::Value* defined = f.b.CreateSelect(any, at_infinity, ratio);
    sign.push_back(f.b.CreateSelect(undefined, llvm::ConstantFP::getNaN(size->getType()), defined));
  }
  return sign;
}

llvm::Value* classify(FunctionLowering& f, std::string_view kind, llvm::Value* x) {
  if (kind == "isnan") return isNan(f, x);
  if (kind == "isinf") return f.b.CreateFCmpOEQ(magnitude(f, x), infinity(x));
  return f.b.CreateFCmpONE(magnitude(f, x), infinity(x));
}

llvm::Value* intRemainder(FunctionLowering& f, Number number, llvm::Value* a, llvm::Value* b) {
  llvm::Value* zero = integer(b, 0);
  llvm::Value* by_zero = f.b.CreateICmpEQ(b, zero);
  if (!number.isSigned()) {
    return f.b.CreateSelect(by_zero, zero, f.b.CreateURem(a, f.b.CreateSelect(by_zero, integer(b, 1), b)));
  }
  // By -1 the remainder is 0 too, and the instruction would trap for the smallest a.
  llvm::Value* is_trivial = f.b.CreateOr(by_zero, f.b.CreateICmpEQ(b, integer(b, -1)));
  return f.b.CreateSelect(is_trivial, zero, f.b.CreateSRem(a, f.b.CreateSelect(is_trivial, integer(b, 1), b)));
}

// 1 / z, scaled by the larger part.
Parts complexReciprocal(FunctionLowering& f, PartsRef z) {
  llvm::Value* real_leads = f.b.CreateFCmpOGE(magnitude(f, z[0]), magnitude(f, z[1]));
  llvm::Value* large = f.b.CreateSelect(real_leads, z[0], z[1]);
  llvm::Value* small = f.b.CreateSelect(real_leads, z[1], z[0]);
  llvm::Value* ratio = f.b.CreateFDiv(small, large);
  llvm::Value* divisor = f.b.CreateFAdd(large, f.b.CreateFMul(small, ratio));
  llvm::Value* by_one = f.b.CreateFDiv(constant(ratio, 1.0), divisor);
  llvm::Value* by_ratio = f.b.CreateFDiv(ratio, divisor);
  llvm::Value* real = f.b.CreateSelect(real_leads, by_one, by_ratio);
  llvm::Value* imag = f.b.CreateSelect(real_leads, f.b.CreateFDiv(f.b.CreateFNeg(ratio), divisor),
                                       f.b.CreateFDiv(constant(ratio, -1.0), divisor));
  return {real, imag};
}

struct Extreme {
  bool is_max;
  bool ignores_nan;
};

llvm::Value* extremeInt(FunctionLowering& f, Number number, Extreme kind, llvm::Value* a, llvm::Value* b) {
  if (number.isBool()) return kind.is_max ? f.b.CreateOr(a, b) : f.b.CreateAnd(a, b);
  const llvm::Intrinsic::ID of_signed = kind.is_max ? llvm::Intrinsic::smax : llvm::Intrinsic::smin;
  const llvm::Intrinsic::ID of_unsigned = kind.is_max ? llvm::Intrinsic::umax : llvm::Intrinsic::umin;
  return f.b.CreateBinaryIntrinsic(number.isSigned() ? of_signed : of_unsigned, a, b);
}

// Of equal numbers (zeros of two signs) fmax and fmin take the first, maximum and minimum the second.
llvm::Value* takesFirst(FunctionLowering& f, Extreme kind, llvm::Value* a, llvm::Value* b) {
  if (kind.ignores_nan) {
    llvm::Value* leads = kind.is_max ? f.b.CreateFCmpOGE(a, b) : f.b.CreateFCmpOLE(a, b);
    return f.b.CreateOr(leads, isNan(f, b));
  }
  llvm::Value* leads = kind.is_max ? f.b.CreateFCmpOGT(a, b) : f.b.CreateFCmpOLT(a, b);
  return f.b.CreateOr(leads, isNan(f, a));
}

// Complex numbers are ordered by real, then imaginary part; one with a nan part counts as nan.
llvm::Value* takesFirstComplex(FunctionLowering& f, Extreme kind, PartsRef a, PartsRef b) {
  llvm::Value* real = kind.is_max ? f.b.CreateFCmpOGT(a[0], b[0]) : f.b.CreateFCmpOLT(a[0], b[0]);
  llvm::Value* imag = kind.is_max ? f.b.CreateFCmpOGE(a[1], b[1]) : f.b.CreateFCmpOLE(a[1], b[1]);
  llvm::Value* ties = f.b.CreateAnd(f.b.CreateFCmpOEQ(a[0], b[0]), imag);
  llvm::Value* leads = f.b.CreateOr(f.b.CreateAnd(real, f.b.CreateFCmpORD(a[1], b[1])), ties);
  const PartsRef tested = kind.ignores_nan ? b : a;
  return f.b.CreateOr(leads, f.b.CreateFCmpUNO(tested[0], tested[1]));
}

Parts select(FunctionLowering& f, llvm::Value* condition, PartsRef a, PartsRef b) {
  Parts chosen;
  for (size_t k = 0; k < a.size(); ++k) chosen.push_back(f.b.CreateSelect(condition, a[k], b[k]));
  return chosen;
}

}  // namespace

llvm::Value* callFloat(FunctionLowering& f, std::string_view name, PartsRef arguments) {
  llvm::Type* type = arguments[0]->getType();
  if (type->isDoubleTy()) return f.callRuntime(name, arguments);
  Parts singles;
  for (llvm::Value* argument : arguments) singles.push_back(f.b.CreateFPCast(argument, f.b.getFloatTy()));
  return f.b.CreateFPCast(f.callRuntime(std::string(name) + "f", singles), type);
}

llvm::Value* callFloat(FunctionLowering& f, llvm::Intrinsic::ID intrinsic, llvm::Value* x) {
  llvm::Type* type = x->getType();
  llvm::Value* wide = type->isHalfTy() ? f.b.CreateFPExt(x, f.b.getFloatTy()) : x;
  return f.b.CreateFPCast(f.b.CreateUnaryIntrinsic(intrinsic, wide), type);
}

Parts lowerUfuncLibrary1(CallLowering& call) {
  if (call.number(0).isComplex()) return complexLibrary(call);
  return {callFloat(call.f, implementation(call), {call.part(0)})};
}

Parts lowerUfuncLibrary2(CallLowering& call) {
  return {callFloat(call.f, implementation(call), {call.part(0), call.part(1)})};
}

Parts lowerUfuncSqrt(CallLowering& call) {
  if (call.number(0).isComplex()) return complexLibrary(call);
  return {callFloat(call.f, llvm::Intrinsic::sqrt, call.part(0))};
}

Parts lowerUfuncAngle(CallLowering& call) {
  FunctionLowering& f = call.f;
  const bool to_degrees = implementation(call) == "degrees";
  constexpr double kPi = std::numbers::pi;
  constexpr float kPif = std::numbers::pi_v<float>;
  llvm::Value* x = call.part(0);
  if (x->getType()->isDoubleTy()) return {f.b.CreateFMul(x, constant(x, to_degrees ? 180.0 / kPi : kPi / 180.0))};
  llvm::Value* single = f.b.CreateFPCast(x, f.b.getFloatTy());
  llvm::Value* product = f.b.CreateFMul(single, constant(single, to_degrees ? 180.0F / kPif : kPif / 180.0F));
  return {f.b.CreateFPCast(product, x->getType())};
}

Parts lowerUfuncRound(CallLowering& call) {
  if (call.number(0).isInt() || call.number(0).isBool()) return call.parts(0);
  Parts rounded;
  for (llvm::Value* part : call.parts(0)) rounded.push_back(callFloat(call.f, roundingNamed(implementation(call)), part));
  return rounded;
}

Parts lowerUfuncSign(CallLowering& call) {
  const Number number = call.number(0);
  if (number.isComplex()) return complexSign(call.f, call.parts(0));
  return {number.isFloat() ? floatSign(call.f, call.part(0)) : intSign(call.f, number, call.part(0))};
}

Parts lowerUfuncNegative(CallLowering& call) {
  Parts negated;
  for (llvm::Value* part : call.parts(0)) {
    negated.push_back(call.number(0).isInt() ? call.f.b.CreateNeg(part) : call.f.b.CreateFNeg(part));
  }
  return negated;
}

Parts lowerUfuncConjugate(CallLowering& call) {
  Parts parts = call.parts(0);
  if (parts.size() == 2) parts[1] = call.f.b.CreateFNeg(parts[1]);
  return parts;
}

Parts lowerUfuncClassify(CallLowering& call) {
  FunctionLowering& f = call.f;
  const std::string_view kind = implementation(call);
  const Number number = call.number(0);
  if (number.isInt() || number.isBool()) return {f.b.getInt1(kind == "isfinite")};
  llvm::Value* answer = classify(f, kind, call.part(0));
  if (!number.isComplex()) return {answer};
  llvm::Value* imag = classify(f, kind, call.parts(0)[1]);
  return {kind == "isfinite" ? f.b.CreateAnd(answer, imag) : f.b.CreateOr(answer, imag)};
}

Parts lowerUfuncArithmetic(CallLowering& call) {
  return arithmetic(call.f, operatorNamed(implementation(call)), call.number(0), call.parts(0), call.parts(1));
}

// NumPy's float and double loops take the square root where the one exponent is a half: of -inf that is nan.
Parts lowerUfuncPower(CallLowering& call) {
  FunctionLowering& f = call.f;
  Parts power = arithmetic(f, Op::pow, call.number(0), call.parts(0), call.parts(1));
  const bool has_root = call.number(0).isFloat() && call.number(0).dtype != DType::Float16;
  if (!has_root || variesByElement(f, call.inst.operands[1])) return power;
  return {rootWhereHalf(f, call.part(0), call.part(1), power[0])};
}

Parts lowerUfuncFmod(CallLowering& call) {
  if (call.number(0).isFloat()) return {callFloat(call.f, "fmod", {call.part(0), call.part(1)})};
  return {intRemainder(call.f, call.number(0), call.part(0), call.part(1))};
}

Parts lowerUfuncSquare(CallLowering& call) {
  return arithmetic(call.f, Op::mul, call.number(0), call.parts(0), call.parts(0));
}

// Of an integer: the C cast of the float reciprocal.
Parts lowerUfuncReciprocal(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Number number = call.number(0);
  if (number.isComplex()) return complexReciprocal(f, call.parts(0));
  const Number real{number.isInt() ? DType::Float64 : number.dtype, false};
  const Parts x = convertNumber(f, call.parts(0), number, real);
  return convertNumber(f, {f.b.CreateFDiv(constant(x[0], 1.0), x[0])}, real, number);
}

Parts lowerUfuncGcd(CallLowering& call) {
  FunctionLowering& f = call.f;
  const bool is_signed = call.number(0).isSigned();
  const auto widen = [&](llvm::Value* x) { return is_signed ? f.b.CreateSExt(x, f.i64()) : f.b.CreateZExt(x, f.i64()); };
  const std::string name = std::string(implementation(call)) + (is_signed ? "_signed" : "_unsigned");
  return {f.b.CreateTrunc(f.callRuntime(name, {widen(call.part(0)), widen(call.part(1))}), call.part(0)->getType())};
}

Parts lowerUfuncExtreme(CallLowering& call) {
  FunctionLowering& f = call.f;
  const std::string_view name = implementation(call);
  const Extreme kind{name == "maximum" || name == "fmax", name.starts_with('f')};
  const Number number = call.number(0);
  const Parts& a = call.parts(0);
  const Parts& b = call.parts(1);
  if (number.isComplex()) return select(f, takesFirstComplex(f, kind, a, b), a, b);
  if (number.isFloat()) return select(f, takesFirst(f, kind, a[0], b[0]), a, b);
  return {extremeInt(f, number, kind, a[0], b[0])};
}

Parts lowerUfuncDivmod(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Number number = call.number(0);
  Parts both = arithmetic(f, Op::floordiv, number, call.parts(0), call.parts(1));
  both.append(arithmetic(f, Op::mod, number, call.parts(0), call.parts(1)));
  return both;
}

Parts lowerUfuncInvert(CallLowering& call) { return {call.f.b.CreateNot(call.part(0))}; }

// The set bits of the absolute value.
Parts lowerUfuncCount(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  if (call.number(0).isSigned()) x = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, x, f.b.getFalse());
  return {f.b.CreateZExtOrTrunc(f.b.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, x), f.b.getInt8Ty())};
}

Parts lowerUfuncCompare(CallLowering& call) {
  return {compareValues(call.f, operatorNamed(implementation(call)), call.parts(0), call.type(0), call.parts(1), call.type(1))};
}

Parts lowerUfuncLogical(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Parts a{truthOf(f, call.parts(0), call.number(0))}, b{truthOf(f, call.parts(1), call.number(1))};
  return arithmetic(f, operatorNamed(implementation(call)), {DType::Bool, false}, a, b);
}

Parts lowerUfuncLogicalNot(CallLowering& call) {
  return {call.f.b.CreateNot(truthOf(call.f, call.parts(0), call.number(0)))};
}

}  // namespace krait::lower
