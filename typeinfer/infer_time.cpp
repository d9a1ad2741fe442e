// Operators, comparisons and functions of datetime64 and timedelta64.
#include "typeinfer/time.h"

#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::DTypeKind;
using ir::InstId;
using ir::TimeUnit;
using ir::TypeId;

// One operand: a time, or a number beside one.
struct Operand {
  TypeId type;
  std::optional<DType> time;
  std::optional<Numeric> number;

  [[nodiscard]] bool isDateTime() const { return time && ir::dtypeKind(*time) == DTypeKind::DateTime; }
  [[nodiscard]] bool isTimeDelta() const { return time && ir::dtypeKind(*time) == DTypeKind::TimeDelta; }
  [[nodiscard]] bool isIntOrBool() const { return number && isIntegerOrBool(number->dtype); }
};

// What the operands are converted to, and what comes out.
struct TimeTypes {
  DType left;
  DType right;
  DType result;
};

using Types = std::optional<TimeTypes>;

Operand operandAt(const Typing& t, InstId inst, size_t k) {
  const TypeId type = t.operandType(inst, k);
  return {type, timeOf(t.module, type), numericOf(t.module, type)};
}

[[noreturn]] void refuse(const Typing& t, InstId inst, const char* symbol, std::string way_round) {
  t.error(DiagKind::unsupported_operands, inst,
          {symbol, t.text(widen(t.module, t.operandType(inst, 0))), t.text(widen(t.module, t.operandType(inst, 1))),
           way_round.empty() ? std::string(wayRoundOperands(t.module, symbol, t.operandType(inst, 0), t.operandType(inst, 1))) : way_round});
}

// An int beside a time counts in its unit.
TimeUnit unitOf(const Operand& operand) { return operand.time ? ir::timeUnit(*operand.time) : TimeUnit::Generic; }

TimeUnit commonUnit(const Typing& t, InstId inst, const char* symbol, const Operand& a, const Operand& b) {
  const ir::CommonUnit common = ir::commonUnit(unitOf(a), unitOf(b));
  if (common.problem == ir::NoFactor::NonLinear) {
    refuse(t, inst, symbol, "Years and months have no fixed length: convert one of them with .astype before the call.");
  }
  if (common.problem == ir::NoFactor::TooLarge) {
    refuse(t, inst, symbol, "The factor between the units does not fit (NumPy raises OverflowError): use nearer units.");
  }
  return common.unit;
}

DType dateTime(TimeUnit unit) { return ir::timeDType(DTypeKind::DateTime, unit); }
DType timeDelta(TimeUnit unit) { return ir::timeDType(DTypeKind::TimeDelta, unit); }

Types addition(const Operand& a, const Operand& b, TimeUnit unit) {
  if (a.isDateTime() && b.isDateTime()) return std::nullopt;
  if (a.isDateTime()) return TimeTypes{dateTime(unit), timeDelta(unit), dateTime(unit)};
  if (b.isDateTime()) return TimeTypes{timeDelta(unit), dateTime(unit), dateTime(unit)};
  return TimeTypes{timeDelta(unit), timeDelta(unit), timeDelta(unit)};
}

Types subtraction(const Operand& a, const Operand& b, TimeUnit unit) {
  if (a.isDateTime() && b.isDateTime()) return TimeTypes{dateTime(unit), dateTime(unit), timeDelta(unit)};
  if (b.isDateTime()) return std::nullopt;
  return addition(a, b, unit);
}

Types sum(const Typing& t, InstId inst, Operator op, const char* symbol, const Operand& a, const Operand& b) {
  const bool takes_both = (a.time || a.isIntOrBool()) && (b.time || b.isIntOrBool());
  if (!takes_both) return std::nullopt;
  const bool is_refused = op == Operator::Add ? a.isDateTime() && b.isDateTime() : b.isDateTime() && !a.isDateTime();
  if (is_refused) return std::nullopt;
  const TimeUnit unit = commonUnit(t, inst, symbol, a, b);
  return op == Operator::Add ? addition(a, b, unit) : subtraction(a, b, unit);
}

