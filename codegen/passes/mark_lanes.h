// mark-lanes: finds the loops whose iterations are to run side by side, one in each lane of a vector: because
// they hold a loop that each of them leaves at a time of its own, or what raises for some values.
//
//   for_ #0 %it (...) {                            for_ #0 lanes %it (...) {
//     %n = loop #1 (...) { ... break_to #1 ... }     ...
//     setitem %out, %i, %n
//   }
//
//   for_ #0 %it (...) {                            for_ #0 lanes %it (...) {
//     %y = call_builtin "math.sqrt" %x               ...
//
// Marked is the innermost for_ around such a loop, and an innermost for_ with a checked function (square roots,
// rounding to int, with fastmath's afn all of the math module), power or division of Python's floats, if
//   - it carries nothing from one iteration to the next but values that are only looked at after the loop, and
//     such as sums, which can be formed when all else is done (carried_chain.h)
//   - all it does has a form in lanes (lane_operations.h) and its arrays allow it (lane_memory.h)
//   - nothing returns from inside, and no array is released in it
//   - an inner loop computes: with less than kLeastOperations operations in it there is too little to win
// Lowering (codegen/lower/lanes) decides at run time, by where the arrays lie, whether lanes run or the loop
// as it stands.
#pragma once

#include <vector>

#include "frontend/ir/function.h"
#include "frontend/support/diagnostics.h"

namespace krait::passes {

// Remarks on each loop of these two kinds: that it runs in lanes, or why it does not.
void markLanes(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks);
void markLanes(ir::Module& module, ir::Function& function);

}  // namespace krait::passes
