// The arithmetic operators on numbers of one type: Python's rules for Python numbers, NumPy's for the others.
#include "codegen/lower/arithmetic.h"
#include "codegen/lower/checked_result.h"

#include "codegen/lower/list.h"
#include "codegen/lower/power_root.h"
#include "codegen/lower/time.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::InstId;
using ir::Op;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Python ints ------------------------------------------------------------------------------------------------------

llvm::Value* checkedInt(FunctionLowering& f, llvm::Intrinsic::ID intrinsic, const char* symbol, llvm::Value* a,
                        llvm::Value* b) {
  llvm::Value* pair = f.b.CreateBinaryIntrinsic(intrinsic, a, b);
  f.raiseIf(f.b.CreateExtractValue(pair, 1), kr_error_integer_overflow, {f.text(symbol)});
  return f.b.CreateExtractValue(pair, 0);
}

llvm::Value* addInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (f.isProven()) return f.b.CreateNSWAdd(a, b);
  if (!f.m.options.overflow_checks) return f.b.CreateAdd(a, b);
  return checkedInt(f, llvm::Intrinsic::sadd_with_overflow, "+", a, b);
}

llvm::Value* subInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (f.isProven()) return f.b.CreateNSWSub(a, b);
  if (!f.m.options.overflow_checks) return f.b.CreateSub(a, b);
  return checkedInt(f, llvm::Intrinsic::ssub_with_overflow, "-", a, b);
}

llvm::Value* mulInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (f.isProven()) return f.b.CreateNSWMul(a, b);
  if (!f.m.options.overflow_checks) return f.b.CreateMul(a, b);
  return checkedInt(f, llvm::Intrinsic::smul_with_overflow, "*", a, b);
}

// A check: of a NaN too, whatever fastmath promises, or the branch on it would be undefined.
llvm::Value* isZero(FunctionLowering& f, llvm::Value* value) {
  llvm::Value* zero = llvm::Constant::getNullValue(value->getType());
  const llvm::IRBuilderBase::FastMathFlagGuard strict(f.b);
  f.b.clearFastMathFlags();
  return value->getType()->isFloatingPointTy() ? f.b.CreateFCmpOEQ(value, zero) : f.b.CreateICmpEQ(value, zero);
}

// The divisor, where it is known to be a positive power of two: rounding down is then a shift, the remainder a mask.
// LLVM knows that for division rounded to zero and does not see through the correction.
const llvm::ConstantInt* asPowerOfTwo(const llvm::Value* divisor) {
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(divisor);
  return known && known->getValue().isStrictlyPositive() && known->getValue().isPowerOf2() ? known : nullptr;
}

// Quotient or remainder rounded down. The divisor is neither 0 nor -1 for the smallest dividend.
llvm::Value* floorQuotient(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (const llvm::ConstantInt* power = asPowerOfTwo(b)) return f.b.CreateAShr(a, power->getValue().logBase2());
  llvm::Value* quotient = f.b.CreateSDiv(a, b);
  llvm::Value* remainder = f.b.CreateSub(a, f.b.CreateMul(quotient, b));
  llvm::Value* zero = llvm::Constant::getNullValue(a->getType());
  llvm::Value* differs = f.b.CreateICmpSLT(f.b.CreateXor(remainder, b), zero);
  llvm::Value* rounds = f.b.CreateAnd(f.b.CreateICmpNE(remainder, zero), differs);
  return f.b.CreateSub(quotient, f.b.CreateZExt(rounds, a->getType()));
}

llvm::Value* floorRemainder(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (const llvm::ConstantInt* power = asPowerOfTwo(b)) {
    return f.b.CreateAnd(a, llvm::ConstantInt::get(a->getType(), power->getValue() - 1));
  }
  llvm::Value* remainder = f.b.CreateSRem(a, b);
  llvm::Value* zero = llvm::Constant::getNullValue(a->getType());
  llvm::Value* differs = f.b.CreateICmpSLT(f.b.CreateXor(remainder, b), zero);
  llvm::Value* shifts = f.b.CreateAnd(f.b.CreateICmpNE(remainder, zero), differs);
  return f.b.CreateSelect(shifts, f.b.CreateAdd(remainder, b), remainder);
}

