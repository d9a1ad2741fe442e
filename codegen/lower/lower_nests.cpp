// What np.ndindex, np.ndenumerate and np.nditer go over. The loops are made by type inference (typeinfer/expand_loops.h).
#include "codegen/lower/call_lowering.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::Layout;

constexpr size_t kOrder = 4;  // of np.nditer's parameters

llvm::Value* elementCount(FunctionLowering& f, const ArrayView& array) {
  llvm::Value* count = f.word(1);
  for (int axis = 0; axis < array.ndim; ++axis) count = f.b.CreateMul(count, array.extent(axis), "count", true, true);
  return count;
}

// Axes that are gone through backwards start at their other end.
llvm::Value* flipAxes(FunctionLowering& f, const ArrayView& array, llvm::MutableArrayRef<llvm::Value*> strides) {
  llvm::Value* data = array.data();
  for (int axis = 0; axis < array.ndim; ++axis) {
    llvm::Value* stride = array.stride(axis);
    llvm::Value* is_backwards = f.b.CreateICmpSLT(stride, f.word(0));
    llvm::Value* last = f.b.CreateMul(f.b.CreateSub(array.extent(axis), f.word(1)), stride);
    data = f.b.CreateGEP(f.b.getInt8Ty(), data, f.b.CreateSelect(is_backwards, last, f.word(0)));
    strides[static_cast<size_t>(axis)] = f.b.CreateSelect(is_backwards, f.b.CreateNeg(stride), stride);
  }
  return data;
}

llvm::Value* storeWords(FunctionLowering& f, llvm::ArrayRef<llvm::Value*> words) {
  llvm::Value* place = f.allocaAtEntry(f.i64(), static_cast<int>(words.size()));
  for (size_t k = 0; k < words.size(); ++k) f.b.CreateStore(words[k], f.b.CreateConstInBoundsGEP1_64(f.i64(), place, k));
  return place;
}

Parts inMemoryOrder(FunctionLowering& f, const ArrayView& array) {
  const auto ndim = static_cast<size_t>(array.ndim);
  llvm::SmallVector<llvm::Value*, 8> extents, strides(ndim);
  for (int axis = 0; axis < array.ndim; ++axis) extents.push_back(array.extent(axis));
  Parts parts{array.owner(), flipAxes(f, array, strides)};
  llvm::Value* places[] = {storeWords(f, extents), storeWords(f, strides)};
  f.callRuntime("kr_iteration_order", {f.word(array.ndim), places[0], places[1]});
  for (llvm::Value* place : places) {
    for (size_t k = 0; k < ndim; ++k) {
      parts.push_back(f.b.CreateLoad(f.i64(), f.b.CreateConstInBoundsGEP1_64(f.i64(), place, k)));
    }
  }
  return parts;
}

Parts transposed(const ArrayView& array) {
  Parts parts{array.owner(), array.data()};
  for (int axis = array.ndim; axis-- > 0;) parts.push_back(array.extent(axis));
  for (int axis = array.ndim; axis-- > 0;) parts.push_back(array.stride(axis));
  return parts;
}

}  // namespace

Parts lowerNdIndex(CallLowering& call) {
  Parts shape;
  for (size_t k = 0; k < call.count(); ++k) shape.append(call.parts(k));
  for (llvm::Value* extent : shape) call.f.raiseIf(call.f.b.CreateICmpSLT(extent, call.f.word(0)), kr_error_negative_dimension);
  return shape;
}

Parts lowerNdIter(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::Type& source = call.data(0);
  const ir::Type& result = f.ir_module.types[call.resultData().elements[0]];
  const ArrayView array{call.parts(0), source.ndim};
  llvm::Value* count = elementCount(f, array);
  f.raiseIf(f.b.CreateICmpEQ(count, f.word(0)), kr_error_value_error, {f.text("Iteration of zero-sized operands is not enabled")});
  const std::string& order = f.ir_module.constants[call.data(kOrder).constant].text;
  if (result.layout == Layout::C && result.ndim == 1) {
    return {array.owner(), array.data(), count, f.word(ir::dtypeBytes(source.dtype))};
  }
  if (order == "F") return transposed(array);
  return order == "K" && source.layout == Layout::Strided ? inMemoryOrder(f, array) : call.parts(0);
}

}  // namespace krait::lower
