// Rows of a loop over elements that do not lie one after the other, brought into rows that do.
//
//   for k in row: out[k] = f(a[k * step])   =>   pack(buffer, a, step); for k in row: out[k] = f(buffer[k])
//
// The loop over neighbours is there anyway, and LLVM has vectorised it; copying into a buffer that stays in the first-level cache
// costs less than doing everything element by element. Operands that are neighbours stay where they are, and those that do not
// move fill the buffer. What the loop writes into a buffer goes back to its place afterwards.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

constexpr int64_t kPackedRow = 256;       // elements at a time
constexpr int64_t kShortestPacked = 16;   // shorter rows are not worth it

// An operand's row: its first element, the distance to the next one, both in bytes.
struct PackedRow {
  llvm::Value* data;
  llvm::Value* step;
  int64_t width;
};

// Buffer number k of the function, for one operand of any of its loops.
[[nodiscard]] llvm::Value* rowBuffer(FunctionLowering&, size_t k);

// Where the elements are afterwards: in place, or copied into the buffer.
[[nodiscard]] llvm::Value* packRow(FunctionLowering&, const PackedRow& row, llvm::Value* count, llvm::Value* buffer);
// As packRow, of a row that is going to be written whole: nothing is copied.
[[nodiscard]] llvm::Value* roomForRow(FunctionLowering&, const PackedRow& row, llvm::Value* buffer);
// Copies the elements back, if they are not in place.
void unpackRow(FunctionLowering&, const PackedRow& row, llvm::Value* count, llvm::Value* packed);

}  // namespace krait::lower
