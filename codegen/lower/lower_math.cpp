// The math module. What is one instruction is emitted; the C library is called directly, and the runtime's function only
// where the result says that something may be wrong, to raise CPython's exception. Where fastmath permits approximations
// (afn) kernels for vectors stand in for the C library (runtime/vector_math). Exceptions are raised whatever it permits.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/checked_result.h"
#include "codegen/lower/rounding.h"
#include "codegen/lower/symbols.h"

namespace krait::lower {
namespace {

using ir::TypeKind;
using llvm::Intrinsic::ID;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* real(FunctionLowering& f, double value) { return llvm::ConstantFP::get(f.b.getDoubleTy(), value); }

llvm::Value* absolute(FunctionLowering& f, llvm::Value* x) { return f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x); }

llvm::Value* isInfinite(FunctionLowering& f, llvm::Value* x) {
  return f.b.CreateFCmpOEQ(absolute(f, x), llvm::ConstantFP::getInfinity(x->getType()));
}

// The function of the C library, or the kernel that may stand in for it.
std::string implementation(const FunctionLowering& f, std::string_view name) {
  const std::string kernel = "kr_vm_" + std::string(name);
  return mayApproximate(f) && vectorFormOf(kernel) == VectorForm::Kernel ? kernel : std::string(name);
}

llvm::Value* guarded(FunctionLowering& f, std::string_view name, PartsRef arguments) {
  const Strict strict(f);
  llvm::Value* result = f.callRuntime(implementation(f, name), arguments);
  return checkResult(f, result, "kr_math_" + std::string(name), arguments);
}

Parts allParts(CallLowering& call) {
  Parts all;
  for (size_t k = 0; k < call.count(); ++k) all.append(call.parts(k));
  return all;
}

llvm::Value* inMemory(FunctionLowering& f, PartsRef values) {
  llvm::Value* array = f.allocaAtEntry(f.b.getDoubleTy(), static_cast<int>(values.size()) + 1);
  for (size_t k = 0; k < values.size(); ++k) {
    f.b.CreateStore(values[k], f.b.CreateConstInBoundsGEP1_64(f.b.getDoubleTy(), array, k));
  }
  return array;
}

void raiseIfNegative(FunctionLowering& f, llvm::Value* x) {
  const Strict strict(f);
  f.raiseIf(f.b.CreateFCmpOLT(x, real(f, 0.0)), kr_error_math_domain);
}

ID roundingIntrinsic(std::string_view name) {
  if (name == "floor") return llvm::Intrinsic::floor;
  return name == "ceil" ? llvm::Intrinsic::ceil : llvm::Intrinsic::trunc;
}

std::string_view roundingFunction(std::string_view name) {
  if (name == "floor") return "kr_float_floor_to_int";
  return name == "ceil" ? "kr_float_ceil_to_int" : "kr_float_to_int";
}

}  // namespace

Parts lowerMathCall(CallLowering& call) {
  const Strict strict(call.f);
  return {call.f.callRuntime(implementation(call.f, call.rowData()), allParts(call))};
}

Parts lowerMathGuarded(CallLowering& call) { return {guarded(call.f, call.rowData(), allParts(call))}; }

Parts lowerMathGamma(CallLowering& call) {
  const std::string runtime_name = "kr_math_" + std::string(call.rowData());
  if (!mayApproximate(call.f)) return {call.f.callRuntime(runtime_name, allParts(call))};
  const Strict strict(call.f);
  llvm::Value* result = call.f.callRuntime(call.rowData() == "gamma" ? "kr_vm_tgamma" : "kr_vm_lgamma", allParts(call));
  return {checkResult(call.f, result, runtime_name, allParts(call))};
}

Parts lowerMathSqrt(CallLowering& call) {
  FunctionLowering& f = call.f;
  raiseIfNegative(f, call.part(0));
  return {f.b.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, call.part(0))};
}

Parts lowerMathFabs(CallLowering& call) { return {absolute(call.f, call.part(0))}; }

Parts lowerMathAngle(CallLowering& call) {
  constexpr double kPi = 3.141592653589793;
  const double factor = call.rowData() == "degrees" ? 180.0 / kPi : kPi / 180.0;
  return {call.f.b.CreateFMul(call.part(0), real(call.f, factor))};
}

