// Indexing of arrays and tuples.
//
// Indices wrap once when negative and are checked against their axis. C and Fortran arrays are addressed from their
// extents, so that LLVM sees how axes relate; strided ones from their strides.
#include "codegen/lower/array.h"
#include "codegen/lower/index_facts.h"
#include "codegen/lower/record.h"
#include "codegen/lower/number.h"

#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Layout;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// i + n if i < 0; raises IndexError unless the result is in [0, n).
llvm::Value* checkedIndex(FunctionLowering& f, llvm::Value* index, llvm::Value* extent, int axis, const IndexFacts& facts) {
  const bool is_in_range = facts.below && f.part(*facts.below) == extent;
  if (is_in_range) return index;
  llvm::Value* wrapped = index;
  if (!facts.is_nonnegative) {
    llvm::Value* is_negative = f.b.CreateICmpSLT(index, f.word(0));
    wrapped = f.b.CreateSelect(is_negative, f.b.CreateAdd(index, extent), index);
  }
  if (f.m.options.boundscheck && !f.checked_before.contains(f.current)) {
    f.raiseIf(f.b.CreateICmpUGE(wrapped, extent), kr_error_index_out_of_bounds, {index, f.word(axis), extent});
  }
  return wrapped;
}

// Bytes from the start of a C or Fortran array, or of a strided one.
llvm::Value* byteOffset(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef indices) {
  llvm::IRBuilder<>& b = f.b;
  const int indexed = static_cast<int>(indices.size());
  llvm::Value* item_size = f.word(ir::dtypeBytes(type.dtype));
  const bool is_full = indexed == type.ndim;
  if (type.layout == Layout::C && is_full) {
    llvm::Value* position = indices[0];
    for (int axis = 1; axis < indexed; ++axis) {
      llvm::Value* row = b.CreateMul(position, array.extent(axis), "", false, true);
      position = b.CreateAdd(row, indices[static_cast<size_t>(axis)], "", false, true);
    }
    return b.CreateMul(position, item_size, "", false, true);
  }
  if (type.layout == Layout::F && is_full) {
    llvm::Value* position = indices[static_cast<size_t>(indexed - 1)];
    for (int axis = indexed - 2; axis >= 0; --axis) {
      llvm::Value* column = b.CreateMul(position, array.extent(axis), "", false, true);
      position = b.CreateAdd(column, indices[static_cast<size_t>(axis)], "", false, true);
    }
    return b.CreateMul(position, item_size, "", false, true);
  }
  llvm::Value* offset = f.word(0);
  for (int axis = 0; axis < indexed; ++axis) {
    llvm::Value* step = b.CreateMul(indices[static_cast<size_t>(axis)], array.stride(axis), "", false, true);
    offset = b.CreateAdd(offset, step, "", false, true);
  }
  return offset;
}

// The view that is left after leading axes were indexed.
Parts rowView(const ArrayView& array, llvm::Value* address, int indexed) {
  Parts row{array.owner(), address};
  for (int axis = indexed; axis < array.ndim; ++axis) row.push_back(array.extent(axis));
  for (int axis = indexed; axis < array.ndim; ++axis) row.push_back(array.stride(axis));
  return row;
}

Parts checkedIndices(FunctionLowering& f, const ArrayView& array, ir::ValueId key) {
  Parts checked;
  const Parts indices = f.parts(key);
  for (size_t k = 0; k < indices.size(); ++k) {
    const int axis = static_cast<int>(k);
    const IndexFacts facts = factsOfIndex(f.ir_module, f.function, key, k);
    checked.push_back(checkedIndex(f, indices[k], array.extent(axis), axis, facts));
  }
  return checked;
}

