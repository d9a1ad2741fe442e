// Joining types.
#include "typeinfer/lattice.h"

#include <cmath>

#include "frontend/ir/record_type.h"
#include "typeinfer/list_types.h"
#include "typeinfer/numeric.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using Joined = std::optional<TypeId>;

int64_t largest(DType dtype) {
  const int bits = 8 * ir::dtypeBytes(dtype) - (ir::dtypeKind(dtype) == ir::DTypeKind::Signed ? 1 : 0);
  return bits >= 63 ? INT64_MAX : (int64_t{1} << bits) - 1;
}

bool intFits(int64_t value, DType dtype) {
  if (isInteger(dtype)) {
    const bool is_signed = ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
    return value <= largest(dtype) && value >= (is_signed ? -largest(dtype) - 1 : 0);
  }
  if (dtype == DType::Float16) return std::abs(value) <= 2048;
  if (dtype == DType::Float32 || dtype == DType::Complex64) return std::abs(value) <= 1 << 24;
  return dtype != DType::Bool;
}

bool floatFits(double value, DType dtype) {
  if (!isFloat(dtype) && !isComplex(dtype)) return false;
  if (dtype == DType::Float16) return std::isnan(value) || std::isinf(value) || intFits(int64_t(value), dtype);
  const bool is_single = dtype == DType::Float32 || dtype == DType::Complex64;
  return !is_single || std::isnan(value) || static_cast<double>(static_cast<float>(value)) == value;
}

// Whether the NumPy type holds this very constant exactly.
bool literalFits(const ir::Constant& constant, DType dtype) {
  switch (constant.kind) {
    case ConstKind::Bool: return dtype == DType::Bool;
    case ConstKind::Int: return intFits(constant.integer, dtype);
    case ConstKind::Float: return floatFits(constant.real(), dtype);
    case ConstKind::Complex: return isComplex(dtype) && floatFits(constant.real(), dtype) && floatFits(constant.imag(), dtype);
    default: return false;
  }
}

// Whether every value of the Python type is a value of the NumPy type (an int becomes a float as among Python's).
bool pythonFits(DType python, DType numpy) {
  return python == numpy || (python == DType::Int64 && numpy == DType::Float64);
}

Joined joinNumbers(ir::Module& module, TypeId a, TypeId b) {
  const Numeric x = *numericOf(module, a);
  const Numeric y = *numericOf(module, b);
  if (x == y) return numericType(module, x);
  if (x.python && y.python) {
    const bool int_and_float = isInteger(x.dtype) ? isFloat(y.dtype) : isFloat(x.dtype) && isInteger(y.dtype);
    return int_and_float ? Joined(module.types.floating) : std::nullopt;
  }
  if (x.python == y.python) return std::nullopt;
  const TypeId python = x.python ? a : b;
  const TypeId numpy = x.python ? b : a;
  const DType dtype = module.types[numpy].dtype;
  const ir::Constant* constant = literalOf(module, python);
  const bool fits = constant ? literalFits(*constant, dtype) : pythonFits(numericOf(module, python)->dtype, dtype);
  return fits ? Joined(numpy) : std::nullopt;
}

// A C array is one of rows too.
ir::Layout joinLayouts(ir::Layout a, ir::Layout b) {
  if (a == b) return a;
  const bool have_rows = a != ir::Layout::F && a != ir::Layout::Strided && b != ir::Layout::F && b != ir::Layout::Strided;
  return have_rows ? ir::Layout::Rows : ir::Layout::Strided;
}

Joined joinArrays(ir::Module& module, const Type& a, const Type& b) {
  if (a.dtype != b.dtype || a.ndim != b.ndim) return std::nullopt;
  const ir::Layout layout = joinLayouts(a.layout, b.layout);
  return module.types.array(a.dtype, a.ndim, layout, a.readonly || b.readonly);
}

TypeId withReadonly(ir::Module& module, TypeId array) {
  Type type = module.types[array];
  type.readonly = true;
  return module.types.intern(std::move(type));
}

// Of one dtype: the same fields and class.
Joined joinRecords(ir::Module& module, const Type& a, const Type& b) {
  if (a.elements != b.elements || a.constant != b.constant) return std::nullopt;
  const bool is_packed = ir::isPacked(a) || ir::isPacked(b);
  return ir::placedRecord(module, module.types.intern(a), a.readonly || b.readonly, is_packed);
}

