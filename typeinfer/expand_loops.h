// Loops whose items have no one place or type: each becomes code that has.
//
//   for_ #0 %t (%p, %x) (%s = %a) { B }                     where t is a tuple of an int and a float
//     ->  scope #0 { %x0 = iter_item %t, 0  %s0 = scope #1 { B of %x0, %a }
//                    %x1 = iter_item %t, 1  %s1 = scope #2 { B of %x1, %s0 }  yield %s1 }
//
//   for_ #0 %n (%p, %x) (%s = %a) { B }                     where n is np.ndindex(2, 3)
//     ->  scope #0 { for_ #1 range(2) (, %i) (%r = %a) { for_ #2 range(3) (, %j) (%s = %r) { %x = (%i, %j)  B } ... } }
//
// So an element of a tuple has its own type in the body, and a nest over the elements of an array is what a nest of ranges
// is to every later stage.
#pragma once

#include "typeinfer/typing.h"

namespace krait::infer {

// An iterable with a tuple in it whose elements have different types.
[[nodiscard]] bool needsUnrolling(ir::Module&, ir::TypeId iterable);
// np.ndindex, np.ndenumerate, np.nditer.
[[nodiscard]] bool isNest(const ir::Module&, ir::TypeId iterable);

// The type of item `position` of such an iterable.
[[nodiscard]] ir::TypeId itemTypeAt(Typing&, ir::InstId at, ir::TypeId iterable, size_t position);

// Makes the for_ a scope, if it goes over such an iterable. Before the finalizing walk.
bool expandLoop(Typing&, ir::InstId for_loop);

}  // namespace krait::infer
