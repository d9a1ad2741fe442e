// mark-parallel: a loop over prange in a function with parallel=True becomes a parallel for_, if its iterations may run in any
// order; if that they may not can be seen, the compilation ends with the reason.
//
//   %s = for_ #0 %it (%p, %i) (%s.1 = %a) {            %s = for_ #0 parallel(zero) %it (%p, %i) (%s.1 = %a) {
//     %x = getitem %v, %i                                %x = getitem %v, %i
//     %s.2 = add %s.1, %x                        ==>     %s.2 = add %s.1, %x
//     continue_to #0(%s.2)                               continue_to #0(%s.2)
//   }                                                  } combine (%s.3, %s.4) { %s.5 = add %s.3, %s.4   give %s.5 }
//
// What iterations do with the values that the loop carries is in loop_reductions.h, with arrays in loop_writes.h. An inner
// prange stays an ordinary loop: its iterations belong to those of the outer one. Where no parallel loop goes over it,
// prange becomes range, for the passes that follow.
//
// On entry: typed, structured form, unchanged carried values dropped.
#pragma once

#include <vector>

#include "frontend/ir/function.h"
#include "frontend/support/diagnostics.h"

namespace krait::passes {

// Adds a remark for each loop over prange.
void markParallel(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks);
void markParallel(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
