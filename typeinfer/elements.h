// Operators and functions of numbers applied to arrays: one loop over the elements (ops.def: map, map_into).
//
//   %r = add %a, %s                     %n = broadcast %a : tuple(int)
//   with %a: float64[::1]         ->    %r: float64[::1] = map #0 %n (%x: float64 = %a) {
//                                         %y = add %x, %s : float64
//                                         give %y
//                                       }
//
// The rule that types the operation for numbers types it for the elements too: it is called for an instruction in the
// region. What does not depend on an element stands before the loop, conversions of scalars above all. Arrays without
// dimensions count as scalars; so the result of scalars and such arrays is a scalar, as NumPy has it.
#pragma once

#include "typeinfer/call_site.h"

namespace krait::infer {

[[nodiscard]] bool isArray(const ir::Module&, ir::TypeId);

// Whether the instruction is an operator of numbers, and an operand of it is an array.
[[nodiscard]] bool hasArrayOperator(const Typing&, ir::InstId);
Flow inferArrayOperator(Typing&, ir::InstId);

// Whether the row stands in elementwise.def, and one of the arguments that may be an array is one.
[[nodiscard]] bool isElementwiseCall(CallSite&);
Flow inferElementwiseCall(CallSite&);

// a.astype(dtype), where it is one (infer_array_creation.cpp).
[[nodiscard]] bool isElementwiseAstype(CallSite&);

// np.round(a, decimals, out=array).
[[nodiscard]] bool isRoundInto(const CallSite&);

// out=(array,), as NumPy also takes it, becomes out=array.
void unpackOut(CallSite&);

// a[key] = value, where `view` (a[key], known in the finalizing walk only) is an array.
Flow storeIntoView(Typing&, ir::InstId setitem, ir::ValueId view, ir::TypeId view_type);

// In the finalizing walk: array[...] = value, an array or a NumPy scalar, cast as it must be.
void emitStore(Typing&, ir::ValueId array, ir::ValueId value, SourceRange range);

}  // namespace krait::infer
