// Fields of records, records of arrays, and whole records copied.
#include "codegen/lower/record.h"

#include <algorithm>

#include "codegen/lower/array.h"
#include "codegen/lower/element_loop.h"
#include "frontend/ir/record_type.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Type;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// A packed record may put a field anywhere.
constexpr llvm::Align kAnywhere;

// Inference has checked that the key names a field.
size_t positionOf(FunctionLowering& f, const Type& record, ir::ValueId key) {
  const ir::Constant& name = f.ir_module.constants[f.typeData(key).constant];
  if (name.kind == ir::ConstKind::Str) return *ir::findField(f.ir_module, record, name.text);
  const int64_t count = static_cast<int64_t>(record.elements.size());
  return static_cast<size_t>(name.integer < 0 ? name.integer + count : name.integer);
}

ir::RecordField fieldOf(FunctionLowering& f, const Type& record, ir::ValueId key) {
  return ir::recordField(f.ir_module, record, positionOf(f, record, key));
}

llvm::Value* addOffset(FunctionLowering& f, llvm::Value* address, int64_t offset) {
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), address, static_cast<uint64_t>(offset));
}

int64_t bytesOf(const ir::Module& module, ir::TypeId item) {
  const Type& type = module.types[item];
  return type.kind == TypeKind::Record ? ir::recordBytes(module, type) : ir::dtypeBytes(type.dtype);
}

// The axes of a sub-array, in row-major order.
struct Axes {
  Parts extents, strides;
};

Axes axesOf(FunctionLowering& f, const ir::RecordField& field) {
  Axes axes;
  int64_t step = bytesOf(f.ir_module, field.type);
  for (size_t k = field.shape.size(); k-- > 0; step *= field.shape[k]) {
    axes.extents.insert(axes.extents.begin(), f.word(field.shape[k]));
    axes.strides.insert(axes.strides.begin(), f.word(step));
  }
  return axes;
}

Parts fieldValue(FunctionLowering& f, llvm::Value* owner, llvm::Value* record, const ir::RecordField& field) {
  llvm::Value* address = addOffset(f, record, field.offset);
  const Type& item = f.ir_module.types[field.type];
  if (field.shape.empty() && item.kind != TypeKind::Record) return loadElement(f, item.dtype, address, kAnywhere);
  const Axes axes = axesOf(f, field);
  Parts view{owner, address};
  view.append(axes.extents);
  view.append(axes.strides);
  return view;
}

// The array of one field: the records' extents and strides, from the first record's field on, then those of a sub-array.
Parts fieldOfArray(FunctionLowering& f, const Type& array, PartsRef parts, ir::ValueId key) {
  const ir::RecordField field = fieldOf(f, f.ir_module.types[array.elements[0]], key);
  const Axes axes = axesOf(f, field);
  const size_t ndim = array.ndim;
  Parts view{parts[0], addOffset(f, parts[1], field.offset)};
  view.append(parts.begin() + 2, parts.begin() + 2 + ndim);
  view.append(axes.extents);
  view.append(parts.begin() + 2 + ndim, parts.end());
  view.append(axes.strides);
  return view;
}

llvm::Value* offsetOf(FunctionLowering& f, const Type& array, const ArrayView& view, PartsRef indices) {
  if (array.layout == ir::Layout::C && array.ndim == 1) {
    return f.b.CreateMul(indices[0], f.word(ir::itemBytes(f.ir_module, array)), "", false, true);
  }
  llvm::Value* offset = f.word(0);
  for (size_t axis = 0; axis < indices.size(); ++axis) {
    llvm::Value* step = f.b.CreateMul(indices[axis], view.stride(static_cast<int>(axis)), "", false, true);
    offset = f.b.CreateAdd(offset, step, "", false, true);
  }
  return offset;
}

llvm::Value* addressAt(FunctionLowering& f, const Type& array, PartsRef parts, PartsRef indices) {
  const ArrayView view{parts, array.ndim};
  return f.b.CreateInBoundsGEP(f.b.getInt8Ty(), view.data(), offsetOf(f, array, view, indices));
}

// Bytes of a record from `begin` up to `end`.
struct Run {
  int64_t begin;
  int64_t end;
};

// The bytes that the fields take; what lies between them is not copied, as in NumPy.
void addRuns(const ir::Module& module, const Type& record, int64_t start, std::vector<Run>& runs) {
  if (!ir::recordForm(module, record).opaque.empty()) runs.push_back({start, start + ir::recordBytes(module, record)});
  for (size_t k = 0; k < record.elements.size(); ++k) {
    const ir::RecordField field = ir::recordField(module, record, k);
    const Type& item = module.types[field.type];
    const int64_t bytes = bytesOf(module, field.type);
    int64_t count = 1;
    for (const int64_t extent : field.shape) count *= extent;
    const int64_t begin = start + field.offset;
    if (item.kind != TypeKind::Record) runs.push_back({begin, begin + count * bytes});
    for (int64_t i = 0; item.kind == TypeKind::Record && i < count; ++i) addRuns(module, item, begin + i * bytes, runs);
  }
}

