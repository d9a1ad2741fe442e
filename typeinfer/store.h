// Storing a value into memory of a fixed type: an array element, or a field of a record.
#pragma once

#include "typeinfer/typing.h"

namespace krait::infer {

// The value (operand 2 of a setitem) is cast to the NumPy scalar type `element`, as an assignment does; reports what
// NumPy would not store there.
void wantStored(Typing&, ir::InstId, ir::TypeId element);

// A Python complex does not go into a real array; everything else NumPy casts.
void checkStorable(Typing&, ir::InstId, Numeric value, ir::DType);

}  // namespace krait::infer
