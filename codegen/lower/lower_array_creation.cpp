// NumPy's array creation, and the methods that make, fill or read a whole array.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/element_nest.h"
#include "codegen/lower/parallel_elements.h"
#include "codegen/lower/record.h"
#include "frontend/ir/record_type.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::Layout;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* elementCount(FunctionLowering& f, PartsRef shape) {
  llvm::Value* count = f.word(1);
  for (llvm::Value* extent : shape) count = f.b.CreateMul(count, extent, "", true, true);
  return count;
}

// Row-major or column-major strides of the extents.
Parts contiguousStrides(FunctionLowering& f, const ir::Type& type, PartsRef shape) {
  Parts strides(shape.size());
  llvm::Value* step = f.word(ir::itemBytes(f.ir_module, type));
  const size_t ndim = shape.size();
  for (size_t k = 0; k < ndim; ++k) {
    const size_t axis = type.layout == Layout::F ? k : ndim - 1 - k;
    strides[axis] = step;
    step = f.b.CreateMul(step, shape[axis], "", false, true);
  }
  return strides;
}

// Whether axis `inner` lies inside axis `outer`: by size of stride, ties in row-major order.
llvm::Value* liesInside(FunctionLowering& f, PartsRef strides, size_t inner, size_t outer) {
  const auto size = [&](size_t axis) { return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, strides[axis], f.b.getFalse()); };
  return inner > outer ? f.b.CreateICmpSLE(size(inner), size(outer)) : f.b.CreateICmpSLT(size(inner), size(outer));
}

// Dense strides with the axes in the order of other strides: each step is the product of the extents inside it.
Parts stridesLike(FunctionLowering& f, const ir::Type& type, PartsRef shape, PartsRef like_strides) {
  Parts strides;
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    llvm::Value* step = f.word(ir::itemBytes(f.ir_module, type));
    for (size_t other = 0; other < shape.size(); ++other) {
      if (other == axis) continue;
      llvm::Value* extent = f.b.CreateSelect(liesInside(f, like_strides, other, axis), shape[other], f.word(1));
      step = f.b.CreateMul(step, extent, "", false, true);
    }
    strides.push_back(step);
  }
  return strides;
}

// An array without elements has no steps, as NumPy has it.
Parts zeroIfEmpty(FunctionLowering& f, PartsRef shape, Parts strides) {
  llvm::Value* is_empty = f.b.getFalse();
  for (llvm::Value* extent : shape) is_empty = f.b.CreateOr(is_empty, f.b.CreateICmpEQ(extent, f.word(0)));
  for (llvm::Value*& stride : strides) stride = f.b.CreateSelect(is_empty, f.word(0), stride);
  return strides;
}

llvm::Value* byteSize(FunctionLowering& f, const ir::Type& type, PartsRef shape) {
  llvm::Value* extents = f.allocaAtEntry(f.i64(), static_cast<int>(shape.size()) + 1);
  for (size_t k = 0; k < shape.size(); ++k) {
    f.b.CreateStore(shape[k], f.b.CreateConstInBoundsGEP1_64(f.i64(), extents, k));
  }
  return f.callRuntime("kr_array_size", {f.word(static_cast<int64_t>(shape.size())), extents,
                                         f.word(ir::itemBytes(f.ir_module, type))});
}

// A new array is dense, whatever its layout: its elements are filled in the order of memory.
void fillDense(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef value) {
  const PartsRef shape = array.parts.slice(2, static_cast<size_t>(type.ndim));
  if (runsOnThreads(f)) {
    llvm::Value* element = f.allocaAtEntry(f.i64(), 2);
    storeElement(f, type.dtype, element, value);
    f.m.has_loops = true;
    f.callRuntime("kr_fill_parallel", {array.data(), elementCount(f, shape), element, f.word(ir::dtypeBytes(type.dtype))});
    return;
  }
  forEachIndex(f, {elementCount(f, shape)}, [&](PartsRef position) {
    llvm::Value* offset = f.b.CreateMul(position[0], f.word(ir::dtypeBytes(type.dtype)), "", true, true);
    storeElement(f, type.dtype, f.b.CreateInBoundsGEP(f.b.getInt8Ty(), array.data(), offset), value);
  });
}

Parts one(FunctionLowering& f, DType dtype) {
  return convertNumber(f, {f.b.getTrue()}, {DType::Bool, false}, {dtype, false});
}

Parts created(CallLowering& call, PartsRef shape, PartsRef like_strides) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.resultData();
  const Parts array = newArray(f, type, shape, like_strides, call.rowData() == "zeros");
  if (call.rowData() == "ones") fillDense(f, type, ArrayView{array, type.ndim}, one(f, type.dtype));
  if (call.rowData() == "full") fillDense(f, type, ArrayView{array, type.ndim}, call.parts(1));
  return array;
}

