// Loops over all elements of an array.
#pragma once

#include "codegen/lower/layout.h"
#include "codegen/lower/lowering.h"

namespace krait::lower {

// Emits one loop for each axis, the last one innermost, and `body` once, with an index for each axis.
void forEachIndex(FunctionLowering&, llvm::ArrayRef<llvm::Value*> shape,
                  llvm::function_ref<void(llvm::ArrayRef<llvm::Value*>)> body);

// A new array of the type: owner, data, shape, strides. Of a strided type its axes lie in the order of `like`'s strides.
[[nodiscard]] Parts newArray(FunctionLowering&, const ir::Type&, llvm::ArrayRef<llvm::Value*> shape,
                             llvm::ArrayRef<llvm::Value*> like_strides, bool zeroed);

}  // namespace krait::lower