Joined joinRecordArrays(ir::Module& module, const Type& a, const Type& b) {
  if (a.ndim != b.ndim || ir::isRecarray(a) != ir::isRecarray(b)) return std::nullopt;
  const Joined item = a.elements == b.elements ? a.elements[0] : join(module, a.elements[0], b.elements[0]);
  if (!item) return std::nullopt;
  const ir::Layout layout = joinLayouts(a.layout, b.layout);
  const TypeId joined = ir::recordArrayLike(module, a, *item, a.ndim, layout);
  return b.readonly ? withReadonly(module, joined) : joined;
}

Joined joinElements(ir::Module& module, TypeId a_id, TypeId b_id) {
  const Type a = module.types[a_id];
  const Type b = module.types[b_id];
  if (a.elements.size() != b.elements.size() || a.constant != b.constant) return std::nullopt;
  std::vector<TypeId> elements;
  for (size_t i = 0; i < a.elements.size(); ++i) {
    const Joined element = join(module, a.elements[i], b.elements[i]);
    if (!element) return std::nullopt;
    elements.push_back(*element);
  }
  return module.types.composite(a.kind, elements, a.constant);
}

bool canBeNone(const ir::Module& module, TypeId type) {
  return type == module.types.none || module.types.kind(type) == TypeKind::Optional;
}

// The type without None; Never for None itself.
TypeId presentType(const ir::Module& module, TypeId type) {
  if (type == module.types.none) return module.types.never;
  return module.types.kind(type) == TypeKind::Optional ? module.types[type].elements[0] : type;
}

// What may be None at run time: values with parts of their own, and texts.
bool hasOptional(const ir::Module& module, TypeId type) {
  const ir::Constant* constant = literalOf(module, type);
  if (constant && constant->kind == ConstKind::Str) return true;
  const TypeKind kind = module.types.kind(type);
  return kind == TypeKind::Array || kind == TypeKind::RecordArray || kind == TypeKind::Tuple || kind == TypeKind::Scalar ||
         (kind >= TypeKind::Bool && kind <= TypeKind::Complex);
}

Joined joinOptional(ir::Module& module, TypeId a, TypeId b) {
  const Joined present = join(module, presentType(module, a), presentType(module, b));
  if (!present) return std::nullopt;
  const TypeId value = widen(module, *present);
  if (!hasOptional(module, value)) return std::nullopt;
  const TypeId elements[] = {value};
  return module.types.composite(TypeKind::Optional, elements);
}

}  // namespace

TypeId constantType(ir::Module& module, ir::ConstId id) {
  const ir::Constant& constant = module.constants[id];
  if (constant.kind == ConstKind::None) return module.types.none;
  if (constant.kind == ConstKind::Array) {
    const ir::CapturedArray array = constant.array;
    if (array.record.valid()) return array.record;
    return module.types.array(array.dtype, static_cast<int>(array.shape.size()), array.layout, array.readonly);
  }
  if (constant.kind == ConstKind::Scalar) return module.types.scalar(constant.dtype);
  if (constant.kind != ConstKind::Tuple) return module.types.literal(id);
  std::vector<TypeId> elements;
  for (const ir::ConstId element : std::vector(constant.elements)) elements.push_back(constantType(module, element));
  return module.types.tuple(elements);
}

TypeId widen(ir::Module& module, TypeId type) {
  const Type t = module.types[type];
  if (t.kind == TypeKind::Literal) {
    const std::optional<Numeric> number = numericOf(module, type);
    return number ? numericType(module, *number) : type;
  }
  if (t.kind != TypeKind::Tuple) return type;
  std::vector<TypeId> elements;
  for (const TypeId element : t.elements) elements.push_back(widen(module, element));
  return module.types.composite(TypeKind::Tuple, elements, t.constant);
}

Joined join(ir::Module& module, TypeId a, TypeId b) {
  if (a == b || b == module.types.never) return a;
  if (a == module.types.never) return b;
  if (canBeNone(module, a) || canBeNone(module, b)) return joinOptional(module, a, b);
  if (numericOf(module, a) && numericOf(module, b)) return joinNumbers(module, a, b);
  const Type x = module.types[a];
  const Type y = module.types[b];
  if (x.kind != y.kind) return std::nullopt;
  if (x.kind == TypeKind::Array) return joinArrays(module, x, y);
  if (x.kind == TypeKind::List) return joinLists(module, a, b);
  if (x.kind == TypeKind::RecordArray) return joinRecordArrays(module, x, y);
  if (x.kind == TypeKind::Record) return joinRecords(module, x, y);
  return x.elements.empty() ? std::nullopt : joinElements(module, a, b);
}

}  // namespace krait::infer
