// Functions that reverse axes, and views of windows, diagonals and broadcast arrays.
#include "codegen/lower/axes.h"

#include "codegen/lower/element_loop.h"

namespace krait::lower {
namespace {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

// The items of an axis the other way round. An axis without items has nothing to start from.
void reverseAxis(FunctionLowering& f, ViewParts& view, size_t axis, llvm::Value* condition) {
  llvm::Value* extent = view.extents[axis];
  llvm::Value* reverses = f.b.CreateAnd(condition, f.b.CreateICmpNE(extent, f.word(0)));
  llvm::Value* offset = f.b.CreateMul(f.b.CreateSub(extent, f.word(1)), view.strides[axis]);
  view.data = movedBy(f, view.data, choose(f, reverses, offset, f.word(0)));
  view.strides[axis] = choose(f, reverses, f.b.CreateNeg(view.strides[axis]), view.strides[axis]);
}

// An array, or the new array without dimensions that a number becomes; with a reference of its own.
ViewParts ownedArray(CallLowering& call, size_t k) {
  FunctionLowering& f = call.f;
  if (call.data(k).kind == ir::TypeKind::Array) {
    ViewParts view(arrayArgument(call, k));
    retainOwner(f, view.owner);
    return view;
  }
  const ir::Type& result = call.resultData();
  const ir::DType dtype = result.kind == ir::TypeKind::Array ? result.dtype : f.ir_module.types[result.elements[k]].dtype;
  const Parts made = newArray(f, {.kind = ir::TypeKind::Array, .dtype = dtype}, {}, {}, false);
  storeElement(f, dtype, made[1], call.parts(k));
  return ViewParts(made[0], made[1]);
}

Parts atLeast(CallLowering& call, size_t k) {
  FunctionLowering& f = call.f;
  const int least = call.rowData()[0] - '0';
  const ViewParts given = ownedArray(call, k);
  const size_t ndim = given.extents.size();
  const ir::Type& result = call.resultData();
  const ir::DType dtype = result.kind == ir::TypeKind::Array ? result.dtype : f.ir_module.types[result.elements[k]].dtype;
  ViewParts view(given.owner, given.data);
  // An array without dimensions is reshaped, others get new axes: in front, and the third one at the end.
  llvm::Value* step = f.word(ndim == 0 ? ir::dtypeBytes(dtype) : 0);
  const size_t in_front = ndim == 0 ? static_cast<size_t>(least) : ndim == 1 && least >= 2 ? 1 : 0;
  for (size_t axis = 0; axis < in_front; ++axis) view.addAxis(f.word(1), step);
  for (size_t axis = 0; axis < ndim; ++axis) view.addAxis(given.extents[axis], given.strides[axis]);
  while (static_cast<int>(view.extents.size()) < least) view.addAxis(f.word(1), f.word(0));
  return view.finish();
}

}  // namespace

Parts lowerAtLeast(CallLowering& call) {
  Parts all;
  for (size_t k = 0; k < call.count(); ++k) all.append(atLeast(call, k));
  return all;
}

Parts lowerFlip(CallLowering& call) {
  FunctionLowering& f = call.f;
  ViewParts view(arrayArgument(call));
  const int ndim = call.data(0).ndim;
  const bool flips_all = call.data(1).kind == ir::TypeKind::None;
  if (call.resultData().kind == ir::TypeKind::Scalar) return loadElement(f, call.data(0).dtype, view.data);
  const Parts axes = flips_all ? axesInOrder(f, ndim) : axesOf(f, call.parts(1), ndim);
  raiseRepeated(f, axes, "repeated axis");
  for (int axis = 0; axis < ndim; ++axis) reverseAxis(f, view, static_cast<size_t>(axis), isAmong(f, axis, axes));
  return view.finish();
}

// fliplr and flipud: the axis is the row's.
Parts lowerFlipAxis(CallLowering& call) {
  const size_t axis = static_cast<size_t>(call.rowData()[0] - '0');
  if (call.data(0).ndim <= axis) return raised(call, axis == 0 ? "Input must be >= 1-d." : "Input must be >= 2-d.");
  ViewParts view(arrayArgument(call));
  reverseAxis(call.f, view, axis, call.f.b.getTrue());
  return view.finish();
}

// A quarter turn reverses the second axis and swaps the two; three of them reverse the first one instead.
Parts lowerRot90(CallLowering& call) {
  FunctionLowering& f = call.f;
  ViewParts view(arrayArgument(call));
  const int ndim = call.data(0).ndim;
  const bool has_axes = call.data(2).kind != ir::TypeKind::None;
  llvm::Value* first = has_axes ? call.part(2) : f.word(0);
  llvm::Value* second = has_axes ? call.parts(2)[1] : f.word(1);
  llvm::Value* distance = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, f.b.CreateSub(first, second), f.b.getFalse());
  llvm::Value* is_same = f.b.CreateOr(f.b.CreateICmpEQ(first, second), f.b.CreateICmpEQ(distance, f.word(ndim)));
  f.raiseIf(is_same, kr_error_value_error, {f.text("Axes must be different.")});
  for (llvm::Value* axis : {first, second}) {
    llvm::Value* is_outside = f.b.CreateOr(f.b.CreateICmpSLT(axis, f.word(-ndim)), f.b.CreateICmpSGE(axis, f.word(ndim)));
    f.raiseIf(is_outside, kr_error_plane_out_of_range, {first, second, f.word(ndim)});
  }
  if (ndim < 2) return f.emptyParts(call.resultType());
  first = axisOf(f, first, ndim);
  second = axisOf(f, second, ndim);
  llvm::Value* turns = f.b.CreateAnd(call.part(1), f.word(3));
  llvm::Value* reverses_first = f.b.CreateICmpUGE(turns, f.word(2));
  llvm::Value* reverses_second = f.b.CreateXor(reverses_first, f.b.CreateTrunc(turns, f.b.getInt1Ty()));
  Parts axes;
  for (int axis = 0; axis < ndim; ++axis) {
    llvm::Value* is_first = f.b.CreateICmpEQ(first, f.word(axis));
    llvm::Value* is_second = f.b.CreateICmpEQ(second, f.word(axis));
    llvm::Value* reverses = f.b.CreateOr(f.b.CreateAnd(is_first, reverses_first), f.b.CreateAnd(is_second, reverses_second));
    reverseAxis(f, view, static_cast<size_t>(axis), reverses);
    llvm::Value* swaps = f.b.CreateTrunc(turns, f.b.getInt1Ty());
    llvm::Value* other = choose(f, is_first, second, choose(f, is_second, first, f.word(axis)));
    axes.push_back(choose(f, swaps, other, f.word(axis)));
  }
  const Parts turned = view.finish();
  return withAxes(f, ArrayView{turned, ndim}, axes);
}