void indexTuple(FunctionLowering& f, InstId id) {
  const ir::Type& tuple = f.typeData(f.inst(id).operands[0]);
  llvm::Value* index = f.part(f.inst(id).operands[1]);
  llvm::Value* size = f.word(static_cast<int64_t>(tuple.elements.size()));
  llvm::Value* is_negative = f.b.CreateICmpSLT(index, f.word(0));
  llvm::Value* wrapped = f.b.CreateSelect(is_negative, f.b.CreateAdd(index, size), index);
  f.raiseIf(f.b.CreateICmpUGE(wrapped, size), kr_error_tuple_index);
  f.define(f.inst(id).results[0], tupleItem(f, tuple, f.parts(f.inst(id).operands[0]), wrapped));
}

// unpacking a 1-d array, or the rows of one of more dimensions
void unpackArray(FunctionLowering& f, InstId id) {
  const ir::ValueId source = f.inst(id).operands[0];
  const ir::Type& type = f.typeData(source);
  const ArrayView array{f.parts(source), type.ndim};
  const int64_t count = static_cast<int64_t>(f.inst(id).results.size());
  llvm::Value* size = array.extent(0);
  f.raiseIf(f.b.CreateICmpSGT(size, f.word(count)), kr_error_unpack_too_many, {f.word(count)});
  f.raiseIf(f.b.CreateICmpSLT(size, f.word(count)), kr_error_unpack_too_few, {f.word(count), size});
  for (int64_t k = 0; k < count; ++k) {
    f.define(f.inst(id).results[static_cast<size_t>(k)], arrayItem(f, type, f.parts(source), f.word(k)));
  }
}

// int(value) as a machine word, with NumPy's errors for what does not fit.
llvm::Value* wordToStore(FunctionLowering& f, llvm::Value* value, Number from) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  const char* too_large = "Python int too large to convert to C long";
  if (from.dtype == ir::DType::UInt64) {
    f.raiseIf(f.b.CreateICmpSLT(value, f.word(0)), kr_error_overflow_error, {f.text(too_large)});
    return value;
  }
  if (!from.isFloat()) return convertNumber(f, {value}, from, {ir::DType::Int64, true})[0];
  value = f.b.CreateFPCast(value, f.b.getDoubleTy());
  llvm::Value* limit = llvm::ConstantFP::get(f.b.getDoubleTy(), kTwoTo63);
  llvm::Value* magnitude = f.b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, value);
  f.raiseIf(f.b.CreateFCmpUNO(value, value), kr_error_float_nan_to_int);
  f.raiseIf(f.b.CreateFCmpOEQ(magnitude, llvm::ConstantFP::getInfinity(f.b.getDoubleTy())), kr_error_float_infinity_to_int);
  llvm::Value* is_below = f.b.CreateFCmpOLT(value, f.b.CreateFNeg(limit));
  f.raiseIf(f.b.CreateOr(f.b.CreateFCmpOGE(value, limit), is_below), kr_error_overflow_error, {f.text(too_large)});
  return f.b.CreateFPToSI(value, f.i64());
}

}  // namespace

llvm::Value* elementAddress(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef indices) {
  if (indices.empty()) return array.data();
  return f.b.CreateInBoundsGEP(f.b.getInt8Ty(), array.data(), byteOffset(f, type, array, indices));
}

Parts loadElement(FunctionLowering& f, ir::DType dtype, llvm::Value* address, llvm::MaybeAlign alignment) {
  llvm::Type* memory = memoryType(f.m.context(), dtype);
  Parts parts{f.b.CreateAlignedLoad(memory, address, alignment)};
  if (dtype == ir::DType::Bool) parts[0] = f.b.CreateICmpNE(parts[0], f.b.getInt8(0));
  if (ir::dtypeKind(dtype) == ir::DTypeKind::Complex) {
    parts.push_back(f.b.CreateAlignedLoad(memory, f.b.CreateConstInBoundsGEP1_64(memory, address, 1), alignment));
  }
  return parts;
}

void storeElement(FunctionLowering& f, ir::DType dtype, llvm::Value* address, PartsRef value,
                  llvm::MaybeAlign alignment) {
  llvm::Type* memory = memoryType(f.m.context(), dtype);
  f.b.CreateAlignedStore(dtype == ir::DType::Bool ? f.b.CreateZExt(value[0], memory) : value[0], address, alignment);
  if (value.size() == 2) {
    f.b.CreateAlignedStore(value[1], f.b.CreateConstInBoundsGEP1_64(memory, address, 1), alignment);
  }
}

