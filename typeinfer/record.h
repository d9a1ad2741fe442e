// Rules of records and arrays of them. A record is a view of its array's memory, as NumPy's a[i] is: what is stored in
// a field is seen in the array. Fields are named by constants.
#pragma once

#include "frontend/ir/record_type.h"
#include "typeinfer/typing.h"

namespace krait::infer {

[[nodiscard]] bool isRecordLike(const ir::Module&, ir::TypeId);  // a record, or an array of records or packed numbers

// Indexing by field, by position, by indices; storing into a field or a whole record.
Flow inferRecordGet(Typing&, ir::InstId);
Flow inferRecordSet(Typing&, ir::InstId);

// The fields of np.record and np.recarray as attributes: the field that an attribute names, unless NumPy has an attribute
// of that name, which hides it.
[[nodiscard]] std::optional<size_t> fieldAttribute(const Typing&, ir::TypeId object, const std::string& name);
Flow inferFieldAttribute(Typing&, ir::InstId, size_t field);
Flow inferStoreFieldAttribute(Typing&, ir::InstId);

// What field k of a record is when read: a number, a record, or the array that a sub-array is.
[[nodiscard]] ir::TypeId fieldValueType(ir::Module&, const ir::Type& record, size_t k);
// The same, reported where compiled code does not read it.
[[nodiscard]] ir::TypeId readableField(const Typing&, ir::InstId at, const ir::Type& record, size_t k);

// What iterating over such an array gives: a record, a number or a row.
[[nodiscard]] ir::TypeId recordItem(Typing&, ir::InstId at, const ir::Type& array);

}  // namespace krait::infer
