// What makes views of arrays: axes that are known when the code runs, words passed to the runtime in memory.
#pragma once

#include "codegen/lower/call_lowering.h"

namespace krait::lower {

// An array in the making.
struct ViewParts {
  llvm::Value* owner;
  llvm::Value* data;
  Parts extents;
  Parts strides;

  explicit ViewParts(const ArrayView& array);            // all of its axes
  ViewParts(llvm::Value* owner, llvm::Value* data) : owner(owner), data(data) {}

  void addAxis(llvm::Value* extent, llvm::Value* stride);
  [[nodiscard]] Parts finish() const;
};

[[nodiscard]] ArrayView arrayArgument(CallLowering&, size_t k = 0);

// A select, unless the condition is known.
[[nodiscard]] llvm::Value* choose(FunctionLowering&, llvm::Value* condition, llvm::Value* if_true, llvm::Value* if_false);

// Words in memory, for the runtime to read or write.
[[nodiscard]] llvm::Value* spilled(FunctionLowering&, llvm::ArrayRef<llvm::Value*> words);
[[nodiscard]] llvm::Value* roomForWords(FunctionLowering&, int count);
[[nodiscard]] Parts loadedWords(FunctionLowering&, llvm::Value* address, int count);

[[nodiscard]] llvm::Value* product(FunctionLowering&, llvm::ArrayRef<llvm::Value*> words);
[[nodiscard]] llvm::Value* movedBy(FunctionLowering&, llvm::Value* address, llvm::Value* bytes);

// One more reference to the memory of an array whose view is handed over as an array of its own.
void retainOwner(FunctionLowering&, llvm::Value* owner);

}  // namespace krait::lower
