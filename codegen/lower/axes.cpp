// Axes that may be known only at run time; see axes.h.
#include "codegen/lower/axes.h"

namespace krait::lower {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

llvm::Value* axisOf(FunctionLowering& f, llvm::Value* axis, int ndim, const char* name) {
  llvm::Value* is_low = f.b.CreateICmpSLT(axis, f.word(-ndim));
  llvm::Value* is_outside = f.b.CreateOr(is_low, f.b.CreateICmpSGE(axis, f.word(ndim)));
  if (name) {
    f.raiseIf(is_outside, kr_error_named_axis_out_of_bounds, {f.text(name), axis, f.word(ndim)});
  } else {
    f.raiseIf(is_outside, kr_error_axis_out_of_bounds, {axis, f.word(ndim)});
  }
  return choose(f, f.b.CreateICmpSLT(axis, f.word(0)), f.b.CreateAdd(axis, f.word(ndim)), axis);
}

Parts axesOf(FunctionLowering& f, PartsRef given, int ndim, const char* name) {
  Parts axes;
  for (llvm::Value* axis : given) axes.push_back(axisOf(f, axis, ndim, name));
  return axes;
}

void raiseRepeated(FunctionLowering& f, PartsRef axes, const char* text) {
  llvm::Value* is_repeated = f.b.getFalse();
  for (size_t k = 0; k < axes.size(); ++k) {
    for (size_t j = 0; j < k; ++j) is_repeated = f.b.CreateOr(is_repeated, f.b.CreateICmpEQ(axes[j], axes[k]));
  }
  f.raiseIf(is_repeated, kr_error_value_error, {f.text(text)});
}

llvm::Value* pick(FunctionLowering& f, PartsRef values, llvm::Value* position) {
  if (values.empty()) return f.word(0);
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(position); known && known->getZExtValue() < values.size()) {
    return values[known->getZExtValue()];
  }
  llvm::Value* item = values.back();
  for (size_t k = values.size() - 1; k-- > 0;) {
    item = f.b.CreateSelect(f.b.CreateICmpEQ(position, f.word(static_cast<int64_t>(k))), values[k], item);
  }
  return item;
}

llvm::Value* isAmong(FunctionLowering& f, int axis, PartsRef axes) {
  llvm::Value* is_among = f.b.getFalse();
  for (llvm::Value* each : axes) is_among = f.b.CreateOr(is_among, f.b.CreateICmpEQ(each, f.word(axis)));
  return is_among;
}

Parts othersThan(FunctionLowering& f, PartsRef axes, int count) {
  Parts others(static_cast<size_t>(count) - axes.size(), f.word(0));
  llvm::Value* rank = f.word(0);
  for (int axis = 0; axis < count; ++axis) {
    llvm::Value* is_other = f.b.CreateNot(isAmong(f, axis, axes));
    for (size_t k = 0; k < others.size(); ++k) {
      llvm::Value* is_here = f.b.CreateAnd(is_other, f.b.CreateICmpEQ(rank, f.word(static_cast<int64_t>(k))));
      others[k] = choose(f, is_here, f.word(axis), others[k]);
    }
    rank = f.b.CreateAdd(rank, f.b.CreateZExt(is_other, f.i64()));
  }
  return others;
}

Parts extentsOf(const ArrayView& array) { return Parts(array.parts.slice(2, static_cast<size_t>(array.ndim))); }

Parts stridesOf(const ArrayView& array) {
  return Parts(array.parts.slice(2 + static_cast<size_t>(array.ndim), static_cast<size_t>(array.ndim)));
}

Parts withAxes(FunctionLowering& f, const ArrayView& array, PartsRef axes) {
  const Parts extents = extentsOf(array), strides = stridesOf(array);
  ViewParts view(array.owner(), array.data());
  for (llvm::Value* axis : axes) view.addAxis(pick(f, extents, axis), pick(f, strides, axis));
  return view.finish();
}

Parts axesInOrder(FunctionLowering& f, int ndim) {
  Parts axes;
  for (int axis = 0; axis < ndim; ++axis) axes.push_back(f.word(axis));
  return axes;
}

Parts raised(CallLowering& call, std::string_view text) {
  call.f.raise(kr_error_value_error, {call.f.text(text)});
  return call.f.emptyParts(call.resultType());
}

}  // namespace krait::lower
