// place-releases: frees an array's memory when its last reference dies, on typed, structured form.
//
//   for_ #0 %it (%pos, %i: int) () {               for_ #0 %it (%pos, %i: int) () {
//     %t = call_builtin "numpy.zeros" ...            %t = call_builtin "numpy.zeros" ...
//     %x = getitem %t, %i : float64         ->       %x = getitem %t, %i : float64
//     continue_to #0()                               release %t
//   }                                                continue_to #0()
//                                                  }
//
// Every owned array (array_owners.h) holds one reference. It is passed on where the value is last used by a yield,
// break_to, continue_to, ret or as a loop's initial value; a receiver that gets an array otherwise has it retained
// first. An owned array that is not passed on is released after its last use on every way, its views and the tuples
// it is in included. What borrows is never counted, so rows and elements in a loop cost nothing. Arguments of a call
// are borrowed, results are the caller's (OwnedResults).
//
// Nothing is released where a raise follows: what a call still owns then is swept. A function that owns no array
// is left as it is.
#pragma once

#include "codegen/passes/array_owners.h"

namespace krait::passes {

void placeReleases(ir::Module& module, ir::Function& function, const OwnedResults& results);

// The same for a single function, for krait-opt.
void placeReleases(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
