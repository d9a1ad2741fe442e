// NumPy's promotion rules.
#include "typeinfer/numeric.h"

#include <algorithm>

#include "frontend/ir/time_unit.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::DTypeKind;
using ir::TypeKind;

DType signedOfBytes(int bytes) {
  switch (bytes) {
    case 1: return DType::Int8;
    case 2: return DType::Int16;
    case 4: return DType::Int32;
    default: return DType::Int64;
  }
}

DType floatOfBytes(int bytes) {
  switch (bytes) {
    case 2: return DType::Float16;
    case 4: return DType::Float32;
    default: return DType::Float64;
  }
}

DType complexOfBytes(int bytes) { return bytes <= 8 ? DType::Complex64 : DType::Complex128; }

// The smallest float that holds every value of an integer type, as NumPy sees it.
DType floatHolding(DType integer) {
  switch (ir::dtypeBytes(integer)) {
    case 1: return DType::Float16;
    case 2: return DType::Float32;
    default: return DType::Float64;
  }
}

DType promoteSignedUnsigned(DType is_signed, DType is_unsigned) {
  const int signed_bytes = ir::dtypeBytes(is_signed);
  const int unsigned_bytes = ir::dtypeBytes(is_unsigned);
  if (signed_bytes > unsigned_bytes) return is_signed;
  return unsigned_bytes == 8 ? DType::Float64 : signedOfBytes(unsigned_bytes * 2);
}

DType promoteFloats(DType a, DType b) { return floatOfBytes(std::max(ir::dtypeBytes(a), ir::dtypeBytes(b))); }

// `lower` is of a lower kind than `higher`, which is a float or a complex.
DType promoteKinds(DType lower, DType higher) {
  const DType lower_float = isIntegerOrBool(lower) ? floatHolding(lower) : lower;
  if (isFloat(higher)) return promoteFloats(lower_float, higher);
  return complexOfBytes(std::max(2 * ir::dtypeBytes(lower_float), ir::dtypeBytes(higher)));
}

std::optional<Numeric> literalNumeric(const ir::Constant& constant) {
  switch (constant.kind) {
    case ConstKind::Bool: return Numeric{true, DType::Bool};
    case ConstKind::Int: return Numeric{true, DType::Int64};
    case ConstKind::Float: return Numeric{true, DType::Float64};
    case ConstKind::Complex: return Numeric{true, DType::Complex128};
    default: return std::nullopt;
  }
}

// A Python number beside a NumPy dtype takes the dtype if it is of the same or a higher kind.
DType promoteWeak(DType python, DType numpy) {
  const DTypeKind weak = ir::dtypeKind(python);
  if (weak == DTypeKind::Bool) return promote(python, numpy);
  if (weak == DTypeKind::Signed) return numpy == DType::Bool ? DType::Int64 : numpy;
  if (weak == DTypeKind::Float) return isIntegerOrBool(numpy) ? DType::Float64 : numpy;
  if (isComplex(numpy)) return numpy;
  return isFloat(numpy) && ir::dtypeBytes(numpy) <= 4 ? DType::Complex64 : DType::Complex128;
}

}  // namespace

bool isInteger(DType dtype) {
  return ir::dtypeKind(dtype) == DTypeKind::Signed || ir::dtypeKind(dtype) == DTypeKind::Unsigned;
}
bool isIntegerOrBool(DType dtype) { return dtype == DType::Bool || isInteger(dtype); }
bool isFloat(DType dtype) { return ir::dtypeKind(dtype) == DTypeKind::Float; }
bool isComplex(DType dtype) { return ir::dtypeKind(dtype) == DTypeKind::Complex; }

DType floatFor(DType dtype) {
  if (dtype == DType::Bool) return DType::Float16;
  return isInteger(dtype) ? floatHolding(dtype) : dtype;
}

DType realOf(DType dtype) { return isComplex(dtype) ? floatOfBytes(ir::dtypeBytes(dtype) / 2) : dtype; }

const ir::Constant* literalOf(const ir::Module& module, ir::TypeId type) {
  const ir::Type& t = module.types[type];
  return t.kind == TypeKind::Literal ? &module.constants[t.constant] : nullptr;
}

std::optional<Numeric> numericOf(const ir::Module& module, ir::TypeId type) {
  const ir::Type& t = module.types[type];
  switch (t.kind) {
    case TypeKind::Bool: return Numeric{true, DType::Bool};
    case TypeKind::Int: return Numeric{true, DType::Int64};
    case TypeKind::Float: return Numeric{true, DType::Float64};
    case TypeKind::Complex: return Numeric{true, DType::Complex128};
    case TypeKind::Scalar: return ir::isTime(t.dtype) ? std::nullopt : std::optional(Numeric{false, t.dtype});
    case TypeKind::Literal: return literalNumeric(module.constants[t.constant]);
    default: return std::nullopt;
  }
}

ir::TypeId numericType(ir::Module& module, Numeric number) {
  if (!number.python) return module.types.scalar(number.dtype);
  switch (number.kind()) {
    case DTypeKind::Bool: return module.types.boolean;
    case DTypeKind::Float: return module.types.floating;
    case DTypeKind::Complex: return module.types.complex;
    default: return module.types.integer;
  }
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (ir::dtypeKind(b) < ir::dtypeKind(a)) std::swap(a, b);
  if (a == DType::Bool) return b;
  if (ir::dtypeKind(a) == ir::dtypeKind(b)) return ir::dtypeBytes(a) > ir::dtypeBytes(b) ? a : b;
  if (ir::dtypeKind(b) == DTypeKind::Unsigned) return promoteSignedUnsigned(a, b);
  return promoteKinds(a, b);
}

DType promote(Numeric a, Numeric b) {
  if (a.python && !b.python) return promoteWeak(a.dtype, b.dtype);
  if (b.python && !a.python) return promoteWeak(b.dtype, a.dtype);
  return promote(a.dtype, b.dtype);
}

}  // namespace krait::infer
