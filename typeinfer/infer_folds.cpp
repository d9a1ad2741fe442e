// Result types of the builtins that make one value of many: min, max, sum, math.prod, math.fsum, any, all.
//
// The items of an array, or of another iterable of one type, are folded by a loop; those of a tuple one after the other,
// each step with the types that Python would see.
#include "typeinfer/arithmetic.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// What + and * do not share.
struct FoldOperator {
  Operator op;
  ir::Op instruction;
};

FoldOperator foldOperator(const CallSite& site) {
  return site.rowData() == "+" ? FoldOperator{Operator::Add, ir::Op::add} : FoldOperator{Operator::Mul, ir::Op::mul};
}

[[noreturn]] void refuseTogether(const CallSite& site, TypeId a, TypeId b) {
  ir::Module& module = site.t.module;
  site.t.error(DiagKind::unsupported_operands, site.inst,
               {std::string(site.name()) + "()", site.t.text(widen(module, a)), site.t.text(widen(module, b)),
                "Convert one of them."});
}

// The common type of values, as a variable that is assigned each of them would have it.
TypeId commonNumber(const CallSite& site, const std::vector<TypeId>& types) {
  ir::Module& module = site.t.module;
  TypeId common = types[0];
  for (const TypeId type : types) {
    if (!numericOf(module, type)) refuseTogether(site, common, type);
    const std::optional<TypeId> joined = join(module, common, type);
    if (!joined) refuseTogether(site, common, type);
    common = *joined;
  }
  const TypeId wide = widen(module, common);
  if (isComplex(numericOf(module, wide)->dtype)) refuseTogether(site, common, common);
  return wide;
}

// The number that the items of a sequence are; of a tuple, their common type.
TypeId numberItem(CallSite& site, size_t k) {
  const TypeId item = itemType(site.t, site.inst, site.type(k));
  if (!numericOf(site.t.module, item)) site.refuse(k, "Its items are no numbers: write the loop.");
  return item;
}

OperationTypes stepTypes(const CallSite& site, TypeId total, TypeId item) {
  const std::optional<Numeric> a = numericOf(site.t.module, total);
  const std::optional<Numeric> b = numericOf(site.t.module, item);
  if (!a || !b) refuseTogether(site, total, item);
  const std::optional<OperationTypes> types = operationTypes(foldOperator(site).op, *a, *b);
  if (!types) refuseTogether(site, total, item);
  return *types;
}

ValueId argumentValue(CallSite& site, size_t k) {
  const Argument& argument = site.arguments[k];
  return argument.value.valid() ? argument.value
                                : site.t.emitConstant(argument.default_value, site.t.function[site.inst].range);
}

// total op element k of the tuple, as instructions in place of the call.
ValueId emitStep(CallSite& site, ValueId total, size_t k, TypeId element, const OperationTypes& types) {
  Typing& t = site.t;
  const SourceRange range = t.function[site.inst].range;
  const TypeId operand = numericType(t.module, types.operands);
  const ValueId item = t.emit(ir::Op::extract, {site.arguments[0].value}, element, static_cast<uint32_t>(k), range);
  const ValueId left = t.convert(total, operand, range);
  const ValueId right = t.convert(item, operand, range);
  return t.emit(foldOperator(site).instruction, {left, right}, numericType(t.module, types.result), 0, range);
}

// The call keeps one argument: the result.
TypeId foldTuple(CallSite& site) {
  const Type tuple = site.data(0);
  TypeId total = widen(site.t.module, site.type(1));
  ValueId value;
  if (site.t.finalizing) value = site.t.convert(argumentValue(site, 1), total, site.t.function[site.inst].range);
  for (size_t k = 0; k < tuple.elements.size(); ++k) {
    const OperationTypes types = stepTypes(site, total, tuple.elements[k]);
    if (site.t.finalizing) value = emitStep(site, value, k, tuple.elements[k], types);
    total = numericType(site.t.module, types.result);
  }
  if (site.t.finalizing) site.arguments = {{value, total, {}}};
  return total;
}

