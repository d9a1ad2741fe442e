// Record types (NumPy's structured dtypes): named fields at offsets.
//
// A Record type holds the fields' types as its elements, and as its constant what else there is to a structured dtype,
// its form included. A value of it is a view of one record in the memory of an array, as NumPy's a[i] is; it is readonly
// where the array is, and packed (layout Strided) where it may lie at any address. A RecordArray type holds the type of
// its items as its only element: records, or NumPy scalars that lie at any address. A constant marks a np.recarray.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "frontend/ir/function.h"

namespace krait::ir {

struct RecordField {
  std::string name;
  int64_t offset = 0;
  TypeId type = {};                 // a NumPy scalar or a record
  std::vector<int64_t> shape = {};  // of a sub-array of them
  std::string title = {};           // NumPy's second name of a field
};

struct RecordForm {
  int64_t bytes = 0;
  bool is_aligned = false;  // made with align=True
  bool is_record = false;   // np.record, whose fields are attributes too; else np.void
  std::string opaque = {};  // a dtype that compiled code carries but does not look into, as "<U3": it has no fields
};

TypeId recordType(Module& module, const RecordForm& form, std::span<const RecordField> fields);
TypeId recordArrayType(Module& module, TypeId item, int ndim, Layout layout, bool readonly);

// The same record elsewhere; an array of other items that is as writable as `array`, and a recarray where that is one.
TypeId placedRecord(Module& module, TypeId record, bool readonly, bool is_packed);
TypeId recordArrayLike(Module& module, const Type& array, TypeId item, int ndim, Layout layout);
TypeId asRecarray(Module& module, TypeId array);
TypeId asPlainArray(Module& module, TypeId array);
// The same dtype with np.record as its class.
TypeId withRecordClass(Module& module, TypeId record);

[[nodiscard]] bool isRecarray(const Type& type);

// Of a Record type:
[[nodiscard]] bool isPacked(const Type& record);
[[nodiscard]] RecordForm recordForm(const Module& module, const Type& record);
[[nodiscard]] int64_t recordBytes(const Module& module, const Type& record);
[[nodiscard]] RecordField recordField(const Module& module, const Type& record, size_t k);
[[nodiscard]] std::optional<size_t> findField(const Module& module, const Type& record, const std::string& name);

// Whether two records have the same fields at the same places; their class and where they lie do not matter.
[[nodiscard]] bool haveSameFields(const Module& module, const Type& a, const Type& b);

// Bytes of an item of an array of any kind.
[[nodiscard]] int64_t itemBytes(const Module& module, const Type& array);

// The largest alignment among the values in a NumPy scalar or record.
[[nodiscard]] int64_t alignmentOf(const Module& module, TypeId type);

// Whether field k is aligned in every such record: the record itself is, and the field's offset and the size of the
// record are multiples of its alignment.
[[nodiscard]] bool isFieldAligned(const Module& module, const Type& record, size_t k);

}  // namespace krait::ir
