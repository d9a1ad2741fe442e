// Each axis moves one of the ends; see memory_span.h.
#include "codegen/lower/memory_span.h"

namespace krait::lower {

MemorySpan memorySpan(FunctionLowering& f, ir::ValueId value) {
  const ir::Type& type = f.typeData(value);
  const ArrayView array{f.parts(value), type.ndim};
  llvm::Value* low = f.b.CreatePtrToInt(array.data(), f.i64());
  llvm::Value* high = f.b.CreateAdd(low, f.word(ir::dtypeBytes(type.dtype)));
  for (int axis = 0; axis < type.ndim; ++axis) {
    llvm::Value* reach = f.b.CreateMul(f.b.CreateSub(array.extent(axis), f.word(1)), array.stride(axis));
    low = f.b.CreateAdd(low, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, reach, f.word(0)));
    high = f.b.CreateAdd(high, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, reach, f.word(0)));
  }
  return {low, high};
}

llvm::Value* areApart(FunctionLowering& f, const MemorySpan& a, const MemorySpan& b) {
  return f.b.CreateOr(f.b.CreateICmpULE(a.high, b.low), f.b.CreateICmpULE(b.high, a.low));
}

}  // namespace krait::lower