// The type of `total` in: total = start; for item in iterable: total = total op item
TypeId foldedType(const CallSite& site, TypeId start, TypeId item) {
  TypeId total = start;
  for (bool grows = true; grows;) {
    const TypeId next = numericType(site.t.module, stepTypes(site, total, item).result);
    const std::optional<TypeId> joined = join(site.t.module, total, next);
    if (!joined) refuseTogether(site, total, item);
    grows = *joined != total;
    total = *joined;
  }
  return total;
}

// Elements whose truth is a value; reports others.
void checkTruths(const CallSite& site, const Type& tuple) {
  for (const TypeId element : tuple.elements) {
    if (!numericOf(site.t.module, element)) site.refuse(0, "Test its elements.");
  }
}

// min(x, y, ...): the arguments from 2 on.
TypeId extremeOfArguments(CallSite& site) {
  if (!site.isAbsent(1)) {
    site.t.error(DiagKind::wrong_arguments, site.inst,
                 {std::string(site.name()), "takes default= only with one iterable"});
  }
  std::vector<TypeId> types;
  for (size_t k = 2; k < site.count(); ++k) types.push_back(site.type(k));
  const TypeId common = commonNumber(site, types);
  for (size_t k = 2; k < site.count(); ++k) site.want(k, common);
  return common;
}

TypeId extremeOfTuple(CallSite& site, const Type& tuple) {
  if (tuple.elements.empty()) {
    if (site.isAbsent(1)) site.refuse(2, "It has no items.");
    const TypeId only = widen(site.t.module, site.type(1));
    site.want(1, only);
    return only;
  }
  const TypeId common = commonNumber(site, tuple.elements);
  site.want(2, site.t.module.types.tuple(std::vector<TypeId>(tuple.elements.size(), common)));
  return common;
}

TypeId extremeOfItems(CallSite& site) {
  std::vector<TypeId> types{numberItem(site, 2)};
  if (!site.isAbsent(1)) types.push_back(site.type(1));
  const TypeId common = commonNumber(site, types);
  if (!site.isAbsent(1)) site.want(1, common);
  return common;
}

}  // namespace

// Arguments: key, default, then what is compared.
TypeId inferMinMax(CallSite& site) {
  if (!site.isAbsent(0) && !site.isNone(0)) {
    site.t.error(DiagKind::unsupported_argument, site.inst,
                 {std::string(site.name()), "the argument 'key'", "Write the loop."});
  }
  if (site.count() == 2) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {std::string(site.name()), "expected at least 1 argument, got 0"});
  }
  if (site.count() > 3) return extremeOfArguments(site);
  const Type iterable = site.data(2);
  return iterable.kind == TypeKind::Tuple ? extremeOfTuple(site, iterable) : extremeOfItems(site);
}

TypeId inferFold(CallSite& site) {
  if (!numericOf(site.t.module, site.type(1))) site.refuse(1, "It starts from a number.");
  if (site.data(0).kind == TypeKind::Tuple) return foldTuple(site);
  const TypeId total = foldedType(site, site.type(1), numberItem(site, 0));
  site.want(1, total);
  return total;
}

TypeId inferMathFsum(CallSite& site) {
  const Type sequence = site.data(0);
  if (sequence.kind == TypeKind::Tuple) {
    for (const TypeId element : sequence.elements) {
      const std::optional<Numeric> number = numericOf(site.t.module, element);
      if (!number || isComplex(number->dtype)) site.refuse(0, "It adds real numbers.");
    }
    site.want(0, site.t.module.types.tuple(std::vector<TypeId>(sequence.elements.size(), site.t.module.types.floating)));
  } else if (isComplex(numericOf(site.t.module, numberItem(site, 0))->dtype)) {
    site.refuse(0, "It adds real numbers.");
  }
  return site.t.module.types.floating;
}

TypeId inferAnyAll(CallSite& site) {
  const Type sequence = site.data(0);
  if (sequence.kind == TypeKind::Tuple) {
    checkTruths(site, sequence);
    site.want(0, widen(site.t.module, site.type(0)));
  } else {
    static_cast<void>(numberItem(site, 0));
  }
  return site.t.module.types.boolean;
}

}  // namespace krait::infer