llvm::Value* isSmallestByMinusOne(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(b); known && !known->isMinusOne()) return f.b.getFalse();
  const unsigned width = a->getType()->getIntegerBitWidth();
  llvm::Value* smallest = llvm::ConstantInt::get(a->getType(), llvm::APInt::getSignedMinValue(width));
  llvm::Value* minus_one = llvm::Constant::getAllOnesValue(a->getType());
  return f.b.CreateAnd(f.b.CreateICmpEQ(a, smallest), f.b.CreateICmpEQ(b, minus_one));
}

llvm::Value* floordivInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  f.raiseIf(isZero(f, b), kr_error_int_floordiv_by_zero);
  f.raiseIf(isSmallestByMinusOne(f, a, b), kr_error_integer_overflow, {f.text("//")});
  return floorQuotient(f, a, b);
}

llvm::Value* modInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  f.raiseIf(isZero(f, b), kr_error_int_modulo_by_zero);
  llvm::Value* safe = f.b.CreateSelect(isSmallestByMinusOne(f, a, b), f.word(1), b);
  return floorRemainder(f, a, safe);
}

llvm::Value* truedivInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (!f.m.options.numpy_errors) f.raiseIf(isZero(f, b), kr_error_division_by_zero);
  // Both exact as doubles: one rounding. Larger ints need the exact quotient, rounded once; infinite ones are soon found.
  llvm::Value* limit = f.word(int64_t{1} << 53);
  const auto is_small = [&](llvm::Value* v) { return f.b.CreateICmpULE(f.b.CreateAdd(v, limit), f.word(int64_t{1} << 54)); };
  const auto asDoubles = [&] { return f.b.CreateFDiv(f.b.CreateSIToFP(a, f.b.getDoubleTy()), f.b.CreateSIToFP(b, f.b.getDoubleTy())); };
  llvm::Value* is_fast = f.b.CreateAnd(is_small(a), is_small(b));
  if (f.m.options.numpy_errors) is_fast = f.b.CreateOr(is_fast, isZero(f, b));
  if (f.leavesLanesIf(f.b.CreateNot(is_fast))) return asDoubles();
  llvm::BasicBlock* fast = f.newBlock("div.fast");
  llvm::BasicBlock* exact = f.newBlock("div.exact");
  llvm::BasicBlock* done = f.newBlock("div.done");
  f.b.CreateCondBr(is_fast, fast, exact);
  f.b.SetInsertPoint(exact);
  llvm::Value* slow = f.callRuntime("kr_int_true_divide", {a, b});
  llvm::BasicBlock* exact_end = f.b.GetInsertBlock();
  f.b.CreateBr(done);
  f.b.SetInsertPoint(fast);
  llvm::Value* quick = asDoubles();
  f.b.CreateBr(done);
  f.b.SetInsertPoint(done);
  llvm::PHINode* result = f.b.CreatePHI(f.b.getDoubleTy(), 2);
  result->addIncoming(quick, fast);
  result->addIncoming(slow, exact_end);
  return result;
}

llvm::Value* powInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  if (const auto* exponent = llvm::dyn_cast<llvm::ConstantInt>(b); exponent && exponent->equalsInt(2)) {
    return mulInts(f, a, a);
  }
  return f.callRuntime("kr_int_pow", {a, b});
}

llvm::Value* lshiftInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  f.raiseIf(f.b.CreateICmpSLT(b, f.word(0)), kr_error_negative_shift);
  llvm::Value* is_far = f.b.CreateICmpSGT(b, f.word(63));
  llvm::Value* near = f.b.CreateSelect(is_far, f.word(0), b);
  llvm::Value* shifted = f.b.CreateShl(a, near);
  llvm::Value* is_lost = f.b.CreateOr(is_far, f.b.CreateICmpNE(f.b.CreateAShr(shifted, near), a));
  llvm::Value* is_nonzero = f.b.CreateICmpNE(a, f.word(0));
  if (f.m.options.overflow_checks) {
    f.raiseIf(f.b.CreateAnd(is_nonzero, is_lost), kr_error_integer_overflow, {f.text("<<")});
  }
  return f.b.CreateSelect(is_far, f.word(0), shifted);
}

