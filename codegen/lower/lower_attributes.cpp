// Attributes of arrays and numbers.
#include "codegen/lower/call_lowering.h"
#include "frontend/ir/record_type.h"

namespace krait::lower {
namespace {

ArrayView view(CallLowering& call) { return {call.parts(0), call.data(0).ndim}; }

llvm::Value* elementCount(CallLowering& call) {
  llvm::Value* count = call.f.word(1);
  for (int axis = 0; axis < call.data(0).ndim; ++axis) {
    count = call.f.b.CreateMul(count, view(call).extent(axis), "", true, true);
  }
  return count;
}

}  // namespace

Parts lowerArrayShape(CallLowering& call) {
  Parts shape;
  for (int axis = 0; axis < call.data(0).ndim; ++axis) shape.push_back(view(call).extent(axis));
  return shape;
}

Parts lowerArrayStrides(CallLowering& call) {
  Parts strides;
  for (int axis = 0; axis < call.data(0).ndim; ++axis) strides.push_back(view(call).stride(axis));
  return strides;
}

Parts lowerArraySize(CallLowering& call) { return {elementCount(call)}; }

Parts lowerArrayNbytes(CallLowering& call) {
  llvm::Value* item_size = call.f.word(ir::itemBytes(call.f.ir_module, call.data(0)));
  return {call.f.b.CreateMul(elementCount(call), item_size, "", true, true)};
}

Parts lowerArrayTranspose(CallLowering& call) {
  const ArrayView array = view(call);
  Parts transposed{array.owner(), array.data()};
  for (int axis = array.ndim; axis-- > 0;) transposed.push_back(array.extent(axis));
  for (int axis = array.ndim; axis-- > 0;) transposed.push_back(array.stride(axis));
  return transposed;
}

Parts lowerNumberReal(CallLowering& call) {
  const Number number = call.number(0);
  if (number.python && number.isBool()) return {call.f.b.CreateZExt(call.part(0), call.f.i64())};
  return {call.part(0)};
}

Parts lowerNumberImag(CallLowering& call) {
  const Parts& parts = call.parts(0);
  if (parts.size() == 2) return {parts[1]};
  const PartTypes types = partTypes(call.f.m.context(), call.f.ir_module, call.resultType());
  return {llvm::Constant::getNullValue(types[0])};
}

}  // namespace krait::lower
