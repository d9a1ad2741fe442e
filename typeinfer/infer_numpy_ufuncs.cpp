// Result types of NumPy's universal functions of numbers.
//
// NumPy promotes the operands to a common dtype and takes the first inner loop that this dtype can be cast to without loss.
// The rows of ufuncs.def say which kinds of loops there are. A Python number is weak: it takes the other operand's dtype.
// A function that only has loops for floats looks at each integer operand by itself.
#include <algorithm>
#include <span>

#include "typeinfer/arithmetic.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::DTypeKind;
using ir::TypeId;
using Found = std::optional<DType>;

class Loops {
 public:
  explicit Loops(const CallSite& site) : kinds_(site.rowData().substr(0, site.rowData().find(' '))) {}

  [[nodiscard]] bool has(char kind) const { return kinds_.find(kind) != std::string_view::npos; }
  [[nodiscard]] bool hasIntegers() const { return has('i') || has('n'); }

  // Whether there is a loop for just this dtype.
  [[nodiscard]] bool take(DType dtype) const {
    if (dtype == DType::Bool) return has('?');
    if (isInteger(dtype)) return hasIntegers();
    return (isFloat(dtype) && has('f')) || (isComplex(dtype) && has('c'));
  }

  // The first loop that takes this dtype.
  [[nodiscard]] Found first(DType dtype) const {
    if (take(dtype)) return dtype;
    if (dtype == DType::Bool && has('i')) return DType::Int8;
    if (dtype == DType::Bool && has('n')) return std::nullopt;
    if (isIntegerOrBool(dtype) && has('f')) return floatFor(dtype);
    return std::nullopt;
  }

 private:
  std::string_view kinds_;
};

// An integer operand's dtype where only floats count: a weak int beside a NumPy integer counts as that.
DType alone(Numeric number, Numeric other) {
  const bool yields = number.python && isInteger(number.dtype) && !other.python && isInteger(other.dtype);
  return yields ? other.dtype : number.dtype;
}

Found commonLoop(const Loops& loops, Numeric a, Numeric b) {
  const DType common = promote(a, b);
  const bool only_floats = isIntegerOrBool(common) && !loops.hasIntegers() && loops.has('f');
  if (!only_floats) return loops.first(common);
  return promote(floatFor(alone(a, b)), floatFor(alone(b, a)));
}

// Casting 'same_kind', which a dtype= argument asks of the operands.
int castingRank(DTypeKind kind) {
  switch (kind) {
    case DTypeKind::Bool: return 0;
    case DTypeKind::Unsigned: return 1;
    case DTypeKind::Signed: return 2;
    case DTypeKind::Float: return 3;
    case DTypeKind::Complex: return 4;
    case DTypeKind::DateTime:
    case DTypeKind::TimeDelta: break;  // no numbers
  }
  return 0;
}

bool castsToSameKind(Numeric number, DType to) {
  const bool is_weak_int = number.python && isInteger(number.dtype);
  const int rank = is_weak_int ? 1 : castingRank(number.kind());
  return rank <= castingRank(ir::dtypeKind(to));
}

[[noreturn]] void refuseOperands(const CallSite& site, size_t inputs) {
  if (inputs == 1) site.refuse(0);
  ir::Module& module = site.t.module;
  site.t.error(DiagKind::unsupported_operands, site.inst,
               {std::string(site.name()) + "()", site.t.text(widen(module, site.type(0))),
                site.t.text(widen(module, site.type(1))), ""});
}

constexpr size_t kOptional = 7;  // out, where, casting, order, dtype, subok, signature

bool isOneOf(const CallSite& site, size_t k, std::span<const std::string_view> texts) {
  const ir::Constant* text = site.literal(k);
  return text && text->kind == ir::ConstKind::Str && std::ranges::find(texts, text->text) != texts.end();
}

// What numbers and the elements of arrays are not concerned by is taken: the order of memory, subclasses, and rules for
// casts that every cast to the common dtype keeps.
bool isWithoutEffect(const CallSite& site, size_t k, std::string_view name, bool has_dtype) {
  constexpr std::string_view kOrders[] = {"K", "A", "C", "F"};
  constexpr std::string_view kCasting[] = {"same_kind", "safe", "unsafe"};
  if (name == "order") return isOneOf(site, k, kOrders);
  if (name == "casting") return isOneOf(site, k, std::span(kCasting, has_dtype ? 1 : 3));
  return name == "subok" && site.literal(k) && site.literal(k)->kind == ir::ConstKind::Bool;
}

void refuseOptional(const CallSite& site, size_t inputs, bool takes_dtype) {
  constexpr std::string_view kNames[kOptional] = {"out", "where", "casting", "order", "dtype", "subok", "signature"};
  const bool has_dtype = !site.isNone(inputs + 4);
  for (size_t k = 0; k < kOptional; ++k) {
    if (takes_dtype && kNames[k] == "dtype") continue;
    if (!isWithoutEffect(site, inputs + k, kNames[k], has_dtype)) site.refuseGiven(inputs + k, kNames[k]);
  }
}

Found dtypeOption(const CallSite& site, size_t inputs) { return dtypeArgument(site, inputs + 4); }