bool hasAxes(const ir::Type& type) {
  return type.kind == ir::TypeKind::Array || type.kind == ir::TypeKind::RecordArray;
}

PartsRef shapeOf(const ir::Type& type, PartsRef array) {
  return hasAxes(type) ? array.slice(2, type.ndim) : PartsRef();
}

PartsRef stridesOf(const ir::Type& type, PartsRef array) {
  return hasAxes(type) ? array.slice(2 + static_cast<size_t>(type.ndim), type.ndim) : PartsRef();
}

Parts createdLike(CallLowering& call, size_t shape_argument) {
  const bool has_shape = call.data(shape_argument).kind != ir::TypeKind::None;
  const PartsRef shape = has_shape ? PartsRef(call.parts(shape_argument)) : shapeOf(call.data(0), call.parts(0));
  return created(call, shape, stridesOf(call.data(0), call.parts(0)));
}

llvm::Value* wrapped(FunctionLowering& f, llvm::Value* index, llvm::Value* extent) {
  return f.b.CreateSelect(f.b.CreateICmpSLT(index, f.word(0)), f.b.CreateAdd(index, extent), index);
}

// The indices of the element at a flat position in row-major order.
Parts unravel(FunctionLowering& f, PartsRef shape, llvm::Value* position) {
  Parts indices(shape.size());
  for (size_t axis = shape.size(); axis-- > 0;) {
    indices[axis] = axis == 0 ? position : f.b.CreateURem(position, shape[axis]);
    if (axis > 0) position = f.b.CreateUDiv(position, shape[axis]);
  }
  return indices;
}

Parts flatIndices(FunctionLowering& f, PartsRef shape, llvm::Value* index) {
  llvm::Value* size = elementCount(f, shape);
  llvm::Value* position = wrapped(f, index, size);
  f.raiseIf(f.b.CreateICmpUGE(position, size), kr_error_flat_index_out_of_bounds, {index, size});
  return unravel(f, shape, position);
}

Parts axisIndices(FunctionLowering& f, PartsRef shape, PartsRef given) {
  Parts indices;
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    indices.push_back(wrapped(f, given[axis], shape[axis]));
    f.raiseIf(f.b.CreateICmpUGE(indices[axis], shape[axis]), kr_error_index_out_of_bounds,
              {given[axis], f.word(static_cast<int64_t>(axis)), shape[axis]});
  }
  return indices;
}

// item() of an array of one element.
Parts onlyIndices(FunctionLowering& f, PartsRef shape) {
  llvm::Value* is_other = f.b.CreateICmpNE(elementCount(f, shape), f.word(1));
  f.raiseIf(is_other, kr_error_value_error, {f.text("can only convert an array of size 1 to a Python scalar")});
  return Parts(shape.size(), f.word(0));
}

Parts itemIndices(CallLowering& call, PartsRef shape) {
  Parts given;
  for (size_t k = 1; k < call.count(); ++k) given.append(call.parts(k));
  if (call.count() == 1) return onlyIndices(call.f, shape);
  const bool is_flat = given.size() == 1;
  return is_flat ? flatIndices(call.f, shape, given[0]) : axisIndices(call.f, shape, given);
}

// A number that is not of the array's dtype yet goes through int().
Parts fillValue(CallLowering& call, DType dtype) {
  FunctionLowering& f = call.f;
  const Number given = call.number(1);
  if (given.dtype == dtype && !given.python) return call.parts(1);
  if (given.isFloat()) return pythonFloatToInt(f, call.part(1), dtype);
  if (given.dtype == DType::UInt64) {
    llvm::Value* is_large = f.b.CreateICmpSLT(call.part(1), f.word(0));
    f.raiseIf(is_large, kr_error_overflow_error, {f.text("Python int too large to convert to C long")});
  }
  const Parts integer = convertNumber(f, call.parts(1), {given.dtype, false}, {DType::Int64, false});
  return convertNumber(f, integer, {DType::Int64, true}, {dtype, false});
}

}  // namespace

