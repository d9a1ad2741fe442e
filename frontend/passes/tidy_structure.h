// The clean-up after recover-structure, from the innermost regions outwards:
//
// 1. a scope without a break_to #0:
//      %r = scope #0 { ... yield %x }           ==>  ..., %r is %x
// 2. an if_ at a region's end, both of whose arms yield:
//      if_ %c { yield %x } else { yield %y }    ==>  %r = if_ %c { yield %x } else { yield %y }
//                                                    yield %r
// 3. an if_ at a region's end, one of whose arms leaves:
//      if_ %c { a; yield } else { ret %x }      ==>  if_ %c { yield } else { ret %x }
//                                                    a; yield
//
// The last keeps early returns and loop conditions from nesting what follows them. Where neither arm yields,
// the shorter one stays in the if_, the first of two equal ones.
#pragma once

#include <vector>

#include "frontend/passes/replaced_values.h"

namespace krait::passes {

struct StructuredRegion {
  ir::BlockId block;
  ir::InstId scope;  // of which the end of the region is the end, if any: what its yields give
};

// `regions`: all regions of the function, each after the one around it. An if_ that ends a region has no
// results yet; its arms yield what the region is to yield.
void tidyStructure(ir::Function& function, const std::vector<StructuredRegion>& regions,
                   ReplacedValues& replaced);

}  // namespace krait::passes