Parts lowerSlidingWindow(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  const Parts& window = call.parts(1);
  for (llvm::Value* extent : window) {
    llvm::Value* is_negative = f.b.CreateICmpSLT(extent, f.word(0));
    f.raiseIf(is_negative, kr_error_value_error, {f.text("`window_shape` cannot contain negative values")});
  }
  const bool has_axes = call.data(2).kind != ir::TypeKind::None;
  const Parts axes = has_axes ? axesOf(f, call.parts(2), array.ndim) : axesInOrder(f, array.ndim);
  ViewParts view(array);
  const Parts strides = view.strides;
  for (size_t k = 0; k < window.size(); ++k) {
    llvm::Value* is_short = f.b.CreateICmpSLT(pick(f, Parts(PartsRef(view.extents).take_front(strides.size())), axes[k]), window[k]);
    f.raiseIf(is_short, kr_error_value_error, {f.text("window shape cannot be larger than input array shape")});
    for (size_t axis = 0; axis < strides.size(); ++axis) {
      llvm::Value* is_here = f.b.CreateICmpEQ(axes[k], f.word(static_cast<int64_t>(axis)));
      llvm::Value* cut = f.b.CreateSub(f.b.CreateAdd(view.extents[axis], f.word(1)), window[k]);
      view.extents[axis] = choose(f, is_here, cut, view.extents[axis]);
    }
  }
  for (size_t k = 0; k < window.size(); ++k) view.addAxis(window[k], pick(f, strides, axes[k]));
  return view.finish();
}

Parts lowerDiagonal(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  if (array.ndim < 2) return raised(call, "diag requires an array of at least two dimensions");
  llvm::Value* first = axisOf(f, call.part(2), array.ndim, "axis1");
  llvm::Value* second = axisOf(f, call.part(3), array.ndim, "axis2");
  raiseRepeated(f, {first, second}, "axis1 and axis2 cannot be the same");
  llvm::Value* offset = call.part(1);
  llvm::Value* is_above = f.b.CreateICmpSGE(offset, f.word(0));
  llvm::Value* skipped = choose(f, is_above, offset, f.b.CreateNeg(offset));
  const Parts extents = extentsOf(array), strides = stridesOf(array);
  llvm::Value* height = pick(f, extents, first);
  llvm::Value* width = pick(f, extents, second);
  height = choose(f, is_above, height, f.b.CreateSub(height, skipped));
  width = choose(f, is_above, f.b.CreateSub(width, skipped), width);
  llvm::Value* shorter = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, height, width);
  llvm::Value* length = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, shorter, f.word(0));
  llvm::Value* down = pick(f, strides, first);
  llvm::Value* right = pick(f, strides, second);
  llvm::Value* start = f.b.CreateMul(skipped, choose(f, is_above, right, down));
  ViewParts view(array.owner(), movedBy(f, array.data(), start));
  for (llvm::Value* axis : othersThan(f, {first, second}, array.ndim)) view.addAxis(pick(f, extents, axis), pick(f, strides, axis));
  view.addAxis(length, f.b.CreateAdd(down, right));
  return view.finish();
}

Parts lowerBroadcastShapes(CallLowering& call) {
  FunctionLowering& f = call.f;
  Parts ndims, extents;
  for (size_t k = 0; k < call.count(); ++k) {
    ndims.push_back(f.word(static_cast<int64_t>(call.parts(k).size())));
    extents.append(call.parts(k));
  }
  const int ndim = static_cast<int>(call.resultData().elements.size());
  llvm::Value* result = roomForWords(f, ndim);
  f.callRuntime("kr_broadcast_shapes", {f.word(static_cast<int64_t>(call.count())), spilled(f, ndims), spilled(f, extents), result});
  return loadedWords(f, result, ndim);
}

Parts lowerBroadcastTo(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ViewParts array = ownedArray(call, 0);
  const int ndim = call.resultData().ndim;
  llvm::Value* strides = roomForWords(f, ndim);
  f.callRuntime("kr_broadcast_to", {f.word(static_cast<int64_t>(array.extents.size())), spilled(f, array.extents),
                                    spilled(f, array.strides), f.word(ndim), spilled(f, call.parts(1)), strides});
  ViewParts view(array.owner, array.data);
  view.extents = call.parts(1);
  view.strides = loadedWords(f, strides, ndim);
  return view.finish();
}

}  // namespace krait::lower
