// Array elements: addresses, loads and stores, rows, and tuples indexed by a run-time position.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

// Item `position` of the first axis, which is in range: an element, or the row as a view.
[[nodiscard]] Parts arrayItem(FunctionLowering&, const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts,
                              llvm::Value* position);
[[nodiscard]] Parts tupleItem(FunctionLowering&, const ir::Type& tuple, llvm::ArrayRef<llvm::Value*> parts,
                              llvm::Value* position);

// The address of the element at indices in range, or of the row that fewer indices leave.
[[nodiscard]] llvm::Value* elementAddress(FunctionLowering&, const ir::Type& array, const ArrayView&,
                                          llvm::ArrayRef<llvm::Value*> indices);

// Reading and writing one element at an address; without an alignment it is that of the dtype.
[[nodiscard]] Parts loadElement(FunctionLowering&, ir::DType, llvm::Value* address, llvm::MaybeAlign = {});
void storeElement(FunctionLowering&, ir::DType, llvm::Value* address, llvm::ArrayRef<llvm::Value*> value,
                  llvm::MaybeAlign = {});

// The value of a store as an element. Another type than the element's is one that NumPy puts through int().
[[nodiscard]] Parts elementToStore(FunctionLowering&, ir::DType, ir::ValueId value);

}  // namespace krait::lower
