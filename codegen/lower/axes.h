// What functions of axes ask: which axis an int means, its extent and stride, the axes that are left over. Where the ints are
// constants, all of it folds away.
#pragma once

#include "codegen/lower/views.h"

namespace krait::lower {

// From 0 to ndim - 1; raises AxisError. `name`: of the argument, where NumPy says it.
[[nodiscard]] llvm::Value* axisOf(FunctionLowering&, llvm::Value* axis, int ndim, const char* name = nullptr);
[[nodiscard]] Parts axesOf(FunctionLowering&, llvm::ArrayRef<llvm::Value*> given, int ndim, const char* name = nullptr);
// Raises ValueError if an axis is there twice.
void raiseRepeated(FunctionLowering&, llvm::ArrayRef<llvm::Value*> axes, const char* text);

// Item `position` of some values; the last one for any other position. An array without dimensions has none: what wanted one
// has raised.
[[nodiscard]] llvm::Value* pick(FunctionLowering&, llvm::ArrayRef<llvm::Value*> values, llvm::Value* position);
[[nodiscard]] llvm::Value* isAmong(FunctionLowering&, int axis, llvm::ArrayRef<llvm::Value*> axes);
// Of `count` axes those that are not among some: the first that many, in order.
[[nodiscard]] Parts othersThan(FunctionLowering&, llvm::ArrayRef<llvm::Value*> axes, int count);
[[nodiscard]] Parts axesInOrder(FunctionLowering&, int ndim);

[[nodiscard]] Parts extentsOf(const ArrayView&);
[[nodiscard]] Parts stridesOf(const ArrayView&);
// The view whose axes are the array's axes of these numbers.
[[nodiscard]] Parts withAxes(FunctionLowering&, const ArrayView&, llvm::ArrayRef<llvm::Value*> axes);

// What a call gives that raises ValueError.
[[nodiscard]] Parts raised(CallLowering&, std::string_view text);

}  // namespace krait::lower
