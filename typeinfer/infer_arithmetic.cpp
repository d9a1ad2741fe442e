// Rules of the unary and binary operators on numbers.
#include <algorithm>
#include <limits>

#include "typeinfer/arithmetic.h"
#include "typeinfer/list.h"
#include "typeinfer/time.h"
#include "typeinfer/typing.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::InstId;
using ir::TypeKind;

constexpr int64_t kMostRepetitions = 1000;  // of a tuple: each element is a value of its own

std::optional<int64_t> foldInts(Operator op, int64_t a, int64_t b) {
  int64_t result = 0;
  switch (op) {
    case Operator::Add: return __builtin_add_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case Operator::Sub: return __builtin_sub_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case Operator::Mul: return __builtin_mul_overflow(a, b, &result) ? std::nullopt : std::optional(result);
    case Operator::FloorDiv:
      if (a < 0 || b <= 0) return std::nullopt;
      return a / b;
    case Operator::Mod:
      if (a < 0 || b <= 0) return std::nullopt;
      return a % b;
    default: return std::nullopt;
  }
}

// Whether the operation is on two literal ints with a known result: it then is a literal too.
bool foldLiterals(Typing& t, InstId inst, Operator op) {
  const ir::Constant* a = literalOf(t.module, t.operandType(inst, 0));
  const ir::Constant* b = literalOf(t.module, t.operandType(inst, 1));
  if (!a || !b || a->kind != ConstKind::Int || b->kind != ConstKind::Int) return false;
  const std::optional<int64_t> result = foldInts(op, a->integer, b->integer);
  if (result) t.setLiteral(inst, ir::intConstant(*result));
  return result.has_value();
}

// int ** int is an int unless the exponent is known to be negative.
bool isNegativeIntPower(const Typing& t, InstId inst, Operator op, const OperationTypes& types) {
  if (op != Operator::Pow || !types.operands.python || !isInteger(types.operands.dtype)) return false;
  const ir::Constant* exponent = literalOf(t.module, t.operandType(inst, 1));
  return exponent && exponent->integer < 0;
}

bool isTupleConcatenation(const Typing& t, InstId inst, Operator op) {
  return op == Operator::Add && t.typeData(t.operand(inst, 0)).kind == TypeKind::Tuple &&
         t.typeData(t.operand(inst, 1)).kind == TypeKind::Tuple;
}

// (a, b) + (c,): lowering joins the parts.
Flow concatenateTuples(Typing& t, InstId inst) {
  std::vector<ir::TypeId> elements = t.typeData(t.operand(inst, 0)).elements;
  const std::vector<ir::TypeId>& more = t.typeData(t.operand(inst, 1)).elements;
  elements.insert(elements.end(), more.begin(), more.end());
  t.setResult(inst, t.module.types.tuple(elements));
  if (t.finalizing) t.function[inst].op = ir::Op::build_tuple;
  return Flow::Next;
}

// (a, b) * 3 or 3 * (a, b): which operand is the tuple, and how often it is repeated.
struct Repetition {
  size_t tuple;
  int64_t times;
};

std::optional<Repetition> tupleRepetition(const Typing& t, InstId inst, Operator op) {
  if (op != Operator::Mul) return std::nullopt;
  for (const size_t tuple : {0, 1}) {
    const ir::Constant* times = literalOf(t.module, t.operandType(inst, 1 - tuple));
    const bool is_count = times && times->kind == ConstKind::Int && times->integer <= kMostRepetitions;
    if (is_count && t.typeData(t.operand(inst, tuple)).kind == TypeKind::Tuple) return {{tuple, times->integer}};
  }
  return std::nullopt;
}

Flow repeatTuple(Typing& t, InstId inst, Repetition repetition) {
  const ir::ValueId tuple = t.operand(inst, repetition.tuple);
  const std::vector<ir::TypeId> elements = t.typeData(tuple).elements;
  std::vector<ir::TypeId> repeated;
  for (int64_t k = 0; k < repetition.times; ++k) repeated.insert(repeated.end(), elements.begin(), elements.end());
  t.setResult(inst, t.module.types.tuple(repeated));
  if (!t.finalizing) return Flow::Next;
  t.function[inst].op = ir::Op::build_tuple;
  t.function[inst].operands.assign(static_cast<size_t>(std::max<int64_t>(repetition.times, 0)), tuple);
  return Flow::Next;
}

[[noreturn]] void refuseOperands(Typing& t, InstId inst, const char* symbol) {
  const ir::TypeId a = t.operandType(inst, 0);
  const ir::TypeId b = t.operandType(inst, 1);
  t.error(DiagKind::unsupported_operands, inst,
          {symbol, t.text(widen(t.module, a)), t.text(widen(t.module, b)), std::string(wayRoundOperands(t.module, symbol, a, b))});
}

Flow inferBinary(Typing& t, InstId inst, Operator op, const char* symbol) {
  if (hasListOperand(t, inst)) return inferListOperator(t, inst, symbol);
  if (isTupleConcatenation(t, inst, op)) return concatenateTuples(t, inst);
  if (const auto repetition = tupleRepetition(t, inst, op)) return repeatTuple(t, inst, *repetition);
  if (hasTimeOperand(t, inst)) return inferTimeOperator(t, inst, op, symbol);
  const std::optional<Numeric> a = numericOf(t.module, t.operandType(inst, 0));
  const std::optional<Numeric> b = numericOf(t.module, t.operandType(inst, 1));
  if (!a || !b) refuseOperands(t, inst, symbol);
  if (foldLiterals(t, inst, op)) return Flow::Next;
  std::optional<OperationTypes> types = operationTypes(op, *a, asPythonSees(*a, *b));
  if (!types) refuseOperands(t, inst, symbol);
  if (isNegativeIntPower(t, inst, op, *types)) types->operands = types->result = {true, DType::Float64};
  t.wantAll(inst, numericType(t.module, types->operands));
  t.setResult(inst, numericType(t.module, types->result));
  return Flow::Next;
}