Parts lowerMathLog(CallLowering& call) {
  if (call.data(1).kind == TypeKind::None) return {guarded(call.f, "log", {call.part(0)})};
  if (!mayApproximate(call.f)) return {call.f.callRuntime("kr_math_log_base", {call.part(0), call.part(1)})};
  llvm::Value* numerator = guarded(call.f, "log", {call.part(0)});
  llvm::Value* denominator = guarded(call.f, "log", {call.part(1)});
  const Strict strict(call.f);
  call.f.raiseIf(call.f.b.CreateFCmpOEQ(denominator, real(call.f, 0.0)), kr_error_float_division_by_zero);
  return {call.f.b.CreateFDiv(numerator, denominator)};
}

Parts lowerMathCopysign(CallLowering& call) {
  return {call.f.b.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, call.part(0), call.part(1))};
}

Parts lowerMathRounding(CallLowering& call) {
  if (call.number(0).isInt()) return {call.part(0)};
  llvm::Value* whole = call.f.b.CreateUnaryIntrinsic(roundingIntrinsic(call.rowData()), call.part(0));
  return {wholeToInt(call.f, whole, call.part(0), roundingFunction(call.rowData()))};
}

Parts lowerMathPredicate(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  if (call.rowData() == "isnan") return {f.b.CreateFCmpUNO(x, x)};
  if (call.rowData() == "isinf") return {isInfinite(f, x)};
  return {f.b.CreateFCmpOLT(absolute(f, x), llvm::ConstantFP::getInfinity(x->getType()))};
}

// The tolerances' defaults are CPython's.
Parts lowerMathIsClose(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* relative = call.parts(2).empty() ? real(f, 1e-9) : call.part(2);
  llvm::Value* absolute_tolerance = call.parts(3).empty() ? real(f, 0.0) : call.part(3);
  llvm::Value* byte = f.callRuntime("kr_math_isclose", {call.part(0), call.part(1), relative, absolute_tolerance});
  return {f.b.CreateICmpNE(byte, f.b.getInt8(0))};
}

// The fraction has the sign of x, also when it is zero, as that of an infinity is.
Parts lowerMathModf(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* x = call.part(0);
  llvm::Value* whole = f.b.CreateUnaryIntrinsic(llvm::Intrinsic::trunc, x);
  llvm::Value* rest = f.b.CreateSelect(isInfinite(f, x), real(f, 0.0), f.b.CreateFSub(x, whole));
  return {f.b.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, rest, x), whole};
}

Parts lowerMathFrexp(CallLowering& call) {
  FunctionLowering& f = call.f;
  return {f.callRuntime("kr_math_frexp_mantissa", {call.part(0)}), f.callRuntime("kr_math_frexp_exponent", {call.part(0)})};
}

Parts lowerMathHypot(CallLowering& call) {
  FunctionLowering& f = call.f;
  const Parts coordinates = allParts(call);
  if (coordinates.empty()) return {real(f, 0.0)};
  if (coordinates.size() == 1) return {absolute(f, coordinates[0])};
  const Strict strict(f);
  if (coordinates.size() == 2) return {f.callRuntime(mayApproximate(f) ? "kr_vm_hypot" : "kr_math_hypot2", coordinates)};
  return {f.callRuntime("kr_math_hypot", {inMemory(f, coordinates), f.word(static_cast<int64_t>(coordinates.size()))})};
}

Parts lowerMathDist(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* count = f.word(static_cast<int64_t>(call.parts(0).size()));
  return {f.callRuntime("kr_math_dist", {inMemory(f, call.parts(0)), inMemory(f, call.parts(1)), count})};
}

Parts lowerMathPerm(CallLowering& call) {
  if (call.data(1).kind == TypeKind::None) return {call.f.callRuntime("kr_math_factorial", {call.part(0)})};
  return {call.f.callRuntime("kr_math_perm", {call.part(0), call.part(1)})};
}

// gcd() is 0 and lcm() is 1: what changes nothing but the sign of a number that it is taken with.
Parts lowerMathDivisors(CallLowering& call) {
  const bool is_gcd = call.rowData() == "gcd";
  Parts numbers = allParts(call);
  while (numbers.size() < 2) numbers.insert(numbers.begin(), call.f.word(is_gcd ? 0 : 1));
  llvm::Value* result = numbers[0];
  for (llvm::Value* number : PartsRef(numbers).drop_front(1)) {
    result = call.f.callRuntime(is_gcd ? "kr_math_gcd" : "kr_math_lcm", {result, number});
  }
  return {result};
}

}  // namespace krait::lower