std::vector<Run> runsOf(const ir::Module& module, const Type& record) {
  std::vector<Run> runs, joined;
  addRuns(module, record, 0, runs);
  std::ranges::sort(runs, {}, &Run::begin);
  for (const Run run : runs) {
    const bool continues = !joined.empty() && run.begin <= joined.back().end;
    if (continues) joined.back().end = std::max(joined.back().end, run.end);
    else joined.push_back(run);
  }
  return joined;
}

// The two may overlap: several runs go through memory of our own.
void copyRecord(FunctionLowering& f, const Type& record, llvm::Value* from, llvm::Value* to) {
  const std::vector<Run> runs = runsOf(f.ir_module, record);
  if (runs.size() > 1) {
    const int64_t bytes = ir::recordBytes(f.ir_module, record);
    llvm::Value* between = f.allocaAtEntry(f.b.getInt8Ty(), static_cast<int>(bytes));
    f.b.CreateMemCpy(between, kAnywhere, from, kAnywhere, static_cast<uint64_t>(bytes));
    from = between;
  }
  for (const Run run : runs) {
    f.b.CreateMemMove(addOffset(f, to, run.begin), kAnywhere, addOffset(f, from, run.begin), kAnywhere,
                      static_cast<uint64_t>(run.end - run.begin));
  }
}

// An int, float ... or a time into an address; inference has asked for a type that goes there.
void storeNumber(FunctionLowering& f, ir::DType dtype, ir::ValueId value, llvm::Value* address) {
  storeElement(f, dtype, address, elementToStore(f, dtype, value), kAnywhere);
}

void storeInAll(FunctionLowering& f, const ir::RecordField& field, ir::ValueId value, llvm::Value* address) {
  const ir::DType dtype = f.ir_module.types[field.type].dtype;
  const Axes axes = axesOf(f, field);
  const Parts element = elementToStore(f, dtype, value);
  forEachIndex(f, axes.extents, [&](PartsRef indices) {
    llvm::Value* offset = f.word(0);
    for (size_t k = 0; k < indices.size(); ++k) offset = f.b.CreateAdd(offset, f.b.CreateMul(indices[k], axes.strides[k]));
    storeElement(f, dtype, f.b.CreateInBoundsGEP(f.b.getInt8Ty(), address, offset), element, kAnywhere);
  });
}

}  // namespace

Parts recordAt(FunctionLowering& f, const Type& array, PartsRef parts, PartsRef indices) {
  const ArrayView view{parts, array.ndim};
  llvm::Value* address = addressAt(f, array, parts, indices);
  const int indexed = static_cast<int>(indices.size());
  const Type& item = f.ir_module.types[array.elements[0]];
  if (indexed == array.ndim && item.kind != TypeKind::Record) return loadElement(f, item.dtype, address, kAnywhere);
  return rowView(view, address, indexed);
}

void storeRecordAt(FunctionLowering& f, InstId id, PartsRef indices) {
  const ir::ValueId object = f.inst(id).operands[0], value = f.inst(id).operands[2];
  const Type& array = f.typeData(object);
  const Type& item = f.ir_module.types[array.elements[0]];
  llvm::Value* address = addressAt(f, array, f.parts(object), indices);
  if (item.kind == TypeKind::Record) return copyRecord(f, item, f.part(value, 1), address);
  storeNumber(f, item.dtype, value, address);
}

void copyItem(FunctionLowering& f, TypedView from, TypedView to, PartsRef indices) {
  const Type& item = f.ir_module.types[from.type.elements[0]];
  llvm::Value* source = addressAt(f, from.type, from.parts, indices);
  if (item.kind == TypeKind::Record) return copyRecord(f, item, source, addressAt(f, to.type, to.parts, indices));
  const ArrayView made{to.parts, to.type.ndim};
  storeElement(f, item.dtype, elementAddress(f, to.type, made, indices), loadElement(f, item.dtype, source, kAnywhere));
}

void lowerRecordGet(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::ValueId key = f.inst(id).operands[1];
  const ir::ValueId result = f.inst(id).results[0];
  const Type& type = f.typeData(object);
  if (type.kind == TypeKind::RecordArray) return f.define(result, fieldOfArray(f, type, f.parts(object), key));
  f.define(result, fieldValue(f, f.part(object), f.part(object, 1), fieldOf(f, type, key)));
}

void lowerRecordSet(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0], value = f.inst(id).operands[2];
  const Type& type = f.typeData(object);
  if (type.readonly) return f.raise(kr_error_read_only);
  const ir::RecordField field = fieldOf(f, type, f.inst(id).operands[1]);
  llvm::Value* address = addOffset(f, f.part(object, 1), field.offset);
  const Type& item = f.ir_module.types[field.type];
  if (!field.shape.empty()) return storeInAll(f, field, value, address);
  if (item.kind == TypeKind::Record) return copyRecord(f, item, f.part(value, 1), address);
  storeNumber(f, item.dtype, value, address);
}

void unpackRecord(FunctionLowering& f, InstId id) {
  const ir::ValueId source = f.inst(id).operands[0];
  for (size_t k = 0; k < f.inst(id).results.size(); ++k) {
    const ir::RecordField field = ir::recordField(f.ir_module, f.typeData(source), k);
    f.define(f.inst(id).results[k], fieldValue(f, f.part(source), f.part(source, 1), field));
  }
}

}  // namespace krait::lower
