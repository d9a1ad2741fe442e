// Functions that change places of axes, take them away and add some.
//
// An axis may be known only when the code runs: then the extents and strides of the result are selected from the array's. With
// constant axes the selects fold away.
#include "codegen/lower/axes.h"

namespace krait::lower {
namespace {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

Parts transposed(CallLowering& call, PartsRef given) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  if (static_cast<int>(given.size()) != array.ndim) return raised(call, "axes don't match array");
  const Parts axes = axesOf(f, given, array.ndim);
  raiseRepeated(f, axes, "repeated axis in transpose");
  return withAxes(f, array, axes);
}

Parts reversedAxes(CallLowering& call) {
  Parts axes = axesInOrder(call.f, arrayArgument(call).ndim);
  std::reverse(axes.begin(), axes.end());
  return withAxes(call.f, arrayArgument(call), axes);
}

// Axes `from` come to the places `to`, the others stay in order.
Parts moved(FunctionLowering& f, const ArrayView& array, PartsRef from, PartsRef to) {
  const Parts others = othersThan(f, from, array.ndim), places = othersThan(f, to, array.ndim);
  Parts axes;
  for (int place = 0; place < array.ndim; ++place) {
    llvm::Value* axis = f.word(0);
    for (size_t k = 0; k < places.size(); ++k) axis = choose(f, f.b.CreateICmpEQ(places[k], f.word(place)), others[k], axis);
    for (size_t k = 0; k < to.size(); ++k) axis = choose(f, f.b.CreateICmpEQ(to[k], f.word(place)), from[k], axis);
    axes.push_back(axis);
  }
  return withAxes(f, array, axes);
}

}  // namespace

Parts lowerTranspose(CallLowering& call) {
  Parts axes;
  for (size_t k = 1; k < call.count(); ++k) axes.append(call.parts(k));
  const bool has_axes = call.count() > 1 && !(call.count() == 2 && call.data(1).kind == ir::TypeKind::None);
  return has_axes ? transposed(call, axes) : reversedAxes(call);
}

Parts lowerSwapAxes(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  llvm::Value* first = axisOf(f, call.part(1), array.ndim, "axis1");
  llvm::Value* second = axisOf(f, call.part(2), array.ndim, "axis2");
  Parts axes = axesInOrder(f, array.ndim);
  for (llvm::Value*& axis : axes) {
    llvm::Value* otherwise = choose(f, f.b.CreateICmpEQ(axis, second), first, axis);
    axis = choose(f, f.b.CreateICmpEQ(axis, first), second, otherwise);
  }
  return withAxes(f, array, axes);
}

Parts lowerMoveAxis(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  const Parts from = axesOf(f, call.parts(1), array.ndim, "source");
  raiseRepeated(f, from, "repeated axis in `source` argument");
  const Parts to = axesOf(f, call.parts(2), array.ndim, "destination");
  raiseRepeated(f, to, "repeated axis in `destination` argument");
  if (from.size() != to.size()) return raised(call, "`source` and `destination` arguments must have the same number of elements");
  return static_cast<int>(from.size()) > array.ndim ? f.emptyParts(call.resultType()) : moved(f, array, from, to);
}

Parts lowerRollAxis(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  llvm::Value* axis = axisOf(f, call.part(1), array.ndim);
  llvm::Value* given = call.part(2);
  llvm::Value* start = choose(f, f.b.CreateICmpSLT(given, f.word(0)), f.b.CreateAdd(given, f.word(array.ndim)), given);
  llvm::Value* is_outside = f.b.CreateICmpUGE(start, f.word(array.ndim + 1));
  f.raiseIf(is_outside, kr_error_start_out_of_bounds, {f.word(-array.ndim), f.word(array.ndim + 1), given});
  if (array.ndim == 0) return f.emptyParts(call.resultType());
  llvm::Value* place = choose(f, f.b.CreateICmpSLT(axis, start), f.b.CreateSub(start, f.word(1)), start);
  return moved(f, array, {axis}, {place});
}

Parts lowerMatrixTranspose(CallLowering& call) {
  const ArrayView array = arrayArgument(call);
  if (array.ndim < 2) {
    return raised(call, "Input array must be at least 2-dimensional, but it is " + std::to_string(array.ndim));
  }
  return lowerArrayMatrixTranspose(call);
}

Parts lowerArrayMatrixTranspose(CallLowering& call) {
  const ArrayView array = arrayArgument(call);
  if (array.ndim < 2) return raised(call, "matrix transpose with ndim < 2 is undefined");
  Parts axes = axesInOrder(call.f, array.ndim);
  std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
  return withAxes(call.f, array, axes);
}

Parts lowerSqueeze(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  if (call.data(1).kind == ir::TypeKind::None) return call.parts(0);
  if (array.ndim == 0 && call.data(1).kind != ir::TypeKind::Tuple) {  // NumPy lets the axis of a scalar pass
    llvm::Value* is_outside = f.b.CreateICmpUGT(f.b.CreateAdd(call.part(1), f.word(1)), f.word(1));
    f.raiseIf(is_outside, kr_error_axis_out_of_bounds, {call.part(1), f.word(0)});
    return call.parts(0);
  }
  const Parts axes = axesOf(f, call.parts(1), array.ndim);
  raiseRepeated(f, axes, "duplicate value in 'axis'");
  if (static_cast<int>(axes.size()) > array.ndim) return f.emptyParts(call.resultType());
  for (llvm::Value* axis : axes) {
    llvm::Value* is_long = f.b.CreateICmpNE(pick(f, extentsOf(array), axis), f.word(1));
    f.raiseIf(is_long, kr_error_value_error,
              {f.text("cannot select an axis to squeeze out which has size not equal to one")});
  }
  return withAxes(f, array, othersThan(f, axes, array.ndim));
}

// NumPy reshapes: a new axis has the step of all that is inside it.
Parts lowerExpandDims(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ArrayView array = arrayArgument(call);
  const int ndim = call.resultData().ndim;
  const Parts added = axesOf(f, call.parts(1), ndim);
  raiseRepeated(f, added, "repeated axis");
  llvm::Value* wanted = spilled(f, Parts(static_cast<size_t>(ndim), f.word(1)));
  const Parts others = othersThan(f, added, ndim);
  for (int axis = 0; axis < array.ndim; ++axis) {
    f.b.CreateStore(array.extent(axis), f.b.CreateInBoundsGEP(f.i64(), wanted, others[static_cast<size_t>(axis)]));
  }
  llvm::Value* strides = roomForWords(f, ndim);
  f.callRuntime("kr_reshape_strides", {f.word(array.ndim), spilled(f, extentsOf(array)), spilled(f, stridesOf(array)), f.word(ndim),
                                       wanted, f.word(ir::dtypeBytes(call.data(0).dtype)), f.b.getInt32(0), strides});
  ViewParts view(array.owner(), array.data());
  view.extents = loadedWords(f, wanted, ndim);
  view.strides = loadedWords(f, strides, ndim);
  return view.finish();
}

// axis, ndim: of a function whose axis is not one of the array's.
Parts lowerRaiseAxisError(CallLowering& call) {
  call.f.raise(kr_error_axis_out_of_bounds, {call.part(0), call.part(1)});
  return call.f.emptyParts(call.resultType());
}

}  // namespace krait::lower
