// Rules of records and arrays of them. A record is a view of its array's memory, as NumPy's a[i] is: what is stored in
// a field is seen in the array. Fields are named by constants.
#pragma once

#include "frontend/ir/record_type.h"
#include "typeinfer/typing.h"

namespace krait::infer {

[[nodiscard]] bool isRecordLike(const ir::Module&, ir::TypeId);  // a record or an array of records
[[nodiscard]] bool hasRecords(const ir::Module&, ir::TypeId);    // also inside tuples

Flow inferRecordGet(Typing&, ir::InstId);
Flow inferRecordSet(Typing&, ir::InstId);

// What iterating over an array of records gives: a record, or a row.
[[nodiscard]] ir::TypeId recordItem(Typing&, ir::InstId at, const ir::Type& array);

}  // namespace krait::infer