llvm::Value* rshiftInts(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  f.raiseIf(f.b.CreateICmpSLT(b, f.word(0)), kr_error_negative_shift);
  return f.b.CreateAShr(a, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, b, f.word(63)));
}

llvm::Value* pythonInts(FunctionLowering& f, Op op, llvm::Value* a, llvm::Value* b) {
  switch (op) {
    case Op::add: return addInts(f, a, b);
    case Op::sub: return subInts(f, a, b);
    case Op::mul: return mulInts(f, a, b);
    case Op::truediv: return truedivInts(f, a, b);
    case Op::floordiv: return floordivInts(f, a, b);
    case Op::mod: return modInts(f, a, b);
    case Op::pow: return powInts(f, a, b);
    case Op::lshift: return lshiftInts(f, a, b);
    case Op::rshift: return rshiftInts(f, a, b);
    case Op::bit_and: return f.b.CreateAnd(a, b);
    case Op::bit_or: return f.b.CreateOr(a, b);
    case Op::bit_xor: return f.b.CreateXor(a, b);
    default: CHECK(false, "operator on ints");
  }
}

// NumPy's integers: wrap, and division by zero gives 0 --------------------------------------------------------------

// Loops divide whole vectors by what is not known, where the machine has the instructions for it.
bool hasVectorDivision(FunctionLowering& f, Number number, llvm::Value* b) {
  constexpr unsigned kWidest = 512;
  return number.dtype != DType::UInt64 && !llvm::isa<llvm::Constant>(b) && f.m.vector_bits == kWidest && !f.lanes;
}

// In 64 bits, in which no narrower quotient overflows.
llvm::Value* callDivision(FunctionLowering& f, Number number, std::string_view name, llvm::Value* a, llvm::Value* b) {
  const auto wide = [&](llvm::Value* x) { return f.b.CreateIntCast(x, f.i64(), number.isSigned()); };
  return f.b.CreateTrunc(f.callRuntime(name, {wide(a), wide(b)}), a->getType());
}

// The divisor, or 1 where dividing would trap; and whether the result is 0 instead.
llvm::Value* numpyDivision(FunctionLowering& f, Number number, llvm::Value* a, llvm::Value* b, bool wants_quotient) {
  if (hasVectorDivision(f, number, b))
    return callDivision(f, number, wants_quotient ? "kr_numpy_floor_divide" : "kr_numpy_remainder", a, b);
  llvm::Value* one = llvm::ConstantInt::get(a->getType(), 1);
  llvm::Value* zero = llvm::Constant::getNullValue(a->getType());
  llvm::Value* by_zero = isZero(f, b);
  llvm::Value* result;
  if (number.isSigned()) {
    llvm::Value* overflows = isSmallestByMinusOne(f, a, b);
    llvm::Value* safe = f.b.CreateSelect(f.b.CreateOr(by_zero, overflows), one, b);
    result = wants_quotient ? floorQuotient(f, a, safe) : floorRemainder(f, a, safe);
  } else {
    llvm::Value* safe = f.b.CreateSelect(by_zero, one, b);
    result = wants_quotient ? f.b.CreateUDiv(a, safe) : f.b.CreateURem(a, safe);
  }
  return f.b.CreateSelect(by_zero, zero, result);
}

llvm::Value* numpyShift(FunctionLowering& f, Number number, Op op, llvm::Value* a, llvm::Value* b) {
  const unsigned width = a->getType()->getIntegerBitWidth();
  llvm::Value* is_near = f.b.CreateICmpULT(b, llvm::ConstantInt::get(b->getType(), width));
  llvm::Value* zero = llvm::Constant::getNullValue(a->getType());
  llvm::Value* near = f.b.CreateSelect(is_near, b, zero);
  if (op == Op::lshift) return f.b.CreateSelect(is_near, f.b.CreateShl(a, near), zero);
  if (!number.isSigned()) return f.b.CreateSelect(is_near, f.b.CreateLShr(a, near), zero);
  llvm::Value* sign = f.b.CreateAShr(a, llvm::ConstantInt::get(a->getType(), width - 1));
  return f.b.CreateSelect(is_near, f.b.CreateAShr(a, near), sign);
}

