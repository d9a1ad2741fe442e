// Arithmetic of datetime64 and timedelta64.
#include "codegen/lower/time.h"

#include "codegen/lower/call_lowering.h"
#include "frontend/ir/time_unit.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using Predicate = llvm::CmpInst::Predicate;

llvm::Value* nat(FunctionLowering& f) { return f.word(ir::kNaT); }
llvm::Value* isNaT(FunctionLowering& f, llvm::Value* time) { return f.b.CreateICmpEQ(time, nat(f)); }

llvm::Value* natIf(FunctionLowering& f, llvm::Value* condition, llvm::Value* otherwise) {
  return f.b.CreateSelect(condition, nat(f), otherwise);
}

llvm::Value* eitherIsNaT(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  return f.b.CreateOr(isNaT(f, a), isNaT(f, b));
}

llvm::Value* sum(FunctionLowering& f, Op op, llvm::Value* a, llvm::Value* b) {
  return natIf(f, eitherIsNaT(f, a, b), op == Op::add ? f.b.CreateAdd(a, b) : f.b.CreateSub(a, b));
}

// What a float gives: cut off towards zero, NaT where it is no int64.
llvm::Value* cutOff(FunctionLowering& f, llvm::Value* real) {
  const Number number{ir::DType::Float64, false}, integer{ir::DType::Int64, false};
  return convertNumber(f, {real}, number, integer)[0];
}

// One of the two is the timedelta; a float product is cut off.
llvm::Value* scaled(FunctionLowering& f, llvm::Value* time, llvm::Value* number) {
  if (!number->getType()->isDoubleTy()) return natIf(f, isNaT(f, time), f.b.CreateMul(time, number));
  llvm::Value* product = f.b.CreateFMul(f.b.CreateSIToFP(time, f.b.getDoubleTy()), number);
  return natIf(f, isNaT(f, time), cutOff(f, product));
}

// Rounded towards zero, also by the operator `//`: NumPy's timedelta // int and // float are no floor.
llvm::Value* divided(FunctionLowering& f, llvm::Value* time, llvm::Value* number) {
  if (number->getType()->isDoubleTy()) {
    llvm::Value* quotient = f.b.CreateFDiv(f.b.CreateSIToFP(time, f.b.getDoubleTy()), number);
    return natIf(f, isNaT(f, time), cutOff(f, quotient));
  }
  llvm::Value* is_nat = f.b.CreateOr(isNaT(f, time), f.b.CreateICmpEQ(number, f.word(0)));
  llvm::Value* safe = f.b.CreateSelect(is_nat, f.word(1), number);
  llvm::Value* dividend = f.b.CreateSelect(is_nat, f.word(0), time);
  return natIf(f, is_nat, f.b.CreateSDiv(dividend, safe));
}

llvm::Value* ratio(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  llvm::Value* quotient = f.b.CreateFDiv(f.b.CreateSIToFP(a, f.b.getDoubleTy()), f.b.CreateSIToFP(b, f.b.getDoubleTy()));
  return f.b.CreateSelect(eitherIsNaT(f, a, b), llvm::ConstantFP::getNaN(f.b.getDoubleTy()), quotient);
}

// `//` and `%` of two timedeltas round down; of NaT or by zero they are 0 and NaT.
llvm::Value* floored(FunctionLowering& f, Op op, llvm::Value* a, llvm::Value* b) {
  llvm::Value* has_none = f.b.CreateOr(eitherIsNaT(f, a, b), f.b.CreateICmpEQ(b, f.word(0)));
  llvm::Value* dividend = f.b.CreateSelect(has_none, f.word(0), a);
  llvm::Value* divisor = f.b.CreateSelect(has_none, f.word(1), b);
  llvm::Value* remainder = f.b.CreateSRem(dividend, divisor);
  llvm::Value* differs = f.b.CreateICmpSLT(f.b.CreateXor(remainder, divisor), f.word(0));
  llvm::Value* rounds = f.b.CreateAnd(f.b.CreateICmpNE(remainder, f.word(0)), differs);
  if (op == Op::mod) return natIf(f, has_none, f.b.CreateSelect(rounds, f.b.CreateAdd(remainder, divisor), remainder));
  return f.b.CreateSub(f.b.CreateSDiv(dividend, divisor), f.b.CreateZExt(rounds, f.i64()));
}

