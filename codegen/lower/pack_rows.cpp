// Calls that pack and unpack rows; see pack_rows.h.
#include "codegen/lower/pack_rows.h"

namespace krait::lower {

namespace {

constexpr int64_t kWidestElement = 16;  // complex128

llvm::Value* isInPlace(FunctionLowering& f, const PackedRow& row) { return f.b.CreateICmpEQ(row.step, f.word(row.width)); }

}  // namespace

llvm::Value* rowBuffer(FunctionLowering& f, size_t k) {
  while (f.row_buffers.size() <= k) {
    llvm::Value* memory = f.allocaAtEntry(f.b.getInt8Ty(), static_cast<int>(kPackedRow * kWidestElement));
    llvm::cast<llvm::AllocaInst>(memory)->setAlignment(llvm::Align(64));
    f.row_buffers.push_back(memory);
  }
  return f.row_buffers[k];
}

llvm::Value* packRow(FunctionLowering& f, const PackedRow& row, llvm::Value* count, llvm::Value* buffer) {
  return f.callRuntime("kr_pack_row", {count, buffer, row.data, row.step, f.word(row.width)});
}

llvm::Value* roomForRow(FunctionLowering& f, const PackedRow& row, llvm::Value* buffer) {
  return f.b.CreateSelect(isInPlace(f, row), row.data, buffer);
}

void unpackRow(FunctionLowering& f, const PackedRow& row, llvm::Value* count, llvm::Value* packed) {
  f.callRuntime("kr_unpack_row", {count, row.data, row.step, packed, f.word(row.width)});
}

}  // namespace krait::lower
