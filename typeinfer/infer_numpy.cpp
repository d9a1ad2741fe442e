// Result types of NumPy's scalar types, and of its functions of numbers that are not universal.
#include "typeinfer/call_site.h"
#include "typeinfer/elements.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

DType namedDType(std::string_view name) {
  int d = 0;
  while (ir::dtypeName(static_cast<DType>(d)) != name) ++d;
  return static_cast<DType>(d);
}

TypeId scalar(CallSite& site, DType dtype) { return site.t.module.types.scalar(dtype); }

TypeId literal(CallSite& site, ir::Constant constant) {
  return site.t.module.types.literal(site.t.module.constants.intern(std::move(constant)));
}

void wantWide(CallSite& site, size_t k) { site.want(k, widen(site.t.module, site.type(k))); }

bool isArray(const CallSite& site, size_t k) { return site.data(k).kind == TypeKind::Array; }

// A literal True or False argument.
bool flagArgument(const CallSite& site, size_t k, const char* name) {
  const ir::Constant* flag = site.literal(k);
  if (flag && (flag->kind == ir::ConstKind::Bool || flag->kind == ir::ConstKind::Int)) return flag->integer != 0;
  site.t.error(DiagKind::not_a_constant, site.inst, {name, "Write True or False."});
}

// A Python float on its way to a NumPy integer goes through int(), which can raise; lowering does it.
bool isThroughInt(Numeric number, DType dtype) { return number.python && isFloat(number.dtype) && isInteger(dtype); }

void refuseComplexInReal(const CallSite& site, size_t k, DType dtype) {
  if (isComplex(site.number(k).dtype) && !isComplex(dtype) && dtype != DType::Bool) site.refuse(k, "Take its .real.");
}

// Position of the minimum and maximum among clip's parameters: positional, or the keywords min and max.
size_t clipBound(const CallSite& site, size_t positional, size_t keyword) {
  if (!site.isNone(positional) && !site.isNone(keyword)) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"clip", "takes a_min and a_max, or min and max"});
  }
  return site.isNone(keyword) ? positional : keyword;
}

// A bound: a Python int beside an integer dtype stays one, because what lies outside the dtype may bound nothing.
void wantBound(CallSite& site, size_t k, DType dtype) {
  if (site.isNone(k)) return;
  const Numeric bound = site.number(k);
  const bool stays = bound.python && isInteger(bound.dtype) && isInteger(dtype);
  site.want(k, stays ? site.t.module.types.integer : scalar(site, dtype));
}

}  // namespace

TypeId inferNumpyCast(CallSite& site) {
  const DType dtype = namedDType(site.rowData());
  refuseComplexInReal(site, 0, dtype);
  const bool is_through_int = isThroughInt(site.number(0), dtype);
  site.want(0, is_through_int ? site.t.module.types.floating : scalar(site, dtype));
  return scalar(site, dtype);
}

// np.complex128(z) or np.complex128(real, imag).
TypeId inferNumpyComplexCast(CallSite& site) {
  const DType dtype = namedDType(site.rowData());
  for (size_t k = 0; k < 2; ++k) {
    if (!site.isNone(k)) site.want(k, scalar(site, site.isNone(1) ? dtype : (static_cast<void>(site.number(k)), DType::Complex128)));
  }
  static_cast<void>(site.number(0));
  return scalar(site, dtype);
}

TypeId inferFix(CallSite& site) {
  site.refuseGiven(1, "out");
  if (isComplex(site.number(0).dtype)) site.refuse(0, "Round its parts.");
  const TypeId result = scalar(site, site.number(0).dtype);
  site.want(0, result);
  return result;
}

bool isRoundInto(const CallSite& site) {
  const bool is_round = site.function == FunctionId::numpy_round || site.function == FunctionId::numpy_around;
  return is_round && isArray(site.t.module, site.type(2));
}

// Of a bool only round(x) is defined, and a float16. Into an array a function of the package rounds, in steps.
TypeId inferRoundDecimals(CallSite& site) {
  if (!isInteger(site.number(1).dtype)) site.refuse(1, "Give an int.");
  if (isRoundInto(site)) {
    CallSite into(site.t, site.inst, FunctionId::krait_lib_round_into);
    into.arguments = site.arguments;
    return inferLibrary(into);
  }
  site.refuseGiven(2, "out");
  const ir::Constant* decimals = site.literal(1);
  const Numeric number = site.number(0);
  const bool is_bool = number.dtype == DType::Bool;
  if (is_bool && (!decimals || decimals->integer != 0)) site.refuse(0, "Convert it to a number.");
  const TypeId result = scalar(site, is_bool ? DType::Float16 : number.dtype);
  site.want(0, result);
  site.want(1, site.t.module.types.integer);
  return result;
}

// arctan2(imag, real), where the imaginary part of a real number is a weak 0.
TypeId inferAngle(CallSite& site) {
  static_cast<void>(flagArgument(site, 1, "deg"));
  const Numeric number = site.number(0);
  const bool is_bool = number.dtype == DType::Bool;
  const DType dtype = is_bool ? DType::Float64 : floatFor(number.dtype);
  site.want(0, scalar(site, dtype));
  return scalar(site, realOf(dtype));
}