void forEachIndex(FunctionLowering& f, PartsRef shape, llvm::function_ref<void(PartsRef)> body) {
  llvm::SmallVector<llvm::BasicBlock*, 4> heads, ends;
  llvm::SmallVector<llvm::PHINode*, 4> positions;
  Parts indices;
  for (llvm::Value* extent : shape) {
    llvm::BasicBlock* before = f.b.GetInsertBlock();
    llvm::BasicBlock* inside = f.newBlock("each.body");
    heads.push_back(f.newBlock("each"));
    ends.push_back(f.newBlock("each.end"));
    f.b.CreateBr(heads.back());
    f.b.SetInsertPoint(heads.back());
    positions.push_back(f.b.CreatePHI(f.i64(), 2));
    positions.back()->addIncoming(f.word(0), before);
    f.b.CreateCondBr(f.b.CreateICmpSLT(positions.back(), extent), inside, ends.back());
    f.b.SetInsertPoint(inside);
    indices.push_back(positions.back());
  }
  body(indices);
  for (size_t k = shape.size(); k-- > 0;) {
    positions[k]->addIncoming(f.b.CreateAdd(positions[k], f.word(1), "", true, true), f.b.GetInsertBlock());
    f.b.CreateBr(heads[k]);
    f.b.SetInsertPoint(ends[k]);
  }
}

Parts newArray(FunctionLowering& f, const ir::Type& type, PartsRef shape, PartsRef like_strides, bool zeroed) {
  llvm::Value* bytes = byteSize(f, type, shape);
  const char* zeroed_by = runsOnThreads(f) ? "kr_buffer_new_zeroed_parallel" : "kr_buffer_new_zeroed";
  llvm::Value* buffer = f.callRuntime(zeroed ? zeroed_by : "kr_buffer_new", {bytes});
  llvm::Value* data_address = f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), buffer, offsetof(kr_buffer, data));
  Parts array{f.b.CreatePtrToInt(buffer, f.i64()), f.b.CreateLoad(f.b.getPtrTy(), data_address)};
  array.append(shape.begin(), shape.end());
  const bool is_strided = type.layout == Layout::Strided;
  array.append(zeroIfEmpty(f, shape, is_strided ? stridesLike(f, type, shape, like_strides) : contiguousStrides(f, type, shape)));
  return array;
}

Parts lowerNewArray(CallLowering& call) { return created(call, call.parts(0), {}); }
Parts lowerNewArrayFull(CallLowering& call) { return created(call, call.parts(0), {}); }
Parts lowerNewArrayLike(CallLowering& call) { return createdLike(call, 4); }
Parts lowerNewArrayFullLike(CallLowering& call) { return createdLike(call, 5); }

Parts lowerArrayItem(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.data(0);
  const ArrayView array{call.parts(0), type.ndim};
  const Parts indices = itemIndices(call, shapeOf(type, call.parts(0)));
  const Parts element = loadElement(f, type.dtype, elementAddress(f, type, array, indices));
  return convertNumber(f, element, {type.dtype, false}, numberOf(f.ir_module, call.resultType()));
}

Parts lowerArrayFill(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.data(0);
  if (type.readonly) {
    f.raise(kr_error_read_only);
    return {};
  }
  const ArrayView array{call.parts(0), type.ndim};
  const Parts value = fillValue(call, type.dtype);
  const bool is_dense = type.layout == Layout::C || type.layout == Layout::F;
  if (is_dense && type.ndim > 0) {
    fillDense(f, type, array, value);
    return {};
  }
  forEachIndex(f, shapeOf(type, call.parts(0)), [&](PartsRef indices) {
    storeElement(f, type.dtype, elementAddress(f, type, array, indices), value);
  });
  return {};
}

Parts lowerArrayCopy(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::Type& from = call.data(0);
  const ir::Type& to = call.resultData();
  const PartsRef shape = shapeOf(from, call.parts(0));
  const PartsRef strides = stridesOf(from, call.parts(0));
  const Parts made = newArray(f, to, shape, strides, false);
  if (from.dtype == to.dtype) {
    f.callRuntime("kr_copy_elements", {f.word(from.ndim), spillWords(f, shape), made[1], spillWords(f, stridesOf(to, made)),
                                       call.parts(0)[1], spillWords(f, strides), f.word(ir::dtypeBytes(from.dtype))});
    return made;
  }
  ElementNest nest(f, shape);
  nest.add(to, made);
  nest.add(from, call.parts(0));
  nest.emit([&] { nest.store(0, convertNumber(f, nest.load(1), {from.dtype, false}, {to.dtype, false})); });
  return made;
}

Parts lowerRecordsCopy(CallLowering& call) {
  FunctionLowering& f = call.f;
  const PartsRef from = call.parts(0), shape = shapeOf(call.data(0), from);
  const Parts made = newArray(f, call.resultData(), shape, stridesOf(call.data(0), from), false);
  forEachIndex(f, shape, [&](PartsRef indices) { copyItem(f, {call.data(0), from}, {call.resultData(), made}, indices); });
  return made;
}

}  // namespace krait::lower