// The number that scales a timedelta, as NumPy converts it.
std::optional<DType> scale(const Operand& operand) {
  if (operand.isIntOrBool()) return DType::Int64;
  return operand.number && isFloat(operand.number->dtype) ? std::optional(DType::Float64) : std::nullopt;
}

Types product(const Operand& a, const Operand& b) {
  const Operand& time = a.time ? a : b;
  const std::optional<DType> number = scale(a.time ? b : a);
  if (!time.isTimeDelta() || !number) return std::nullopt;
  return a.time ? TimeTypes{*a.time, *number, *a.time} : TimeTypes{*number, *b.time, *b.time};
}

Types quotient(const Typing& t, InstId inst, const char* symbol, const Operand& a, const Operand& b, DType of_two) {
  if (!a.isTimeDelta()) return std::nullopt;
  if (b.isTimeDelta()) {
    const DType operand = timeDelta(commonUnit(t, inst, symbol, a, b));
    return TimeTypes{operand, operand, of_two};
  }
  const std::optional<DType> number = scale(b);
  if (!number || b.number->dtype == DType::Bool) return std::nullopt;
  return TimeTypes{*a.time, *number, *a.time};
}

Types remainder(const Typing& t, InstId inst, const char* symbol, const Operand& a, const Operand& b) {
  if (!a.isTimeDelta() || !b.isTimeDelta()) return std::nullopt;
  const DType operand = timeDelta(commonUnit(t, inst, symbol, a, b));
  return TimeTypes{operand, operand, operand};
}

Types operationOf(const Typing& t, InstId inst, Operator op, const char* symbol) {
  const Operand a = operandAt(t, inst, 0), b = operandAt(t, inst, 1);
  switch (op) {
    case Operator::Add:
    case Operator::Sub: return sum(t, inst, op, symbol, a, b);
    case Operator::Mul: return product(a, b);
    case Operator::TrueDiv: return quotient(t, inst, symbol, a, b, DType::Float64);
    case Operator::FloorDiv: return quotient(t, inst, symbol, a, b, DType::Int64);
    case Operator::Mod: return remainder(t, inst, symbol, a, b);
    default: return std::nullopt;
  }
}

// A number becomes the NumPy number; an int that counts in a unit goes through int64.
void wantOperand(Typing& t, InstId inst, size_t k, DType dtype) {
  const TypeId target = t.module.types.scalar(dtype);
  for (const TypeId step : stepsToTime(t.module, t.operandType(inst, k), target)) t.want(inst, k, step);
}

bool isOrderable(const Operand& operand) {
  return operand.isTimeDelta() || (operand.isIntOrBool() && (operand.number->python || operand.number->dtype != DType::UInt64));
}

std::optional<TimeUnit> literalUnit(const CallSite& site, size_t k) {
  if (site.isNone(k)) return std::nullopt;
  const ir::Constant* text = site.literal(k);
  const bool is_text = text && text->kind == ir::ConstKind::Str;
  const std::optional<TimeUnit> unit = is_text ? ir::timeUnitNamed(text->text) : std::nullopt;
  if (unit) return unit;
  site.t.error(DiagKind::not_a_constant, site.inst,
               {"the unit of " + std::string(site.name()) + "()",
                "Give one of Y M W D h m s ms us ns ps fs as; a multiple such as '25s' has no compiled form."});
}

bool isNotATime(const CallSite& site) {
  if (site.isNone(0)) return true;
  const ir::Constant* text = site.literal(0);
  if (!text || text->kind != ir::ConstKind::Str) return false;
  const std::string& name = text->text;
  if (name.empty() || name == "NaT" || name == "nat" || name == "NAT") return true;
  site.refuse(0, "A date as text is not read in compiled code: make the value a global variable.");
}

void checkTimeValue(const CallSite& site, DTypeKind kind, bool has_unit) {
  const Numeric number = site.number(0);
  if (!isIntegerOrBool(number.dtype)) site.refuse(0, "Give an int.");
  if (kind == DTypeKind::TimeDelta) return;
  if (!number.python) site.refuse(0, "Give an int: NumPy takes no integer scalar of its own here.");
  if (!has_unit) site.refuse(0, "Give the unit, as in np.datetime64(x, 's').");
}

}  // namespace