llvm::Value* numpyIntPow(FunctionLowering& f, Number number, llvm::Value* a, llvm::Value* b) {
  if (const auto* exponent = llvm::dyn_cast<llvm::ConstantInt>(b); exponent && exponent->equalsInt(2)) {
    return f.b.CreateMul(a, a);
  }
  const bool is_signed = number.isSigned();
  const auto widen = [&](llvm::Value* v) { return is_signed ? f.b.CreateSExt(v, f.i64()) : f.b.CreateZExt(v, f.i64()); };
  llvm::Value* wide = f.callRuntime(is_signed ? "kr_numpy_pow_signed" : "kr_numpy_pow_unsigned", {widen(a), widen(b)});
  return f.b.CreateTrunc(wide, a->getType());
}

llvm::Value* numpyInts(FunctionLowering& f, Number number, Op op, llvm::Value* a, llvm::Value* b) {
  switch (op) {
    case Op::add: return f.b.CreateAdd(a, b);
    case Op::sub: return f.b.CreateSub(a, b);
    case Op::mul: return f.b.CreateMul(a, b);
    case Op::floordiv: return numpyDivision(f, number, a, b, true);
    case Op::mod: return numpyDivision(f, number, a, b, false);
    case Op::pow: return numpyIntPow(f, number, a, b);
    case Op::lshift:
    case Op::rshift: return numpyShift(f, number, op, a, b);
    case Op::bit_and: return f.b.CreateAnd(a, b);
    case Op::bit_or: return f.b.CreateOr(a, b);
    case Op::bit_xor: return f.b.CreateXor(a, b);
    case Op::truediv: {
      Number operands = number;
      const Number real{DType::Float64, false};
      return f.b.CreateFDiv(convertNumber(f, {a}, operands, real)[0], convertNumber(f, {b}, operands, real)[0]);
    }
    default: CHECK(false, "operator on NumPy integers");
  }
}

llvm::Value* bools(FunctionLowering& f, Op op, llvm::Value* a, llvm::Value* b) {
  switch (op) {
    case Op::add:
    case Op::bit_or: return f.b.CreateOr(a, b);
    case Op::mul:
    case Op::bit_and: return f.b.CreateAnd(a, b);
    case Op::bit_xor: return f.b.CreateXor(a, b);
    default: CHECK(false, "operator on bools");
  }
}

// Floats -----------------------------------------------------------------------------------------------------------

bool isTwo(llvm::Value* value) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantFP>(value);
  return constant && constant->isExactlyValue(2.0);
}

// A double function of the runtime applied to floats of any width.
llvm::Value* callInDouble(FunctionLowering& f, std::string_view name, llvm::Value* a, llvm::Value* b) {
  llvm::Type* wide = f.b.getDoubleTy();
  llvm::Value* result = f.callRuntime(name, {f.b.CreateFPCast(a, wide), f.b.CreateFPCast(b, wide)});
  return f.b.CreateFPCast(result, a->getType());
}

// A NumPy function in its own precision: `name` for double, `name`f for float and half.
llvm::Value* callNumpyFloat(FunctionLowering& f, std::string name, llvm::Value* a, llvm::Value* b) {
  if (a->getType()->isDoubleTy()) return f.callRuntime(name, {a, b});
  llvm::Type* single = f.b.getFloatTy();
  llvm::Value* result = f.callRuntime(name + "f", {f.b.CreateFPCast(a, single), f.b.CreateFPCast(b, single)});
  return f.b.CreateFPCast(result, a->getType());
}

// Whether a division by zero raises: of Python's floats, unless error_model says otherwise.
bool raisesByZero(const FunctionLowering& f, Number number) { return number.python && !f.m.options.numpy_errors; }

