// Record types (NumPy's structured dtypes): named fields at offsets.
//
// A Record type holds the fields' types as its elements, NumPy scalars or records, and as its constant the tuple
// (bytes of one record, ((name, offset), ...)). A value of it is a view of one record in the memory of an array, as
// NumPy's a[i] is; it is readonly where the array is. A RecordArray type holds the record's type as its only element.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "frontend/ir/function.h"

namespace krait::ir {

struct RecordField {
  std::string name;
  int64_t offset = 0;
  TypeId type = {};
};

TypeId recordType(Module& module, int64_t bytes, std::span<const RecordField> fields, bool readonly = false);
TypeId recordArrayType(Module& module, TypeId record, int ndim, Layout layout, bool readonly);

// Of a Record type:
[[nodiscard]] int64_t recordBytes(const Module& module, const Type& record);
[[nodiscard]] RecordField recordField(const Module& module, const Type& record, size_t k);
[[nodiscard]] std::optional<size_t> findField(const Module& module, const Type& record, const std::string& name);

// The largest alignment among the values in a NumPy scalar or record.
[[nodiscard]] int64_t alignmentOf(const Module& module, TypeId type);

// Whether field k is aligned in every record of an array that is aligned itself: its offset and the size of the record
// are multiples of its alignment.
[[nodiscard]] bool isFieldAligned(const Module& module, const Type& record, size_t k);

}  // namespace krait::ir
