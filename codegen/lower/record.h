// Records in lowering: owner and address of one record in an array's memory. Fields are read and written without
// assuming that they are aligned.
#pragma once

#include "codegen/lower/lowering.h"

namespace krait::lower {

void lowerRecordGet(FunctionLowering&, ir::InstId);  // of a record, or by field of an array of records
void lowerRecordSet(FunctionLowering&, ir::InstId);

// The record or row at checked indices of an array of records.
[[nodiscard]] Parts recordAt(FunctionLowering&, const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts,
                             llvm::ArrayRef<llvm::Value*> indices);

}  // namespace krait::lower