llvm::Value* floatDivide(FunctionLowering& f, Number number, llvm::Value* a, llvm::Value* b) {
  if (raisesByZero(f, number)) f.raiseIf(isZero(f, b), kr_error_float_division_by_zero);
  return f.b.CreateFDiv(a, b);
}

// By squaring: x ** 5 is x * (x * x) * (x * x). A negative exponent divides, one beyond the limit stays a power.
llvm::Value* expandedPower(FunctionLowering& f, llvm::Value* a, llvm::Value* exponent) {
  constexpr double kMost = 50;
  const auto* constant = llvm::dyn_cast<llvm::ConstantFP>(exponent);
  if (!constant || a->getType()->isHalfTy()) return nullptr;
  const double wanted = constant->getValueAPF().convertToDouble();
  if (std::abs(wanted) > kMost || std::trunc(wanted) != wanted || wanted == 0) return nullptr;
  llvm::Value* product = nullptr;
  llvm::Value* square = a;
  for (auto rest = static_cast<unsigned>(std::abs(wanted)); rest != 0; rest /= 2) {
    if (rest % 2 != 0) product = product ? f.b.CreateFMul(product, square) : square;
    if (rest > 1) square = f.b.CreateFMul(square, square);
  }
  return wanted > 0 ? product : f.b.CreateFDiv(llvm::ConstantFP::get(a->getType(), 1.0), product);
}

llvm::Value* floatPow(FunctionLowering& f, Number number, llvm::Value* a, llvm::Value* b) {
  // CPython's x ** 2.0 overflows with an error; the product of a finite number says so by being infinite.
  if (isTwo(b)) {
    llvm::Value* square = f.b.CreateFMul(a, a);
    if (number.python) {
      llvm::Value* infinity = llvm::ConstantFP::getInfinity(a->getType());
      llvm::Value* overflows = f.b.CreateAnd(f.b.CreateFCmpOEQ(square, infinity),
                                             f.b.CreateFCmpONE(f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, a), infinity));
      f.raiseIf(overflows, kr_error_power_result_too_large);
    }
    return square;
  }
  if (!number.python) {
    llvm::Value* expanded = f.m.options.expand_powers ? expandedPower(f, a, b) : nullptr;
    return expanded ? expanded : callNumpyFloat(f, "kr_vm_pow", a, b);
  }
  if (!mayApproximate(f)) return f.callRuntime("kr_float_pow", {a, b});
  const Strict strict(f);
  return checkResult(f, f.callRuntime("kr_vm_pow", {a, b}), "kr_float_pow", {a, b});
}

llvm::Value* floats(FunctionLowering& f, Number number, Op op, llvm::Value* a, llvm::Value* b) {
  switch (op) {
    case Op::add: return f.b.CreateFAdd(a, b);
    case Op::sub: return f.b.CreateFSub(a, b);
    case Op::mul: return f.b.CreateFMul(a, b);
    case Op::truediv: return floatDivide(f, number, a, b);
    case Op::floordiv:
      return raisesByZero(f, number) ? callInDouble(f, "kr_float_floordiv", a, b) : callNumpyFloat(f, "kr_numpy_floordiv", a, b);
    case Op::mod: return raisesByZero(f, number) ? callInDouble(f, "kr_float_mod", a, b) : callNumpyFloat(f, "kr_numpy_mod", a, b);
    case Op::pow: return floatPow(f, number, a, b);
    default: CHECK(false, "operator on floats");
  }
}

// Complex numbers --------------------------------------------------------------------------------------------------

Parts mulComplex(FunctionLowering& f, PartsRef a, PartsRef b) {
  llvm::Value* real = f.b.CreateFSub(f.b.CreateFMul(a[0], b[0]), f.b.CreateFMul(a[1], b[1]));
  llvm::Value* imag = f.b.CreateFAdd(f.b.CreateFMul(a[0], b[1]), f.b.CreateFMul(a[1], b[0]));
  return {real, imag};
}

Parts complexCall(FunctionLowering& f, Number number, const char* python_name, const char* numpy_name, PartsRef a,
                  PartsRef b) {
  const std::string single = std::string(numpy_name) + "f";
  const bool is_single = number.dtype == DType::Complex64;
  const std::string_view name = number.python ? python_name : is_single ? std::string_view(single) : numpy_name;
  return f.callRuntimeOut(name, {a[0], a[1], b[0], b[1]}, a[0]->getType(), 2);
}