DType requestedLoop(const CallSite& site, const Loops& loops, DType dtype, size_t inputs) {
  bool casts = loops.take(dtype);
  for (size_t k = 0; k < inputs; ++k) casts = casts && castsToSameKind(site.number(k), dtype);
  if (casts) return dtype;
  site.t.error(DiagKind::unsupported_argument, site.inst,
               {std::string(site.name()), "dtype=" + std::string(ir::dtypeName(dtype)) + " for these operands", ""});
}

Found naturalLoop(const CallSite& site, const Loops& loops, size_t inputs) {
  return inputs == 1 ? loops.first(site.number(0).dtype) : commonLoop(loops, site.number(0), site.number(1));
}

// The dtype that the function is computed in; the operands are asked to be of it.
DType takeOperands(CallSite& site, size_t inputs, bool takes_dtype) {
  refuseOptional(site, inputs, takes_dtype);
  const Loops loops(site);
  const Found requested = takes_dtype ? dtypeOption(site, inputs) : Found();
  const Found loop = requested ? requestedLoop(site, loops, *requested, inputs) : naturalLoop(site, loops, inputs);
  if (!loop) refuseOperands(site, inputs);
  for (size_t k = 0; k < inputs; ++k) site.want(k, site.t.module.types.scalar(*loop));
  return *loop;
}

TypeId scalar(CallSite& site, DType dtype) { return site.t.module.types.scalar(dtype); }

TypeId pairOf(CallSite& site, DType first, DType second) {
  const TypeId elements[] = {scalar(site, first), scalar(site, second)};
  return site.t.module.types.tuple(elements);
}

TypeId logical(CallSite& site, size_t inputs) {
  refuseOptional(site, inputs, false);
  for (size_t k = 0; k < inputs; ++k) {
    static_cast<void>(site.number(k));
    site.want(k, widen(site.t.module, site.type(k)));
  }
  return scalar(site, DType::Bool);
}

}  // namespace

TypeId inferUfunc1(CallSite& site) { return scalar(site, takeOperands(site, 1, true)); }
TypeId inferUfunc2(CallSite& site) { return scalar(site, takeOperands(site, 2, true)); }
TypeId inferUfuncReal(CallSite& site) { return scalar(site, realOf(takeOperands(site, 1, false))); }
TypeId inferUfuncCount(CallSite& site) {
  takeOperands(site, 1, false);
  return scalar(site, DType::UInt8);
}
TypeId inferUfuncDivmod(CallSite& site) {
  const DType dtype = takeOperands(site, 2, false);
  return pairOf(site, dtype, dtype);
}
TypeId inferUfuncModf(CallSite& site) {
  const DType dtype = takeOperands(site, 1, false);
  return pairOf(site, dtype, dtype);
}
TypeId inferUfuncFrexp(CallSite& site) { return pairOf(site, takeOperands(site, 1, false), DType::Int32); }
TypeId inferUfuncLogical1(CallSite& site) { return logical(site, 1); }
TypeId inferUfuncLogical2(CallSite& site) { return logical(site, 2); }

TypeId inferUfuncBool(CallSite& site) {
  takeOperands(site, 1, false);
  return scalar(site, DType::Bool);
}

// Two integers are divided as float64, however small they are.
TypeId inferUfuncDivide(CallSite& site) {
  const bool are_integers = isIntegerOrBool(site.number(0).dtype) && isIntegerOrBool(site.number(1).dtype);
  if (!are_integers || dtypeOption(site, 2)) return inferUfunc2(site);
  refuseOptional(site, 2, true);
  for (size_t k = 0; k < 2; ++k) site.want(k, scalar(site, DType::Float64));
  return scalar(site, DType::Float64);
}

TypeId inferUfuncFloatPower(CallSite& site) {
  refuseOptional(site, 2, false);
  const bool has_complex = isComplex(site.number(0).dtype) || isComplex(site.number(1).dtype);
  const TypeId type = scalar(site, has_complex ? DType::Complex128 : DType::Float64);
  for (size_t k = 0; k < 2; ++k) site.want(k, type);
  return type;
}

// ldexp(x, exponent): the exponent is any integer that fits int64.
TypeId inferUfuncLdexp(CallSite& site) {
  refuseOptional(site, 2, false);
  const Found loop = Loops(site).first(site.number(0).dtype);
  const Numeric exponent = site.number(1);
  const bool is_exponent = isIntegerOrBool(exponent.dtype) && exponent.dtype != DType::UInt64;
  if (!loop || !is_exponent) refuseOperands(site, 2);
  site.want(0, scalar(site, *loop));
  site.want(1, scalar(site, DType::Int64));
  return scalar(site, *loop);
}

// Integers are compared by value, all else in the common dtype.
TypeId inferUfuncCompare(CallSite& site) {
  refuseOptional(site, 2, false);
  const Numeric a = site.number(0), b = site.number(1);
  const bool is_exact = isIntegerOrBool(a.dtype) && isIntegerOrBool(b.dtype);
  for (size_t k = 0; k < 2; ++k) {
    site.want(k, is_exact ? widen(site.t.module, site.type(k)) : scalar(site, promote(a, b)));
  }
  return scalar(site, DType::Bool);
}

}  // namespace krait::infer
