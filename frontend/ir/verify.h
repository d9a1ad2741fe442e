// The verifier. Every pass may rely on these invariants on entry, and has to leave them true:
//
// Storage
//  - every block is in the layout once or is the region of one op once, and its `owner` says which; the
//    layout starts with the entry, and of a structured function it holds nothing else
//  - every instruction is in one block, once, which is its `parent`
//  - every value is the result of one instruction or the parameter of one block, once, and says which
//  - the entry's parameters are the captured variables and then the function's, each with a `Parameter`
// Instructions
//  - operands and results are as many as the op's row says; `inplace` stands on binary operators only,
//    `poll` on loops and `lanes` on for_ only; an attribute is the index of something that exists
//  - jump has one target, branch two, other ops none; nothing jumps to the entry; a target has as many
//    arguments as its block has parameters
//  - if_ has two regions without parameters, scope one; loop has one, with a parameter for each operand;
//    for_ has one, with parameters for the position, the item and each operand after the iterator, and a
//    result for each of these; a parallel one also has arrays after these operands, a start for each of these and
//    of the arrays, and, unless nothing is combined, a region with two parameters for each carried value that has a
//    start and one for each array, which ends in give; version has two; tile one, with a parameter for each of its one or
//    two ranges, and stands in a version
//  - a label names an enclosing op: of break_to a scope or loop, of continue_to a loop or for_; the
//    operands are as many as its results, or as its carried parameters. yield stands in a region of if_,
//    scope, version or tile, with that op's results
//  - of map, map_into and reduce the first region has a parameter for each input, the second one of reduce two;
//    give stands at their end, with as many values as the op has results (map), with one or two (map_into), or one
// Flow
//  - a terminator is the last instruction of its block, and every block ends with one; a region may also
//    end with a structured op from which control never goes on (fall_through.h)
//  - a CFG holds no structured op and none of their terminators, structured form no jump or branch
//  - a use comes after its definition: in a CFG the definition dominates it, in structured form it
//    stands earlier in the same block or in an enclosing one. Blocks that are not reached are not looked
//    at
// Types
//  - where both types are known (not Never), the argument of a jump, break_to, continue_to, yield, and
//    the initial value of a loop have the type of what receives them; literals included
#pragma once

#include <optional>
#include <string>

#include "frontend/ir/function.h"

namespace krait::ir {

struct VerifyOptions {
  bool types = true;
};

// What is wrong first, or nothing.
[[nodiscard]] std::optional<std::string> verify(const Module& module, const Function& function,
                                                const VerifyOptions& options = {});

}  // namespace krait::ir