Parts complexes(FunctionLowering& f, Number number, Op op, PartsRef a, PartsRef b) {
  switch (op) {
    case Op::add: return {f.b.CreateFAdd(a[0], b[0]), f.b.CreateFAdd(a[1], b[1])};
    case Op::sub: return {f.b.CreateFSub(a[0], b[0]), f.b.CreateFSub(a[1], b[1])};
    case Op::mul: return mulComplex(f, a, b);
    case Op::truediv: return complexCall(f, number, "kr_complex_divide", "kr_numpy_cdivide", a, b);
    case Op::pow: return complexCall(f, number, "kr_complex_pow", "kr_numpy_cpow", a, b);
    default: CHECK(false, "operator on complex numbers");
  }
}

void lowerBinary(FunctionLowering& f, InstId id) {
  const ir::Inst& inst = f.inst(id);
  if (isList(f.ir_module, f.type(inst.results[0]))) return lowerListOperator(f, id);
  const bool has_time = isTime(f.ir_module, f.type(inst.operands[0])) || isTime(f.ir_module, f.type(inst.operands[1]));
  if (has_time) return lowerTimeOperator(f, id);
  f.define(inst.results[0], arithmetic(f, inst.op, numberOf(f.ir_module, f.type(inst.operands[0])),
                                       f.parts(inst.operands[0]), f.parts(inst.operands[1])));
}

llvm::Value* negate(FunctionLowering& f, Number number, llvm::Value* value) {
  if (!number.isInt()) return f.b.CreateFNeg(value);
  return number.python ? subInts(f, f.word(0), value) : f.b.CreateNeg(value);
}

}  // namespace

Parts arithmetic(FunctionLowering& f, Op op, Number number, PartsRef a, PartsRef b) {
  if (number.isComplex()) return complexes(f, number, op, a, b);
  if (number.isFloat()) return {floats(f, number, op, a[0], b[0])};
  if (number.isBool()) return {bools(f, op, a[0], b[0])};
  return {number.python ? pythonInts(f, op, a[0], b[0]) : numpyInts(f, number, op, a[0], b[0])};
}

void lower_add(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_sub(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_mul(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_truediv(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_floordiv(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_mod(FunctionLowering& f, InstId id) { lowerBinary(f, id); }

// In an array expression NumPy has a rule of its own for one exponent.
void lower_pow(FunctionLowering& f, InstId id) {
  const std::vector<ir::ValueId>& operands = f.inst(id).operands;
  const Number number = numberOf(f.ir_module, f.type(operands[0]));
  if (!number.isFloat() || !variesByElement(f, operands[0]) || variesByElement(f, operands[1])) return lowerBinary(f, id);
  llvm::Value* base = f.part(operands[0]);
  llvm::Value* exponent = f.part(operands[1]);
  const Parts power = arithmetic(f, Op::pow, number, {base}, {exponent});
  f.define(f.inst(id).results[0], {rootWhereHalf(f, base, exponent, power[0])});
}

void lower_lshift(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_rshift(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_bit_and(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_bit_or(FunctionLowering& f, InstId id) { lowerBinary(f, id); }
void lower_bit_xor(FunctionLowering& f, InstId id) { lowerBinary(f, id); }

void lower_neg(FunctionLowering& f, InstId id) {
  const ir::ValueId operand = f.inst(id).operands[0];
  if (isTime(f.ir_module, f.type(operand))) return f.define(f.inst(id).results[0], {negateTime(f, f.part(operand))});
  const Number number = numberOf(f.ir_module, f.type(operand));
  Parts negated;
  for (llvm::Value* part : f.parts(operand)) negated.push_back(negate(f, number, part));
  f.define(f.inst(id).results[0], std::move(negated));
}

void lower_pos(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], f.parts(f.inst(id).operands[0]));
}

void lower_invert(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], {f.b.CreateNot(f.part(f.inst(id).operands[0]))});
}

}  // namespace krait::lower
