// Result types of attributes.
#include "frontend/ir/record_type.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Type;
using ir::TypeId;

TypeId literalInt(Typing& t, int64_t value) {
  return t.module.types.literal(t.module.constants.intern(ir::intConstant(value)));
}

}  // namespace

TypeId inferArrayShape(Typing& t, InstId inst) {
  const std::vector<TypeId> extents(t.typeData(t.operand(inst, 0)).ndim, t.module.types.integer);
  return t.module.types.tuple(extents);
}

TypeId inferArrayNdim(Typing& t, InstId inst) { return literalInt(t, t.typeData(t.operand(inst, 0)).ndim); }

TypeId inferArraySize(Typing& t, InstId) { return t.module.types.integer; }

TypeId inferArrayItemsize(Typing& t, InstId inst) {
  return literalInt(t, ir::itemBytes(t.module, t.typeData(t.operand(inst, 0))));
}

TypeId inferDTypeOf(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  if (object.kind != ir::TypeKind::Array && object.kind != ir::TypeKind::Scalar) {
    t.error(DiagKind::unknown_attribute, inst, {t.text(widen(t.module, t.operandType(inst, 0))), "dtype"});
  }
  ir::Constant dtype{.kind = ir::ConstKind::DType};
  dtype.dtype = object.dtype;
  return t.module.types.literal(t.module.constants.intern(dtype));
}

// Of a record, or of an array of records or packed numbers.
TypeId inferRecordDType(Typing& t, InstId inst) {
  const Type object = t.typeData(t.operand(inst, 0));
  const TypeId item = object.kind == ir::TypeKind::Record ? t.operandType(inst, 0) : object.elements[0];
  ir::Constant dtype{.kind = ir::ConstKind::DType};
  dtype.dtype = t.module.types[item].dtype;
  if (t.module.types.kind(item) == ir::TypeKind::Record) dtype.array.record = ir::placedRecord(t.module, item, false, false);
  return t.module.types.literal(t.module.constants.intern(dtype));
}

TypeId inferArrayTranspose(Typing& t, InstId inst) {
  const Type array = t.typeData(t.operand(inst, 0));
  if (array.ndim <= 1) return t.operandType(inst, 0);
  const ir::Layout flipped = array.layout == ir::Layout::C   ? ir::Layout::F
                             : array.layout == ir::Layout::F ? ir::Layout::C
                                                             : ir::Layout::Strided;
  if (array.kind == ir::TypeKind::RecordArray) return ir::recordArrayLike(t.module, array, array.elements[0], array.ndim, flipped);
  return t.module.types.array(array.dtype, array.ndim, flipped, array.readonly);
}

TypeId inferNumberReal(Typing& t, InstId inst) {
  Numeric number = *numericOf(t.module, t.operandType(inst, 0));
  number.dtype = realOf(number.dtype);
  if (number.python && number.dtype == ir::DType::Bool) number.dtype = ir::DType::Int64;
  t.want(inst, 0, widen(t.module, t.operandType(inst, 0)));
  return numericType(t.module, number);
}

}  // namespace krait::infer
