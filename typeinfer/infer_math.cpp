// Result types of the math module. Its functions take what has __float__ (or __index__) and give Python's numbers.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

void wantFloats(CallSite& site) {
  for (size_t k = 0; k < site.count(); ++k) site.wantFloat(k);
}

// Optional arguments whose default is not in the row: lowering sees None. A None that is given is an error in Python.
void wantFloatIfGiven(CallSite& site, size_t k) {
  if (!site.isAbsent(k)) site.wantFloat(k);
}

bool isPythonInt(Numeric number) { return number.python && isIntegerOrBool(number.dtype); }

TypeId floatPair(CallSite& site, TypeId second) {
  const TypeId parts[] = {site.t.module.types.floating, second};
  return site.t.module.types.tuple(parts);
}

size_t pointSize(CallSite& site, size_t k) {
  const Type point = site.data(k);
  if (point.kind != TypeKind::Tuple) site.refuse(k, "Give two tuples of coordinates.");
  for (const TypeId coordinate : point.elements) {
    const std::optional<Numeric> number = numericOf(site.t.module, coordinate);
    if (!number || isComplex(number->dtype)) site.refuse(k, "Coordinates are real numbers.");
  }
  return point.elements.size();
}

}  // namespace

TypeId inferMathUnary(CallSite& site) {
  site.wantFloat(0);
  return site.t.module.types.floating;
}

TypeId inferMathBinary(CallSite& site) {
  wantFloats(site);
  return site.t.module.types.floating;
}

TypeId inferMathFloats(CallSite& site) { return inferMathBinary(site); }

TypeId inferMathPredicate(CallSite& site) {
  site.wantFloat(0);
  return site.t.module.types.boolean;
}

TypeId inferMathLog(CallSite& site) {
  site.wantFloat(0);
  wantFloatIfGiven(site, 1);
  return site.t.module.types.floating;
}

// Python's ints are their own floor; everything else, NumPy's integers too, goes through float.
TypeId inferMathRounding(CallSite& site) {
  if (isPythonInt(site.number(0))) {
    site.wantIndex(0);
  } else {
    site.wantFloat(0);
  }
  return site.t.module.types.integer;
}

// __trunc__ is what Python's numbers have, and float64, which is one of them.
TypeId inferMathTrunc(CallSite& site) {
  const Numeric number = site.number(0);
  const bool has_trunc = number.python || number.dtype == DType::Float64;
  if (!has_trunc) site.refuse(0, "Use int(x).");
  return inferMathRounding(site);
}

TypeId inferMathIsClose(CallSite& site) {
  site.wantFloat(0);
  site.wantFloat(1);
  wantFloatIfGiven(site, 2);
  wantFloatIfGiven(site, 3);
  return site.t.module.types.boolean;
}

TypeId inferMathModf(CallSite& site) {
  site.wantFloat(0);
  return floatPair(site, site.t.module.types.floating);
}

TypeId inferMathFrexp(CallSite& site) {
  site.wantFloat(0);
  return floatPair(site, site.t.module.types.integer);
}

TypeId inferMathLdexp(CallSite& site) {
  site.wantFloat(0);
  if (!isPythonInt(site.number(1))) site.refuse(1, "Use int(i).");
  site.wantIndex(1);
  return site.t.module.types.floating;
}

TypeId inferMathDist(CallSite& site) {
  const size_t size = pointSize(site, 0);
  if (pointSize(site, 1) != size) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"dist", "needs points of the same number of dimensions"});
  }
  const TypeId point = site.t.module.types.tuple(std::vector<TypeId>(size, site.t.module.types.floating));
  site.want(0, point);
  site.want(1, point);
  return site.t.module.types.floating;
}

TypeId inferMathInts(CallSite& site) {
  for (size_t k = 0; k < site.count(); ++k) site.wantIndex(k);
  return site.t.module.types.integer;
}

// perm(n) and perm(n, None) are factorial(n).
TypeId inferMathPerm(CallSite& site) {
  site.wantIndex(0);
  if (!site.isNone(1)) site.wantIndex(1);
  return site.t.module.types.integer;
}

}  // namespace krait::infer
