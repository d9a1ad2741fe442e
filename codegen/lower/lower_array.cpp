// Elements of arrays and tuples.
//
// C and Fortran arrays are addressed from their extents, so that LLVM sees how axes relate; strided ones from their
// strides, and rows too, but for the innermost one, which is known.
#include "codegen/lower/array.h"
#include "codegen/lower/list.h"
#include "codegen/lower/record.h"
#include "codegen/lower/number.h"

#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Layout;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Where an axis after the slowest one begins: the indices of a C or Fortran array so far, times the extent of the next.
llvm::Value* scaled(FunctionLowering& f, llvm::Value* position, llvm::Value* index, llvm::Value* extent) {
  llvm::Value* sum = position ? f.b.CreateAdd(position, index, "", false, true) : index;
  return f.b.CreateMul(sum, extent, "", false, true);
}

// Every element of a C or Fortran array: the row it is in, then the element of the row. Two steps, because an inner loop
// leaves the first one alone and the machine's addresses do the second.
llvm::Value* contiguousAddress(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef indices) {
  const int last = type.ndim - 1;
  const bool is_c = type.layout == Layout::C;
  llvm::Value* row = nullptr;
  for (int step = 0; step < last; ++step) {
    const int axis = is_c ? step : last - step;
    row = scaled(f, row, indices[static_cast<size_t>(axis)], array.extent(is_c ? axis + 1 : axis - 1));
  }
  llvm::Type* item = llvm::ArrayType::get(f.b.getInt8Ty(), static_cast<uint64_t>(ir::dtypeBytes(type.dtype)));
  llvm::Value* address = row ? f.b.CreateInBoundsGEP(item, array.data(), row) : array.data();
  return f.b.CreateInBoundsGEP(item, address, indices[static_cast<size_t>(is_c ? last : 0)]);
}

// An element of a strided array, or the row that fewer indices than axes leave of any.
llvm::Value* stridedAddress(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef indices) {
  llvm::Value* address = array.data();
  for (int axis = 0; axis < static_cast<int>(indices.size()); ++axis) {
    const bool has_known_step = type.layout == Layout::Rows && axis == type.ndim - 1;
    llvm::Value* stride = has_known_step ? f.word(ir::dtypeBytes(type.dtype)) : array.stride(axis);
    llvm::Value* step = f.b.CreateMul(indices[static_cast<size_t>(axis)], stride, "", false, true);
    address = f.b.CreateInBoundsGEP(f.b.getInt8Ty(), address, step);
  }
  return address;
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
  const bool is_contiguous = type.layout == Layout::C || type.layout == Layout::F;
  const bool is_element = !indices.empty() && static_cast<int>(indices.size()) == type.ndim;
  return is_contiguous && is_element ? contiguousAddress(f, type, array, indices) : stridedAddress(f, type, array, indices);
}

Parts rowView(const ArrayView& array, llvm::Value* address, int indexed) {
  Parts row{array.owner(), address};
  for (int axis = indexed; axis < array.ndim; ++axis) row.push_back(array.extent(axis));
  for (int axis = indexed; axis < array.ndim; ++axis) row.push_back(array.stride(axis));
  return row;
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
  if (type.kind == TypeKind::RecordArray) return recordAt(f, type, parts, {position});
  const ArrayView array{parts, type.ndim};
  llvm::Value* address = elementAddress(f, type, array, {position});
  return type.ndim == 1 ? loadElement(f, type.dtype, address) : rowView(array, address, 1);
}

Parts elementToStore(FunctionLowering& f, ir::DType dtype, ir::ValueId value) {
  const Number from = isNumber(f.ir_module, f.type(value)) ? numberOf(f.ir_module, f.type(value)) : Number{dtype, false};
  if (from.dtype == dtype) return f.parts(value);
  return storedThroughInt(f, f.part(value), from, dtype);
}

Parts storedThroughInt(FunctionLowering& f, llvm::Value* value, Number from, ir::DType dtype) {
  return convertNumber(f, {wordToStore(f, value, from)}, {ir::DType::Int64, true}, {dtype, false});
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
  const TypeKind kind = f.typeData(object).kind;
  size_t first = kind == TypeKind::Enumerate || kind == TypeKind::Optional ? 1 : 0;  // its start, or the flag
  for (uint32_t k = 0; k < f.inst(id).attribute; ++k) first += partCount(f.ir_module, elements[k]);
  const size_t count = partCount(f.ir_module, f.type(f.inst(id).results[0]));
  const Parts& all = f.parts(object);
  f.define(f.inst(id).results[0], Parts(all.begin() + first, all.begin() + first + count));
}

void lower_unpack(FunctionLowering& f, InstId id) {
  const ir::ValueId source = f.inst(id).operands[0];
  const TypeKind kind = f.typeData(source).kind;
  if (kind == TypeKind::Array || kind == TypeKind::RecordArray) return unpackArray(f, id);
  if (kind == TypeKind::Record) return unpackRecord(f, id);
  if (kind == TypeKind::List) return lowerListUnpack(f, id);
  const Parts all = f.parts(source);
  size_t first = 0;
  for (const ir::ValueId result : f.inst(id).results) {
    const size_t count = partCount(f.ir_module, f.type(result));
    f.define(result, Parts(all.begin() + first, all.begin() + first + count));
    first += count;
  }
}

}  // namespace krait::lower
