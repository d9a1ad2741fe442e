// Where loops poll.
#include "codegen/passes/place_polls.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::InstId;
using ir::Op;
using ir::Poll;

bool isLoop(Op op) { return op == Op::loop || op == Op::for_; }

// Whether something below the block starts another iteration of a loop around it.
bool mayContinue(const Function& function, BlockId block) {
  for (const InstId id : function[block].insts) {
    if (function[id].op == Op::continue_to) return true;
    for (const BlockId region : function[id].regions) {
      if (mayContinue(function, region)) return true;
    }
  }
  return false;
}

// Whether every iteration that gets through the block runs a loop in it.
bool alwaysRunsLoop(const Function& function, BlockId block) {
  for (const InstId id : function[block].insts) {
    if (isLoop(function[id].op)) return true;
    for (const BlockId region : function[id].regions) {
      if (mayContinue(function, region)) return false;
    }
  }
  return false;
}

// Gives every loop below the block its poll; whether there is one.
bool placeInBlock(Function& function, BlockId block) {
  bool has_loop = false;
  for (const InstId id : function[block].insts) {
    bool has_inner = false;
    for (const BlockId region : function[id].regions) has_inner |= placeInBlock(function, region);
    has_loop |= has_inner || isLoop(function[id].op);
    if (!isLoop(function[id].op)) continue;
    const bool is_covered = has_inner && alwaysRunsLoop(function, function[id].regions[0]);
    const Poll own = function[id].op == Op::for_ && !has_inner ? Poll::Strip : Poll::Iteration;
    function[id].poll = is_covered ? Poll::None : own;
  }
  return has_loop;
}

}  // namespace

void placePolls(ir::Module&, Function& function) { placeInBlock(function, function.entry); }

}  // namespace krait::passes
