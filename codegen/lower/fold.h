// A loop over the items of an iterable that makes one value of them, in strips so that it notices Ctrl-C.
#pragma once

#include "codegen/lower/lowering.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace krait::lower {

// The accumulator after an item.
using FoldStep = llvm::function_ref<Parts(llvm::ArrayRef<llvm::Value*> accumulator, llvm::ArrayRef<llvm::Value*> item)>;
// Whether the accumulator can't change any more: asked between strips.
using FoldDone = llvm::function_ref<llvm::Value*(llvm::ArrayRef<llvm::Value*> accumulator)>;

[[nodiscard]] Parts foldItems(FunctionLowering&, ir::ValueId iterable, llvm::ArrayRef<llvm::Value*> initial, FoldStep step,
                              FoldDone done = nullptr);

}  // namespace krait::lower
