// Gives edges that leave a loop and go to the header of a loop a block of their own, so that what is left of
// one loop never is the start of another:
//
//   ^inner: branch %c, ^body, ^outer(%x)    ==>    ^inner: branch %c, ^body, ^new
//                                                  ^new: jump ^outer(%x)
// Edges from one loop to one header share the block; all forward edges to a header share one, its preheader.
// A header that is dominated from inside another loop gets a preheader too, even where no edge leads directly
// from one to the other. Afterwards no loop header is an exit block (loop_exits.h).
#pragma once

#include "frontend/ir/function.h"

namespace krait::passes {

// The CFG has to be reducible. Says whether it changed.
bool splitLoopEdges(ir::Function& function);

}  // namespace krait::passes
