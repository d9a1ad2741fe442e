// datetime64 and timedelta64: 64-bit counts of their unit, where the smallest is NaT, not a time. Arithmetic wraps as
// NumPy's does; NaT stays NaT, compares unequal to everything and is true.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

[[nodiscard]] bool isTime(const ir::Module&, ir::TypeId);

// A binary operator on times, or on a timedelta and an int64 or float64; inference has made the units equal.
void lowerTimeOperator(FunctionLowering&, ir::InstId);
[[nodiscard]] llvm::Value* negateTime(FunctionLowering&, llvm::Value*);
[[nodiscard]] llvm::Value* absoluteTime(FunctionLowering&, llvm::Value*);
[[nodiscard]] llvm::Value* compareTimes(FunctionLowering&, ir::Op, llvm::Value*, llvm::Value*);

// From an int64, or from a time of the same kind, into the unit of `to`.
[[nodiscard]] llvm::Value* convertToTime(FunctionLowering&, llvm::Value*, const ir::Type& from, const ir::Type& to);

}  // namespace krait::lower
