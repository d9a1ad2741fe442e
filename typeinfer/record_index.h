// How a getitem or setitem names what it is about: a field of a record, or indices into an array of records.
#pragma once

#include "typeinfer/record.h"

namespace krait::infer {

[[nodiscard]] bool isFieldName(const Typing&, ir::InstId);

// The field of r['x'] or r[0]; reports a key that names none.
[[nodiscard]] size_t fieldOfKey(const Typing&, ir::InstId, const ir::Type& record);

// What a[i, j] or a view of an array of records is; asks for the key as lowering takes it.
[[nodiscard]] ir::TypeId itemByIndices(Typing&, ir::InstId, const ir::Type& array);

}  // namespace krait::infer
