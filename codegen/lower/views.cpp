// Views in the making.
#include "codegen/lower/views.h"

namespace krait::lower {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

ViewParts::ViewParts(const ArrayView& array)
    : owner(array.owner()), data(array.data()), extents(array.parts.slice(2, static_cast<size_t>(array.ndim))),
      strides(array.parts.slice(2 + static_cast<size_t>(array.ndim), static_cast<size_t>(array.ndim))) {}

void ViewParts::addAxis(llvm::Value* extent, llvm::Value* stride) {
  extents.push_back(extent);
  strides.push_back(stride);
}

Parts ViewParts::finish() const {
  Parts all{owner, data};
  all.append(extents);
  all.append(strides);
  return all;
}

ArrayView arrayArgument(CallLowering& call, size_t k) { return {call.parts(k), call.data(k).ndim}; }

llvm::Value* choose(FunctionLowering& f, llvm::Value* condition, llvm::Value* if_true, llvm::Value* if_false) {
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition)) return known->isOne() ? if_true : if_false;
  return f.b.CreateSelect(condition, if_true, if_false);
}

llvm::Value* roomForWords(FunctionLowering& f, int count) { return f.allocaAtEntry(f.i64(), std::max(count, 1)); }

llvm::Value* spilled(FunctionLowering& f, PartsRef words) {
  llvm::Value* room = roomForWords(f, static_cast<int>(words.size()));
  for (size_t k = 0; k < words.size(); ++k) f.b.CreateStore(words[k], f.b.CreateConstInBoundsGEP1_64(f.i64(), room, k));
  return room;
}

Parts loadedWords(FunctionLowering& f, llvm::Value* address, int count) {
  Parts words;
  for (int k = 0; k < count; ++k) {
    words.push_back(f.b.CreateLoad(f.i64(), f.b.CreateConstInBoundsGEP1_64(f.i64(), address, static_cast<uint64_t>(k))));
  }
  return words;
}

llvm::Value* product(FunctionLowering& f, PartsRef words) {
  llvm::Value* all = f.word(1);
  for (llvm::Value* word : words) all = f.b.CreateMul(all, word);
  return all;
}

llvm::Value* movedBy(FunctionLowering& f, llvm::Value* address, llvm::Value* bytes) {
  return f.b.CreateGEP(f.b.getInt8Ty(), address, bytes);
}

void retainOwner(FunctionLowering& f, llvm::Value* owner) { f.callRuntime("kr_buffer_retain", {owner}); }

}  // namespace krait::lower
