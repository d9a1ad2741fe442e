// Result types of the attributes and methods of numbers, Python's and NumPy's. What only some numbers have is an
// unknown attribute of the others.
#include "typeinfer/infer_function.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::InstId;
using ir::TypeId;

[[noreturn]] void unknownAttribute(const Typing& t, InstId inst, TypeId type, std::string_view name) {
  const ir::ValueId object = t.operand(inst, 0);
  const bool is_attribute = !t.function[inst].operands.empty() && t.type(object) == type;
  t.error(DiagKind::unknown_attribute, inst,
          {t.text(widen(t.module, type)), std::string(name), "It is a number, not an array or a module: see what the name holds."},
          is_attribute ? noteOfVariable(t, object) : std::vector<DiagnosticNote>{});
}

[[noreturn]] void unknownMethod(const CallSite& site) {
  unknownAttribute(site.t, site.inst, site.type(0), site.name());
}

// The object of the attribute, which must be a NumPy scalar.
DType scalarOf(Typing& t, InstId inst) {
  const TypeId type = t.operandType(inst, 0);
  const Numeric number = *numericOf(t.module, type);
  if (number.python) unknownAttribute(t, inst, type, t.module.names[t.function[inst].name()]);
  return number.dtype;
}

TypeId literalInt(Typing& t, int64_t value) {
  return t.module.types.literal(t.module.constants.intern(ir::intConstant(value)));
}

// Python's bool is an int to its methods; np.bool_ is no integer.
bool isIntegral(Numeric number) { return isInteger(number.dtype) || (number.python && number.dtype == DType::Bool); }

Numeric asInt(Numeric number) {
  if (number.python && number.dtype == DType::Bool) number.dtype = DType::Int64;
  return number;
}

}  // namespace

TypeId inferNumberNumerator(Typing& t, InstId inst) {
  const TypeId type = t.operandType(inst, 0);
  const Numeric number = *numericOf(t.module, type);
  if (!isIntegral(number)) unknownAttribute(t, inst, type, "numerator");
  t.want(inst, 0, widen(t.module, type));
  return numericType(t.module, asInt(number));
}

TypeId inferNumberDenominator(Typing& t, InstId inst) {
  const TypeId type = t.operandType(inst, 0);
  if (!isIntegral(*numericOf(t.module, type))) unknownAttribute(t, inst, type, "denominator");
  return literalInt(t, 1);
}

TypeId inferScalarShape(Typing& t, InstId inst) {
  static_cast<void>(scalarOf(t, inst));
  return t.module.types.tuple({});
}

TypeId inferScalarNdim(Typing& t, InstId inst) {
  static_cast<void>(scalarOf(t, inst));
  return literalInt(t, 0);
}

TypeId inferScalarSize(Typing& t, InstId inst) {
  static_cast<void>(scalarOf(t, inst));
  return literalInt(t, 1);
}

TypeId inferScalarItemsize(Typing& t, InstId inst) { return literalInt(t, ir::dtypeBytes(scalarOf(t, inst))); }

TypeId inferScalarSelf(Typing& t, InstId inst) {
  static_cast<void>(scalarOf(t, inst));
  return t.operandType(inst, 0);
}

TypeId inferBitLength(CallSite& site) {
  const Numeric number = site.number(0);
  if (!number.python || !isIntegral(number)) unknownMethod(site);
  site.wantIndex(0);
  return site.t.module.types.integer;
}

TypeId inferBitCount(CallSite& site) {
  const Numeric number = site.number(0);
  if (!isIntegral(number)) unknownMethod(site);
  site.want(0, numericType(site.t.module, asInt(number)));
  return site.t.module.types.integer;
}

// NumPy's integers have it too; Python's int has not before Python 3.12.
TypeId inferIsInteger(CallSite& site) {
  const Numeric number = site.number(0);
  const bool is_numpy_integer = !number.python && isInteger(number.dtype);
  if (!isFloat(number.dtype) && !is_numpy_integer) unknownMethod(site);
  site.want(0, widen(site.t.module, site.type(0)));
  return site.t.module.types.boolean;
}

TypeId inferConjugate(CallSite& site) {
  const TypeId result = numericType(site.t.module, asInt(site.number(0)));
  site.want(0, result);
  return result;
}

TypeId inferNumpyConjugate(CallSite& site) {
  if (site.number(0).python) unknownMethod(site);
  return inferConjugate(site);
}

TypeId inferScalarItem(CallSite& site) {
  const Numeric number = site.number(0);
  if (number.python) unknownMethod(site);
  const TypeId result = numericType(site.t.module, {true, number.dtype});
  site.want(0, result);
  return result;
}

TypeId inferScalarAsType(CallSite& site) {
  if (site.number(0).python) unknownMethod(site);
  const std::optional<DType> dtype = dtypeArgument(site, 1);
  constexpr std::string_view kOthers[] = {"order", "casting", "subok", "copy"};
  for (size_t k = 0; k < std::size(kOthers); ++k) site.refuseGiven(2 + k, kOthers[k]);
  const TypeId result = site.t.module.types.scalar(dtype.value_or(DType::Float64));
  site.want(0, result);
  return result;
}

}  // namespace krait::infer
