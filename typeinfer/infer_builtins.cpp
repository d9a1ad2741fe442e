// Result types of Python's builtin functions.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

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
  static_cast<void>(itemType(site.t, site.inst, site.type(k)));
  const TypeId wide = widen(site.t.module, site.type(k));
  site.want(k, wide);
  return wide;
}

void wantInteger(CallSite& site, size_t k) {
  if (!isIntegerOrBool(site.number(k).dtype)) site.refuse(k, "Use int(x).");
  site.want(k, site.t.module.types.integer);
}

// Classes by which isinstance knows a type.
bool isInstanceOf(const ir::Module& module, TypeId type, std::string_view name) {
  if (name == "builtins.object") return true;
  const std::optional<Numeric> number = numericOf(module, type);
  if (!number) {
    const Type& t = module.types[type];
    if (t.kind == TypeKind::Array) return name == "numpy.ndarray";
    if (t.kind == TypeKind::Tuple) return name == "builtins.tuple";
    const ir::Constant* constant = literalOf(module, type);
    return constant && constant->kind == ir::ConstKind::Str && name == "builtins.str";
  }
  const ir::DTypeKind kind = number->kind();
  if (number->python) {
    if (kind == ir::DTypeKind::Bool) return name == "builtins.bool" || name == "builtins.int";
    if (kind == ir::DTypeKind::Float) return name == "builtins.float";
    if (kind == ir::DTypeKind::Complex) return name == "builtins.complex";
    return name == "builtins.int";
  }
  if (name == "numpy." + std::string(ir::dtypeName(number->dtype)) || name == "numpy.generic") return true;
  if (number->dtype == DType::Float64 && name == "builtins.float") return true;
  if (number->dtype == DType::Complex128 && name == "builtins.complex") return true;
  if (name == "numpy.number") return kind != ir::DTypeKind::Bool;
  if (name == "numpy.integer") return isInteger(number->dtype);
  if (name == "numpy.signedinteger") return kind == ir::DTypeKind::Signed;
  if (name == "numpy.unsignedinteger") return kind == ir::DTypeKind::Unsigned;
  if (name == "numpy.floating") return kind == ir::DTypeKind::Float;
  if (name == "numpy.complexfloating") return kind == ir::DTypeKind::Complex;
  if (name == "numpy.inexact") return kind == ir::DTypeKind::Float || kind == ir::DTypeKind::Complex;
  return false;
}

bool isInstanceOfAny(const CallSite& site, TypeId type, TypeId classes) {
  const Type data = site.t.module.types[classes];
  if (data.kind == TypeKind::Tuple) {
    for (const TypeId element : data.elements) {
      if (isInstanceOfAny(site, type, element)) return true;
    }
    return false;
  }
  const ir::Constant* constant = literalOf(site.t.module, classes);
  if (!constant || constant->kind != ir::ConstKind::Class) site.refuse(1, "Give a class or a tuple of classes.");
  return isInstanceOf(site.t.module, type, constant->text);
}

// min(x, y, ...): the common type of all, as the variables of two branches would have it.
TypeId commonNumber(CallSite& site, const std::vector<TypeId>& types) {
  TypeId common = types[0];
  for (const TypeId type : types) {
    if (!numericOf(site.t.module, type)) site.refuse(0);
    const std::optional<TypeId> joined = join(site.t.module, common, type);
    if (!joined) {
      site.t.error(DiagKind::unsupported_operands, site.inst,
                   {std::string(site.name()) + "()", site.t.text(widen(site.t.module, common)),
                    site.t.text(widen(site.t.module, type)), "Convert one of them."});
    }
    common = *joined;
  }
  const TypeId wide = widen(site.t.module, common);
  if (isComplex(numericOf(site.t.module, wide)->dtype)) site.refuse(0);
  return wide;
}

}  // namespace

