// NumPy's array creation and functions of numbers.
#include "codegen/lower/call_lowering.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::Layout;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Row-major or column-major strides of the extents.
Parts contiguousStrides(FunctionLowering& f, const ir::Type& type, PartsRef shape) {
  Parts strides(shape.size());
  llvm::Value* step = f.word(ir::dtypeBytes(type.dtype));
  const int ndim = static_cast<int>(shape.size());
  for (int k = 0; k < ndim; ++k) {
    const size_t axis = static_cast<size_t>(type.layout == Layout::F ? k : ndim - 1 - k);
    strides[axis] = step;
    step = f.b.CreateMul(step, shape[axis], "", false, true);
  }
  return strides;
}

llvm::Value* byteSize(FunctionLowering& f, const ir::Type& type, PartsRef shape) {
  llvm::Value* extents = f.allocaAtEntry(f.i64(), static_cast<int>(shape.size()) + 1);
  for (size_t k = 0; k < shape.size(); ++k) {
    f.b.CreateStore(shape[k], f.b.CreateConstInBoundsGEP1_64(f.i64(), extents, k));
  }
  return f.callRuntime("kr_array_size", {f.word(static_cast<int64_t>(shape.size())), extents,
                                         f.word(ir::dtypeBytes(type.dtype))});
}

// A new array: owner, data, shape, strides.
Parts allocate(FunctionLowering& f, const ir::Type& type, PartsRef shape, bool zeroed) {
  llvm::Value* bytes = byteSize(f, type, shape);
  llvm::Value* buffer = f.callRuntime(zeroed ? "kr_buffer_new_zeroed" : "kr_buffer_new", {bytes});
  llvm::Value* data_address = f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), buffer, offsetof(kr_buffer, data));
  Parts array{f.b.CreatePtrToInt(buffer, f.i64()), f.b.CreateLoad(f.b.getPtrTy(), data_address)};
  array.append(shape.begin(), shape.end());
  array.append(contiguousStrides(f, type, shape));
  return array;
}

// for k in range(elements): data[k] = value
void fill(FunctionLowering& f, const ir::Type& type, const ArrayView& array, PartsRef value) {
  llvm::Value* count = f.word(1);
  for (int axis = 0; axis < type.ndim; ++axis) count = f.b.CreateMul(count, array.extent(axis), "", true, true);
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* head = f.newBlock("fill");
  llvm::BasicBlock* body = f.newBlock("fill.body");
  llvm::BasicBlock* after = f.newBlock("fill.end");
  f.b.CreateBr(head);
  f.b.SetInsertPoint(head);
  llvm::PHINode* position = f.b.CreatePHI(f.i64(), 2);
  position->addIncoming(f.word(0), before);
  f.b.CreateCondBr(f.b.CreateICmpSLT(position, count), body, after);
  f.b.SetInsertPoint(body);
  llvm::Value* offset = f.b.CreateMul(position, f.word(ir::dtypeBytes(type.dtype)), "", true, true);
  storeElement(f, type.dtype, f.b.CreateInBoundsGEP(f.b.getInt8Ty(), array.data(), offset), value);
  position->addIncoming(f.b.CreateAdd(position, f.word(1), "", true, true), f.b.GetInsertBlock());
  f.b.CreateBr(head);
  f.b.SetInsertPoint(after);
}

Parts one(FunctionLowering& f, DType dtype) {
  return convertNumber(f, {f.b.getTrue()}, {DType::Bool, false}, {dtype, false});
}

Parts newArray(CallLowering& call, PartsRef shape) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.resultData();
  const Parts array = allocate(f, type, shape, call.rowData() == "zeros");
  if (call.rowData() == "ones") fill(f, type, ArrayView{array, type.ndim}, one(f, type.dtype));
  if (call.rowData() == "full") fill(f, type, ArrayView{array, type.ndim}, call.parts(1));
  return array;
}

Parts prototypeShape(CallLowering& call) {
  const ArrayView array{call.parts(0), call.data(0).ndim};
  Parts shape;
  for (int axis = 0; axis < array.ndim; ++axis) shape.push_back(array.extent(axis));
  return shape;
}

// The float a function is computed in: half in single precision, and rounded.
llvm::Type* computeType(FunctionLowering& f, llvm::Type* type) { return type->isHalfTy() ? f.b.getFloatTy() : type; }

}  // namespace

Parts lowerNewArray(CallLowering& call) { return newArray(call, call.parts(0)); }
Parts lowerNewArrayFull(CallLowering& call) { return newArray(call, call.parts(0)); }
Parts lowerNewArrayLike(CallLowering& call) { return newArray(call, prototypeShape(call)); }
Parts lowerNewArrayFullLike(CallLowering& call) { return newArray(call, prototypeShape(call)); }

Parts lowerNumpyFloatUnary(CallLowering& call) {
  FunctionLowering& f = call.f;
  const std::string name(call.rowData());
  if (call.number(0).isComplex()) {
    const bool is_single = call.number(0).dtype == DType::Complex64;
    const Parts& z = call.parts(0);
    return f.callRuntimeOut("kr_numpy_c" + name + (is_single ? "f" : ""), {z[0], z[1]}, z[0]->getType(), 2);
  }
  llvm::Value* x = call.part(0);
  llvm::Type* type = computeType(f, x->getType());
  llvm::Value* wide = f.b.CreateFPCast(x, type);
  llvm::Value* result = name == "sqrt" ? f.b.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, wide)
                                       : f.callRuntime(type->isDoubleTy() ? name : name + "f", {wide});
  return {f.b.CreateFPCast(result, x->getType())};
}

}  // namespace krait::lower