std::optional<DType> timeOf(const ir::Module& module, TypeId type) {
  const ir::Type& t = module.types[type];
  const bool is_time = t.kind == ir::TypeKind::Scalar && ir::isTime(t.dtype);
  return is_time ? std::optional(t.dtype) : std::nullopt;
}

bool hasTimeOperand(const Typing& t, InstId inst) {
  for (const ir::ValueId operand : t.function[inst].operands) {
    if (timeOf(t.module, t.type(operand))) return true;
  }
  return false;
}

bool isStorableAsTime(const ir::Module& module, TypeId value, DType to) {
  if (const std::optional<Numeric> number = numericOf(module, value)) return isIntegerOrBool(number->dtype);
  const std::optional<DType> time = timeOf(module, value);
  return time && ir::dtypeKind(*time) == ir::dtypeKind(to) && ir::unitFactor(ir::timeUnit(*time), ir::timeUnit(to));
}

std::vector<TypeId> stepsToTime(ir::Module& module, TypeId value, TypeId to) {
  const bool counts = timeOf(module, to) && numericOf(module, value);
  return counts ? std::vector{module.types.scalar(DType::Int64), to} : std::vector{to};
}

Flow inferTimeOperator(Typing& t, InstId inst, Operator op, const char* symbol) {
  const Types types = operationOf(t, inst, op, symbol);
  if (!types) refuse(t, inst, symbol, "");
  wantOperand(t, inst, 0, types->left);
  wantOperand(t, inst, 1, types->right);
  t.setResult(inst, t.module.types.scalar(types->result));
  return Flow::Next;
}

Flow inferTimeSign(Typing& t, InstId inst, const char* symbol) {
  const TypeId type = t.operandType(inst, 0);
  if (ir::dtypeKind(*timeOf(t.module, type)) == DTypeKind::DateTime) {
    t.error(DiagKind::unsupported_operand, inst, {symbol, t.text(type), ""});
  }
  t.setResult(inst, type);
  return Flow::Next;
}

Flow inferTimeComparison(Typing& t, InstId inst, const char* symbol) {
  const Operand a = operandAt(t, inst, 0), b = operandAt(t, inst, 1);
  const bool are_dates = a.isDateTime() && b.isDateTime();
  if (!are_dates && !(isOrderable(a) && isOrderable(b))) refuse(t, inst, symbol, "");
  const TimeUnit unit = commonUnit(t, inst, symbol, a, b);
  const DType common = are_dates ? dateTime(unit) : timeDelta(unit);
  wantOperand(t, inst, 0, common);
  wantOperand(t, inst, 1, common);
  t.setResult(inst, t.module.types.scalar(DType::Bool));
  return Flow::Next;
}

// np.timedelta64(5, 's'), np.datetime64('NaT'), and conversions between units.
TypeId inferTimeCast(CallSite& site) {
  const DTypeKind kind = site.rowData() == "datetime64" ? DTypeKind::DateTime : DTypeKind::TimeDelta;
  const std::optional<TimeUnit> unit = literalUnit(site, 1);
  if (isNotATime(site)) return site.t.module.types.scalar(ir::timeDType(kind, unit.value_or(TimeUnit::Generic)));
  const std::optional<DType> time = timeOf(site.t.module, site.type(0));
  const TimeUnit own_unit = time ? ir::timeUnit(*time) : TimeUnit::Generic;
  const DType dtype = ir::timeDType(kind, unit.value_or(own_unit));
  if (!time) checkTimeValue(site, kind, unit.has_value());
  if (!isStorableAsTime(site.t.module, site.type(0), dtype)) site.refuse(0, "No constant factor leads to that unit.");
  const TypeId result = site.t.module.types.scalar(dtype);
  for (const TypeId step : stepsToTime(site.t.module, site.type(0), result)) site.want(0, step);
  return result;
}

TypeId inferIsNaT(CallSite& site) {
  if (!timeOf(site.t.module, site.type(0))) site.refuse(0, "It takes a datetime64 or a timedelta64.");
  return site.t.module.types.scalar(DType::Bool);
}

}  // namespace krait::infer
