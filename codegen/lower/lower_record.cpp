// Fields of records, and records of arrays.
#include "codegen/lower/record.h"

#include "codegen/lower/array.h"
#include "frontend/ir/record_type.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Type;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Inference has checked that the key names a field.
ir::RecordField fieldOf(FunctionLowering& f, const Type& record, ir::ValueId key) {
  const ir::Constant& name = f.ir_module.constants[f.typeData(key).constant];
  const int64_t count = static_cast<int64_t>(record.elements.size());
  const int64_t position = name.integer < 0 ? name.integer + count : name.integer;
  const size_t k = name.kind == ir::ConstKind::Str ? *ir::findField(f.ir_module, record, name.text) : static_cast<size_t>(position);
  return ir::recordField(f.ir_module, record, k);
}

llvm::Value* addOffset(FunctionLowering& f, llvm::Value* address, int64_t offset) {
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), address, static_cast<uint64_t>(offset));
}

// A packed record may put a field anywhere.
Parts loadField(FunctionLowering& f, ir::DType dtype, llvm::Value* address) {
  return loadElement(f, dtype, address, llvm::Align(1));
}

// The array of one field: the records' extents and strides, from the first record's field on.
Parts fieldOfArray(FunctionLowering& f, const Type& array, PartsRef parts, ir::ValueId key) {
  const ir::RecordField field = fieldOf(f, f.ir_module.types[array.elements[0]], key);
  Parts view(parts.begin(), parts.end());
  view[1] = addOffset(f, parts[1], field.offset);
  return view;
}

llvm::Value* offsetOf(FunctionLowering& f, const Type& array, const ArrayView& view, PartsRef indices) {
  if (array.layout == ir::Layout::C && array.ndim == 1) {
    const int64_t bytes = ir::recordBytes(f.ir_module, f.ir_module.types[array.elements[0]]);
    return f.b.CreateMul(indices[0], f.word(bytes), "", false, true);
  }
  llvm::Value* offset = f.word(0);
  for (size_t axis = 0; axis < indices.size(); ++axis) {
    llvm::Value* step = f.b.CreateMul(indices[axis], view.stride(static_cast<int>(axis)), "", false, true);
    offset = f.b.CreateAdd(offset, step, "", false, true);
  }
  return offset;
}

}  // namespace

Parts recordAt(FunctionLowering& f, const Type& array, PartsRef parts, PartsRef indices) {
  const ArrayView view{parts, array.ndim};
  Parts item{view.owner(), f.b.CreateInBoundsGEP(f.b.getInt8Ty(), view.data(), offsetOf(f, array, view, indices))};
  const int indexed = static_cast<int>(indices.size());
  for (int axis = indexed; axis < array.ndim; ++axis) item.push_back(view.extent(axis));
  for (int axis = indexed; axis < array.ndim; ++axis) item.push_back(view.stride(axis));
  return item;
}

void lowerRecordGet(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::ValueId key = f.inst(id).operands[1];
  const ir::ValueId result = f.inst(id).results[0];
  const Type& type = f.typeData(object);
  if (type.kind == TypeKind::RecordArray) return f.define(result, fieldOfArray(f, type, f.parts(object), key));
  const ir::RecordField field = fieldOf(f, type, key);
  llvm::Value* address = addOffset(f, f.part(object, 1), field.offset);
  const Type& data = f.ir_module.types[field.type];
  f.define(result, data.kind == TypeKind::Record ? Parts{f.part(object), address} : loadField(f, data.dtype, address));
}

void lowerRecordSet(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const Type& type = f.typeData(object);
  if (type.readonly) return f.raise(kr_error_read_only);
  const ir::RecordField field = fieldOf(f, type, f.inst(id).operands[1]);
  llvm::Value* address = addOffset(f, f.part(object, 1), field.offset);
  const ir::DType dtype = f.ir_module.types[field.type].dtype;
  storeElement(f, dtype, address, elementToStore(f, dtype, f.inst(id).operands[2]), llvm::Align(1));
}

}  // namespace krait::lower
