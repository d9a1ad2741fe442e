// How values look in LLVM: the parts of each type, and a dtype's form in registers, in array memory and in slots.
#pragma once

#include "frontend/ir/function.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"

namespace krait::lower {

using Parts = llvm::SmallVector<llvm::Value*, 4>;
using PartTypes = llvm::SmallVector<llvm::Type*, 4>;

// In registers: bools are i1, complex numbers two floats, an array owner, data, shape..., strides...; a record
// owner and address; an optional value a flag (true: there is one) and the value's parts; a list its handle.
[[nodiscard]] PartTypes partTypes(llvm::LLVMContext&, const ir::Module&, ir::TypeId);
[[nodiscard]] size_t partCount(const ir::Module&, ir::TypeId);

// Of one real number of a dtype, or of a part of a complex one: in registers, and in memory (where bool is i8).
[[nodiscard]] llvm::Type* registerType(llvm::LLVMContext&, ir::DType);
[[nodiscard]] llvm::Type* memoryType(llvm::LLVMContext&, ir::DType);

// Where the parts of an array lie.
struct ArrayView {
  llvm::ArrayRef<llvm::Value*> parts;
  int ndim;

  [[nodiscard]] llvm::Value* owner() const { return parts[0]; }
  [[nodiscard]] llvm::Value* data() const { return parts[1]; }
  [[nodiscard]] llvm::Value* extent(int axis) const { return parts[2 + static_cast<size_t>(axis)]; }
  [[nodiscard]] llvm::Value* stride(int axis) const { return parts[2 + static_cast<size_t>(ndim + axis)]; }
};

}  // namespace krait::lower
