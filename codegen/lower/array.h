// Array elements: addresses, loads and stores, rows, and tuples indexed by a run-time position.
#pragma once

#include "codegen/lower/lowering.h"
#include "codegen/lower/number.h"

namespace krait::lower {

// Item `position` of the first axis, which is in range: an element, or the row as a view.
[[nodiscard]] Parts arrayItem(FunctionLowering&, const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts,
                              llvm::Value* position);
[[nodiscard]] Parts tupleItem(FunctionLowering&, const ir::Type& tuple, llvm::ArrayRef<llvm::Value*> parts,
                              llvm::Value* position);

// The address of the element at indices in range, or of the row that fewer indices leave.
[[nodiscard]] llvm::Value* elementAddress(FunctionLowering&, const ir::Type& array, const ArrayView&,
                                          llvm::ArrayRef<llvm::Value*> indices);

// The view that is left after leading axes were indexed: the other axes, at this address.
[[nodiscard]] Parts rowView(const ArrayView&, llvm::Value* address, int indexed);

// Where the items of a slice lie on an axis, clipped as slice.indices does it. Raises for a step of 0.
struct SliceSpan {
  llvm::Value* start;
  llvm::Value* count;
  llvm::Value* step;
};
[[nodiscard]] SliceSpan sliceSpan(FunctionLowering&, const ir::Type& slice, llvm::ArrayRef<llvm::Value*> parts,
                                  llvm::Value* extent);

// Reading and writing one element at an address; without an alignment it is that of the dtype.
[[nodiscard]] Parts loadElement(FunctionLowering&, ir::DType, llvm::Value* address, llvm::MaybeAlign = {});
void storeElement(FunctionLowering&, ir::DType, llvm::Value* address, llvm::ArrayRef<llvm::Value*> value,
                  llvm::MaybeAlign = {});

// The value of a store as an element. Another type than the element's is one that NumPy puts through int().
[[nodiscard]] Parts elementToStore(FunctionLowering&, ir::DType, ir::ValueId value);
// int(value) as an integer of the dtype; raises where NumPy does.
[[nodiscard]] Parts storedThroughInt(FunctionLowering&, llvm::Value* value, Number from, ir::DType);

}  // namespace krait::lower
