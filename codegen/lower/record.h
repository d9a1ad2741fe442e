// Records in lowering: owner and address of one record in an array's memory. Fields are read and written without
// assuming that they are aligned.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

void lowerRecordGet(FunctionLowering&, ir::InstId);  // of a record, or by field of an array of records
void lowerRecordSet(FunctionLowering&, ir::InstId);
void unpackRecord(FunctionLowering&, ir::InstId);

// The record, number or row at checked indices of an array of records or packed numbers.
[[nodiscard]] Parts recordAt(FunctionLowering&, const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts,
                             llvm::ArrayRef<llvm::Value*> indices);

// a[i, j] = value, at checked indices for all axes.
void storeRecordAt(FunctionLowering&, ir::InstId, llvm::ArrayRef<llvm::Value*> indices);

struct TypedView {
  const ir::Type& type;
  llvm::ArrayRef<llvm::Value*> parts;
};

// One item of an array of records or packed numbers into an array of the same items.
void copyItem(FunctionLowering&, TypedView from, TypedView to, llvm::ArrayRef<llvm::Value*> indices);

}  // namespace krait::lower