TypeId inferLen(CallSite& site) {
  const Type object = site.data(0);
  if (object.kind == TypeKind::Tuple) return literalInt(site.t, static_cast<int64_t>(object.elements.size()));
  if (object.kind == TypeKind::Array && object.ndim == 0) site.refuse(0, "A 0-d array has no length.");
  const bool has_length = object.kind == TypeKind::Array || object.kind == TypeKind::Range;
  const ir::Constant* constant = site.literal(0);
  if (constant && constant->kind == ir::ConstKind::Str) return literalInt(site.t, static_cast<int64_t>(constant->text.size()));
  if (!has_length) site.refuse(0);
  return site.t.module.types.integer;
}

TypeId inferRange(CallSite& site) {
  if (site.count() == 0 || site.count() > 3) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"range", "takes 1 to 3 arguments"});
  }
  for (size_t k = 0; k < site.count(); ++k) wantInteger(site, k);
  return site.t.module.types.simple(TypeKind::Range);
}

TypeId inferEnumerate(CallSite& site) {
  const TypeId iterable[] = {iterableType(site, 0)};
  wantInteger(site, 1);
  return site.t.module.types.composite(TypeKind::Enumerate, iterable);
}

TypeId inferZip(CallSite& site) {
  std::vector<TypeId> iterables;
  for (size_t k = 0; k < site.count(); ++k) iterables.push_back(iterableType(site, k));
  if (iterables.empty()) site.t.error(DiagKind::wrong_arguments, site.inst, {"zip", "needs an argument"});
  return site.t.module.types.composite(TypeKind::Zip, iterables);
}

TypeId inferReversed(CallSite& site) {
  const TypeId sequence[] = {iterableType(site, 0)};
  const TypeKind kind = site.data(0).kind;
  if (kind == TypeKind::Enumerate || kind == TypeKind::Zip || kind == TypeKind::Reversed) site.refuse(0);
  return site.t.module.types.composite(TypeKind::Reversed, sequence);
}

TypeId inferAbs(CallSite& site) {
  Numeric number = site.number(0);
  if (number.python && number.dtype == DType::Bool) number.dtype = DType::Int64;
  site.want(0, numericType(site.t.module, number));
  return numericType(site.t.module, {number.python, realOf(number.dtype)});
}

// Each argument is converted to the common type; of one iterable argument the items are compared.
TypeId inferMinMax(CallSite& site) {
  if (site.count() == 0) site.t.error(DiagKind::wrong_arguments, site.inst, {std::string(site.name()), "needs an argument"});
  if (site.count() == 1) {
    const Type iterable = site.data(0);
    if (iterable.kind != TypeKind::Tuple || iterable.elements.empty()) site.refuse(0, "Pass its items, or use np." + std::string(site.name()) + ".");
    const TypeId common = commonNumber(site, iterable.elements);
    site.want(0, site.t.module.types.tuple(std::vector<TypeId>(iterable.elements.size(), common)));
    return common;
  }
  std::vector<TypeId> types;
  for (size_t k = 0; k < site.count(); ++k) types.push_back(site.type(k));
  const TypeId common = commonNumber(site, types);
  for (size_t k = 0; k < site.count(); ++k) site.want(k, common);
  return common;
}

TypeId inferIntCast(CallSite& site) {
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Take its .real.");
  if (site.literal(0) && site.literal(0)->kind == ir::ConstKind::Int) return site.type(0);
  site.want(0, widen(site.t.module, site.type(0)));
  return site.t.module.types.integer;
}

TypeId inferFloatCast(CallSite& site) {
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Take its .real.");
  site.want(0, site.t.module.types.floating);
  return site.t.module.types.floating;
}

TypeId inferBoolCast(CallSite& site) {
  static_cast<void>(site.number(0));
  site.want(0, widen(site.t.module, site.type(0)));
  return site.t.module.types.boolean;
}

TypeId inferComplexCast(CallSite& site) {
  for (size_t k = 0; k < 2; ++k) {
    static_cast<void>(site.number(k));
    site.want(k, site.t.module.types.complex);
  }
  return site.t.module.types.complex;
}

TypeId inferIsInstance(CallSite& site) {
  const bool answer = isInstanceOfAny(site, site.type(0), site.type(1));
  return site.t.module.types.literal(site.t.module.constants.intern(ir::boolConstant(answer)));
}

}  // namespace krait::infer