// The operand of a unary operator; reports anything that is not a number.
Numeric unaryOperand(Typing& t, InstId inst, const char* symbol) {
  const std::optional<Numeric> number = numericOf(t.module, t.operandType(inst, 0));
  if (!number) t.error(DiagKind::unsupported_operand, inst, {symbol, t.text(t.operandType(inst, 0)), ""});
  return *number;
}

Flow inferSign(Typing& t, InstId inst, const char* symbol, bool negates) {
  if (hasTimeOperand(t, inst)) return inferTimeSign(t, inst, symbol);
  Numeric number = unaryOperand(t, inst, symbol);
  const ir::Constant* literal = literalOf(t.module, t.operandType(inst, 0));
  if (literal && literal->kind == ConstKind::Int && literal->integer != std::numeric_limits<int64_t>::min()) {
    t.setLiteral(inst, ir::intConstant(negates ? -literal->integer : literal->integer));
    return Flow::Next;
  }
  if (number.dtype == DType::Bool) {
    if (!number.python) {
      t.error(DiagKind::unsupported_operand, inst, {symbol, "bool_", "Use ~x or np.logical_not(x)."});
    }
    number.dtype = DType::Int64;
  }
  t.want(inst, 0, numericType(t.module, number));
  t.setResult(inst, numericType(t.module, number));
  return Flow::Next;
}

// What truth testing says of a type, if it does not depend on the value.
std::optional<bool> knownTruth(const ir::Module& module, ir::TypeId type) {
  const ir::Type& t = module.types[type];
  if (t.kind == TypeKind::None) return false;
  if (t.kind == TypeKind::Tuple) return !t.elements.empty();
  if (t.kind != TypeKind::Literal) return std::nullopt;
  const ir::Constant& constant = module.constants[t.constant];
  switch (constant.kind) {
    case ConstKind::Bool:
    case ConstKind::Int: return constant.integer != 0;
    case ConstKind::Float: return constant.real() != 0.0;
    case ConstKind::Complex: return constant.real() != 0.0 || constant.imag() != 0.0;
    case ConstKind::Str: return !constant.text.empty();
    default: return true;
  }
}

Flow inferTruth(Typing& t, InstId inst, bool negated) {
  ir::TypeId type = t.operandType(inst, 0);
  if (t.module.types.kind(type) == TypeKind::Optional) type = t.module.types[type].elements[0];
  const bool may_be_none = type != t.operandType(inst, 0);
  if (const std::optional<bool> known = knownTruth(t.module, type); known && !may_be_none) {
    t.setLiteral(inst, ir::boolConstant(*known != negated));
    return Flow::Next;
  }
  if (!numericOf(t.module, type) && !timeOf(t.module, type) && !isList(t.module, type)) {
    const bool is_array = t.module.types.kind(type) == TypeKind::Array;
    t.error(DiagKind::unsupported_operand, inst,
            {"truth testing", t.text(type), is_array ? "Write np.any(a) or np.all(a); between arrays & and | instead of and and or." : ""});
  }
  t.setResult(inst, t.module.types.boolean);
  return Flow::Next;
}

}  // namespace

Flow infer_add(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Add, "+"); }
Flow infer_sub(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Sub, "-"); }
Flow infer_mul(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Mul, "*"); }
Flow infer_truediv(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::TrueDiv, "/"); }
Flow infer_floordiv(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::FloorDiv, "//"); }
Flow infer_mod(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Mod, "%"); }
Flow infer_pow(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Pow, "**"); }
Flow infer_lshift(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::LShift, "<<"); }
Flow infer_rshift(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::RShift, ">>"); }
Flow infer_bit_and(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::And, "&"); }
Flow infer_bit_or(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Or, "|"); }
Flow infer_bit_xor(Typing& t, InstId inst) { return inferBinary(t, inst, Operator::Xor, "^"); }
Flow infer_neg(Typing& t, InstId inst) { return inferSign(t, inst, "unary -", true); }
Flow infer_pos(Typing& t, InstId inst) { return inferSign(t, inst, "unary +", false); }
Flow infer_logical_not(Typing& t, InstId inst) { return inferTruth(t, inst, true); }
Flow infer_truth(Typing& t, InstId inst) { return inferTruth(t, inst, false); }

Flow infer_invert(Typing& t, InstId inst) {
  Numeric number = unaryOperand(t, inst, "~");
  if (!isIntegerOrBool(number.dtype)) {
    t.error(DiagKind::unsupported_operand, inst, {"~", t.text(widen(t.module, t.operandType(inst, 0))), "It works on ints: write int(x)."});
  }
  if (number.python) number.dtype = DType::Int64;
  t.want(inst, 0, numericType(t.module, number));
  t.setResult(inst, numericType(t.module, number));
  return Flow::Next;
}

}  // namespace krait::infer
