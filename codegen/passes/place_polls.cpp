// Where loops poll.
#include "codegen/passes/place_polls.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::Poll;

bool isLoop(Op op) { return op == Op::loop || op == Op::for_; }

// Whether the block holds a loop; gives every loop in it its poll.
bool placeInBlock(ir::Function& function, BlockId block) {
  bool has_loop = false;
  for (const InstId id : function[block].insts) {
    bool has_inner = false;
    for (const BlockId region : function[id].regions) has_inner |= placeInBlock(function, region);
    const Op op = function[id].op;
    if (isLoop(op)) function[id].poll = op == Op::for_ && !has_inner ? Poll::Strip : Poll::Iteration;
    has_loop |= has_inner || isLoop(op);
  }
  return has_loop;
}

}  // namespace

void placePolls(ir::Module&, ir::Function& function) { placeInBlock(function, function.entry); }

}  // namespace krait::passes