TypeId inferIsReal(CallSite& site) {
  const Numeric number = site.number(0);
  wantWide(site, 0);
  return numericType(site.t.module, {number.python, DType::Bool});
}

TypeId inferIsComplex(CallSite& site) {
  static_cast<void>(site.number(0));
  wantWide(site, 0);
  return scalar(site, DType::Bool);
}

TypeId inferIsComplexObject(CallSite& site) {
  const DType dtype = isArray(site, 0) ? site.data(0).dtype : site.number(0).dtype;
  return literal(site, ir::boolConstant(isComplex(dtype) == (site.rowData() == "complex")));
}

TypeId inferNanToNum(CallSite& site) {
  static_cast<void>(flagArgument(site, 1, "copy"));  // a number is always copied
  const TypeId result = scalar(site, site.number(0).dtype);
  site.want(0, result);
  const DType real = realOf(site.number(0).dtype);
  for (size_t k = 2; k < 5; ++k) {
    if (site.isNone(k)) continue;
    refuseComplexInReal(site, k, DType::Float64);
    if (isFloat(real)) site.want(k, scalar(site, real));
  }
  return result;
}

TypeId inferClip(CallSite& site) {
  site.refuseGiven(3, "out");
  const size_t bounds[] = {clipBound(site, 1, 4), clipBound(site, 2, 5)};
  DType dtype = site.number(0).dtype;
  for (const size_t k : bounds) {
    if (!site.isNone(k)) dtype = promote(Numeric{false, dtype}, site.number(k));
  }
  const bool is_unbounded = site.isNone(bounds[0]) && site.isNone(bounds[1]);
  if (is_unbounded && dtype == DType::Bool) site.refuse(0, "Give a bound.");
  const TypeId result = scalar(site, dtype);
  site.want(0, result);
  for (const size_t k : bounds) wantBound(site, k, dtype);
  return result;
}

// An array of no dimensions, as NumPy gives it. A Python int wraps into the other's dtype.
TypeId inferSelect(CallSite& site) {
  static_cast<void>(site.number(0));
  wantWide(site, 0);
  const DType dtype = promote(site.number(1), site.number(2));
  for (size_t k = 1; k < 3; ++k) {
    const Numeric number = site.number(k);
    if (number.python && isInteger(number.dtype)) site.want(k, scalar(site, DType::Int64));
    site.want(k, scalar(site, dtype));
  }
  return scalar(site, dtype);
}

namespace {

// where(c) is nonzero(c).
TypeId inferWherePlaces(CallSite& site) {
  const TypeId places = inferNonzero(site);
  if (!site.t.finalizing) return places;
  ir::Inst& call = site.t.function[site.inst];
  call.op = ir::Op::call_builtin;
  call.attribute = static_cast<uint32_t>(FunctionId::numpy_nonzero);
  call.operands = {site.arguments[0].value};
  return places;
}

}  // namespace

TypeId inferWhere(CallSite& site) {
  if (site.isNone(1) && site.isNone(2)) return inferWherePlaces(site);
  if (site.isNone(1) || site.isNone(2)) site.refuse(1, "Give both alternatives.");
  return site.t.module.types.array(site.t.module.types[inferSelect(site)].dtype, 0, ir::Layout::C);
}

TypeId inferIsScalar(CallSite& site) {
  const ir::Constant* constant = site.literal(0);
  const bool is_text = constant && constant->kind == ir::ConstKind::Str;
  return literal(site, ir::boolConstant(is_text || numericOf(site.t.module, site.type(0))));
}

TypeId inferNdimOf(CallSite& site) {
  if (isArray(site, 0)) return literal(site, ir::intConstant(site.data(0).ndim));
  static_cast<void>(site.number(0));
  return literal(site, ir::intConstant(0));
}

TypeId inferShapeOf(CallSite& site) {
  if (!isArray(site, 0)) static_cast<void>(site.number(0));
  const size_t ndim = isArray(site, 0) ? site.data(0).ndim : 0;
  return site.t.module.types.tuple(std::vector<TypeId>(ndim, site.t.module.types.integer));
}

TypeId inferSizeOf(CallSite& site) {
  if (!isArray(site, 0)) {
    static_cast<void>(site.number(0));
    site.refuseGiven(1, "axis");
    return site.t.module.types.integer;
  }
  if (site.isNone(1)) return site.t.module.types.integer;
  const ir::Constant* axis = site.literal(1);
  const int64_t ndim = site.data(0).ndim;
  const bool is_known = axis && axis->kind == ir::ConstKind::Int;
  if (!is_known) site.t.error(DiagKind::not_a_constant, site.inst, {"axis", "Write the number."});
  if (axis->integer < -ndim || axis->integer >= ndim) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"size", "got an axis that the array does not have"});
  }
  return site.t.module.types.integer;
}

}  // namespace krait::infer
