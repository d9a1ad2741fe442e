// Basic indexing of arrays: what a key of ints, slices, None and `...` takes out of an array.
//
// A key of ints for all axes takes an element; every other one makes a view. Keys with an array, a list or a bool in them
// are advanced: they select element by element, and have functions of their own.
#pragma once

#include "typeinfer/typing.h"

namespace krait::infer {

// What one part of a key does. Cut has step 1, Skip a larger one; Steps may go backwards. None: it is no part of a key.
enum class KeyPart : uint8_t { Integer, Whole, Cut, Skip, Steps, NewAxis, Ellipsis, Advanced, None };

[[nodiscard]] KeyPart keyPart(const ir::Module&, ir::TypeId);
[[nodiscard]] ir::TypeId wantedPart(ir::Module&, ir::TypeId part);  // as lowering takes it
[[noreturn]] void refuseKey(Typing&, ir::InstId, ir::TypeId part);

// What is left of an array of records or numbers: an element of it (`ndim` is 0 then), or a view with these axes.
struct Indexed {
  bool is_element = false;
  int ndim = 0;
  ir::Layout layout = ir::Layout::C;
};

// Whether the key (operand 1 of a getitem or setitem) is basic. Other keys are advanced, or no keys at all.
[[nodiscard]] bool isBasicKey(const Typing&, ir::InstId);

// What the key takes out of an array (operand 0); reports what is no key of it. Asks for the key as lowering takes it:
// ints, slices of ints and None.
[[nodiscard]] Indexed indexedBy(Typing&, ir::InstId, const ir::Type& array);

// a[i]: what an index leaves of the array when it takes an item of the first axis.
[[nodiscard]] ir::TypeId rowType(ir::Module&, const ir::Type& array);

// getitem and setitem of an array of numbers or times.
Flow inferArrayGet(Typing&, ir::InstId);
Flow inferArraySet(Typing&, ir::InstId);

// The same for an advanced key.
Flow inferAdvancedGet(Typing&, ir::InstId);
Flow inferAdvancedSet(Typing&, ir::InstId);

// a.flat[i]
[[nodiscard]] bool isFlat(const ir::Module&, ir::TypeId);
Flow inferFlatGet(Typing&, ir::InstId);
Flow inferFlatSet(Typing&, ir::InstId);

// a[key] = value where the key, which is as lowering takes it, leaves a view of this type: makes the view (in the last walk) and
// stores into it.
Flow inferStoreIntoView(Typing&, ir::InstId, ir::TypeId view_type);

}  // namespace krait::infer