Parts arrayItem(FunctionLowering& f, const ir::Type& type, PartsRef parts, llvm::Value* position) {
  const ArrayView array{parts, type.ndim};
  llvm::Value* address = elementAddress(f, type, array, {position});
  return type.ndim == 1 ? loadElement(f, type.dtype, address) : rowView(array, address, 1);
}

void lower_getitem(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::Type& type = f.typeData(object);
  if (type.kind == TypeKind::Tuple) return indexTuple(f, id);
  const bool is_field = f.typeData(f.inst(id).operands[1]).kind == TypeKind::Literal;
  if (type.kind == TypeKind::Record || is_field) return lowerRecordGet(f, id);
  const ArrayView array{f.parts(object), type.ndim};
  const Parts indices = checkedIndices(f, array, f.inst(id).operands[1]);
  if (type.kind == TypeKind::RecordArray) return f.define(f.inst(id).results[0], recordAt(f, type, f.parts(object), indices));
  llvm::Value* address = elementAddress(f, type, array, indices);
  const int indexed = static_cast<int>(indices.size());
  const bool is_element = indexed == type.ndim;
  f.define(f.inst(id).results[0], is_element ? loadElement(f, type.dtype, address) : rowView(array, address, indexed));
}

Parts elementToStore(FunctionLowering& f, ir::DType dtype, ir::ValueId value) {
  const Number from = isNumber(f.ir_module, f.type(value)) ? numberOf(f.ir_module, f.type(value)) : Number{dtype, false};
  if (from.dtype == dtype) return f.parts(value);
  const Number word{ir::DType::Int64, true};
  return convertNumber(f, {wordToStore(f, f.part(value), from)}, word, {dtype, false});
}

void lower_setitem(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::Type& type = f.typeData(object);
  if (type.kind == TypeKind::Record) return lowerRecordSet(f, id);
  if (type.readonly) return f.raise(kr_error_read_only);
  const ArrayView array{f.parts(object), type.ndim};
  const Parts indices = checkedIndices(f, array, f.inst(id).operands[1]);
  const Parts value = elementToStore(f, type.dtype, f.inst(id).operands[2]);
  storeElement(f, type.dtype, elementAddress(f, type, array, indices), value);
}

void lower_build_tuple(FunctionLowering& f, InstId id) {
  Parts all;
  for (const ir::ValueId operand : f.inst(id).operands) all.append(f.parts(operand));
  f.define(f.inst(id).results[0], std::move(all));
}

void lower_build_slice(FunctionLowering& f, InstId id) { lower_build_tuple(f, id); }
void lower_make_function(FunctionLowering& f, InstId id) { lower_build_tuple(f, id); }

void lower_extract(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const std::vector<ir::TypeId>& elements = f.typeData(object).elements;
  size_t first = f.typeData(object).kind == TypeKind::Enumerate ? 1 : 0;  // its start
  for (uint32_t k = 0; k < f.inst(id).attribute; ++k) first += partCount(f.ir_module, elements[k]);
  const size_t count = partCount(f.ir_module, f.type(f.inst(id).results[0]));
  const Parts& all = f.parts(object);
  f.define(f.inst(id).results[0], Parts(all.begin() + first, all.begin() + first + count));
}

void lower_unpack(FunctionLowering& f, InstId id) {
  const ir::ValueId source = f.inst(id).operands[0];
  if (f.typeData(source).kind == TypeKind::Array) return unpackArray(f, id);
  const Parts all = f.parts(source);
  size_t first = 0;
  for (const ir::ValueId result : f.inst(id).results) {
    const size_t count = partCount(f.ir_module, f.type(result));
    f.define(result, Parts(all.begin() + first, all.begin() + first + count));
    first += count;
  }
}

}  // namespace krait::lower
