// Result types of Python's builtin functions.
#include <algorithm>

#include "typeinfer/arithmetic.h"
#include "typeinfer/call_site.h"
#include "typeinfer/expand_loops.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

TypeId literalInt(Typing& t, int64_t value) {
  return t.module.types.literal(t.module.constants.intern(ir::intConstant(value)));
}

// Literals inside an iterable are made values, so that every item has a place.
TypeId iterableType(CallSite& site, size_t k) {
  if (!needsUnrolling(site.t.module, site.type(k))) static_cast<void>(itemType(site.t, site.inst, site.type(k)));
  const Type data = site.data(k);
  const bool is_strict_zip = data.kind == TypeKind::Zip && data.constant.valid();
  if (is_strict_zip && site.name() != "enumerate") site.refuse(k, "Loop over a strict zip directly.");
  const TypeId wide = widen(site.t.module, site.type(k));
  site.want(k, wide);
  return wide;
}

[[noreturn]] void refusePair(const CallSite& site, const char* what) {
  site.t.error(DiagKind::unsupported_operands, site.inst,
               {what, site.t.text(widen(site.t.module, site.type(0))), site.t.text(widen(site.t.module, site.type(1))), ""});
}

// The characters of a text in UTF-8: its bytes but those that continue a character.
int64_t characterCount(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

}  // namespace

TypeId inferLen(CallSite& site) {
  const Type object = site.data(0);
  if (object.kind == TypeKind::Tuple) return literalInt(site.t, static_cast<int64_t>(object.elements.size()));
  const bool is_array = object.kind == TypeKind::Array || object.kind == TypeKind::RecordArray;
  if (is_array && object.ndim == 0) site.refuse(0, "A 0-d array has no length.");
  const bool has_length = is_array || object.kind == TypeKind::Range || object.kind == TypeKind::List;
  const ir::Constant* constant = site.literal(0);
  if (constant && constant->kind == ir::ConstKind::Str) return literalInt(site.t, characterCount(constant->text));
  if (!has_length) site.refuse(0, "It takes arrays, lists, tuples, ranges and str.");
  return site.t.module.types.integer;
}

TypeId inferRange(CallSite& site) {
  if (site.count() == 0 || site.count() > 3) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"range", "takes 1 to 3 arguments"});
  }
  for (size_t k = 0; k < site.count(); ++k) site.wantIndex(k);
  return site.t.module.types.simple(TypeKind::Range);
}

TypeId inferEnumerate(CallSite& site) {
  const TypeId iterable[] = {iterableType(site, 0)};
  site.wantIndex(1);
  return site.t.module.types.composite(TypeKind::Enumerate, iterable);
}

// A strict one has the constant True.
TypeId inferZip(CallSite& site) {
  std::vector<TypeId> iterables;
  for (size_t k = 1; k < site.count(); ++k) iterables.push_back(iterableType(site, k));
  if (iterables.empty()) site.t.error(DiagKind::wrong_arguments, site.inst, {"zip", "needs an argument"});
  const ir::Constant* strict = site.literal(0);
  if (!strict || strict->kind != ir::ConstKind::Bool) site.t.error(DiagKind::not_a_constant, site.inst, {"strict", "Use True or False."});
  const ir::ConstId mark = strict->integer != 0 ? site.t.module.types[site.type(0)].constant : ir::ConstId();
  return site.t.module.types.composite(TypeKind::Zip, iterables, mark);
}

TypeId inferReversed(CallSite& site) {
  const TypeId sequence[] = {iterableType(site, 0)};
  const TypeKind kind = site.data(0).kind;
  if (kind == TypeKind::Enumerate || kind == TypeKind::Zip || kind == TypeKind::Reversed) site.refuse(0);
  return site.t.module.types.composite(TypeKind::Reversed, sequence);
}

TypeId inferAbs(CallSite& site) {
  if (const auto time = timeOf(site.t.module, site.type(0)); time && ir::dtypeKind(*time) == ir::DTypeKind::TimeDelta) {
    return site.type(0);
  }
  Numeric number = site.number(0);
  if (number.python && number.dtype == DType::Bool) number.dtype = DType::Int64;
  site.want(0, numericType(site.t.module, number));
  return numericType(site.t.module, {number.python, realOf(number.dtype)});
}

// round(x) of any real number is an int; with ndigits, even None given, a number of its own type keeps it.
TypeId inferRound(CallSite& site) {
  ir::Module& module = site.t.module;
  Numeric number = site.number(0);
  const bool is_refused = isComplex(number.dtype) || (!number.python && number.dtype == DType::Bool);
  if (is_refused) site.refuse(0, "Only real numbers can be rounded.");
  if (number.dtype == DType::Bool) number.dtype = DType::Int64;
  const bool has_digits = !site.isNone(1);
  if (has_digits) site.wantIndex(1);
  if (!has_digits) number = {true, isInteger(number.dtype) ? DType::Int64 : DType::Float64};
  site.want(0, numericType(module, number));
  return has_digits ? numericType(module, number) : module.types.integer;
}

TypeId inferDivMod(CallSite& site) {
  const std::optional<OperationTypes> types = operationTypes(Operator::FloorDiv, site.number(0), site.number(1));
  if (!types) refusePair(site, "divmod()");
  const TypeId operand = numericType(site.t.module, types->operands);
  site.want(0, operand);
  site.want(1, operand);
  const TypeId results[] = {operand, operand};
  return site.t.module.types.tuple(results);
}

// pow(x, y) is x ** y; pow(x, y, m) is of Python's ints only.
TypeId inferPow(CallSite& site) {
  if (!site.isNone(2)) {
    for (size_t k = 0; k < 3; ++k) {
      if (!site.number(k).python) site.refuse(k, "pow() with three arguments takes Python ints: use int(x).");
      site.wantIndex(k);
    }
    return site.t.module.types.integer;
  }
  std::optional<OperationTypes> types = operationTypes(Operator::Pow, site.number(0), site.number(1));
  if (!types) refusePair(site, "pow()");
  const ir::Constant* exponent = site.literal(1);
  const bool is_int = types->operands.python && isInteger(types->operands.dtype);
  if (is_int && exponent && exponent->integer < 0) types->operands = types->result = {true, DType::Float64};
  const TypeId operand = numericType(site.t.module, types->operands);
  site.want(0, operand);
  site.want(1, operand);
  return numericType(site.t.module, types->result);
}

}  // namespace krait::infer