llvm::Value* timeOperator(FunctionLowering& f, const ir::Inst& inst) {
  llvm::Value* a = f.part(inst.operands[0]);
  llvm::Value* b = f.part(inst.operands[1]);
  const bool both = isTime(f.ir_module, f.type(inst.operands[0])) && isTime(f.ir_module, f.type(inst.operands[1]));
  switch (inst.op) {
    case Op::add:
    case Op::sub: return sum(f, inst.op, a, b);
    case Op::mul: return isTime(f.ir_module, f.type(inst.operands[0])) ? scaled(f, a, b) : scaled(f, b, a);
    case Op::truediv: return both ? ratio(f, a, b) : divided(f, a, b);
    case Op::floordiv: return both ? floored(f, inst.op, a, b) : divided(f, a, b);
    case Op::mod: return floored(f, inst.op, a, b);
    default: CHECK(false, "operator on times");
  }
}

Predicate predicate(Op op) {
  switch (op) {
    case Op::eq: return Predicate::ICMP_EQ;
    case Op::ne: return Predicate::ICMP_NE;
    case Op::lt: return Predicate::ICMP_SLT;
    case Op::le: return Predicate::ICMP_SLE;
    case Op::gt: return Predicate::ICMP_SGT;
    default: return Predicate::ICMP_SGE;
  }
}

// value * multiplier, or value / divisor rounded down.
llvm::Value* rescaled(FunctionLowering& f, llvm::Value* time, ir::UnitFactor factor) {
  if (factor.divisor == 1) return f.b.CreateMul(time, f.word(factor.multiplier));
  llvm::Value* divisor = f.word(factor.divisor);
  llvm::Value* is_negative = f.b.CreateICmpSLT(time, f.word(0));
  llvm::Value* lowered = f.b.CreateSub(time, f.word(factor.divisor - 1));
  return f.b.CreateSDiv(f.b.CreateSelect(is_negative, lowered, time), divisor);
}

}  // namespace

bool isTime(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == ir::TypeKind::Scalar && ir::isTime(type.dtype);
}

void lowerTimeOperator(FunctionLowering& f, InstId id) {
  f.define(f.inst(id).results[0], {timeOperator(f, f.inst(id))});
}

// NaT is its own negative.
llvm::Value* negateTime(FunctionLowering& f, llvm::Value* time) { return f.b.CreateNeg(time); }

llvm::Value* absoluteTime(FunctionLowering& f, llvm::Value* time) {
  return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, time, f.b.getFalse());
}

llvm::Value* compareTimes(FunctionLowering& f, Op op, llvm::Value* a, llvm::Value* b) {
  llvm::Value* answer = f.b.CreateICmp(predicate(op), a, b);
  return f.b.CreateSelect(eitherIsNaT(f, a, b), f.b.getInt1(op == Op::ne), answer);
}

llvm::Value* convertToTime(FunctionLowering& f, llvm::Value* value, const ir::Type& from, const ir::Type& to) {
  if (from.dtype == ir::DType::Int64) return value;
  CHECK(ir::isTime(from.dtype), "conversion to a time of something else than an int64 or a time");
  const auto factor = ir::unitFactor(ir::timeUnit(from.dtype), ir::timeUnit(to.dtype));
  CHECK(factor, "conversion between units without a constant factor");
  if (factor->multiplier == 1 && factor->divisor == 1) return value;
  return natIf(f, isNaT(f, value), rescaled(f, value, *factor));
}

// The value has been converted to the result's type; None and 'NaT' have no parts.
Parts lowerTimeCast(CallLowering& call) {
  return call.parts(0).empty() ? Parts{nat(call.f)} : call.parts(0);
}

Parts lowerIsNaT(CallLowering& call) { return {isNaT(call.f, call.part(0))}; }

}  // namespace krait::lower
