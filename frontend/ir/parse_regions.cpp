// Ops that hold regions: their labels, polls and parameters, and the regions.
#include <algorithm>

#include "frontend/ir/function_parser.h"

namespace krait::ir {

void FunctionParser::parseStructured(InstId id) {
  const TextCursor::Nesting nesting(cursor_);
  const Op op = function_[id].op;
  const BlockId region = function_.addBlock(id);
  if (op != Op::if_) parseOwnLabel(id);
  if (op == Op::for_) parseStarts(id);
  parsePoll(id);
  function_[id].lanes = cursor_.acceptWord("lanes");
  if (op == Op::reduce) parseAxes(id);
  if (op == Op::if_ || op == Op::for_ || visitsElements(op)) parseUse(id, kOperand);
  if (op == Op::reduce) cursor_.expect(","), parseUse(id, kOperand);
  if (op == Op::for_) parseForParameters(region);
  if (op == Op::tile) parseTile(id, region);
  if (op == Op::loop || op == Op::for_ || visitsElements(op)) parseLoopParameters(id, region);
  if (function_[id].is_parallel) parsePrivateArrays(id);
  parseRange(id);
  parseRegion(id, region);
  if (op == Op::if_ || op == Op::version) parseElse(id);
  if (op == Op::reduce || function_[id].is_parallel) parseCombine(id);
}

void FunctionParser::parseOwnLabel(InstId id) {
  cursor_.expect("#");
  if (!labels_.emplace(cursor_.number(), id).second) cursor_.fail("the label before this is defined twice");
}

void FunctionParser::parsePoll(InstId id) {
  if (!cursor_.accept("poll=")) return;
  if (cursor_.acceptWord("strip")) {
    function_[id].poll = Poll::Strip;
  } else if (cursor_.acceptWord("iteration")) {
    function_[id].poll = Poll::Iteration;
  } else {
    cursor_.fail("expected 'strip' or 'iteration'");
  }
}

// parallel(unset, zero)
void FunctionParser::parseStarts(InstId id) {
  if (!cursor_.acceptWord("parallel")) return;
  function_[id].is_parallel = true;
  cursor_.expect("(");
  while (!cursor_.accept(")")) {
    const auto start = std::ranges::find_if(kChunkStarts, [&](ChunkStart each) { return cursor_.acceptWord(chunkStartName(each)); });
    if (start == kChunkStarts.end()) cursor_.fail("expected 'unset', 'initial', 'zero', 'one', 'lowest', 'highest' or 'missing'");
    function_[id].starts.push_back(*start);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

// private (%h)
void FunctionParser::parsePrivateArrays(InstId id) {
  if (!cursor_.acceptWord("private")) return;
  cursor_.expect("(");
  while (!cursor_.accept(")")) {
    parseUse(id, kOperand);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

// (%pos.1: Index, %item)
void FunctionParser::parseForParameters(BlockId region) {
  cursor_.expect("(");
  parseBlockParameter(region);
  cursor_.expect(",");
  parseBlockParameter(region);
  cursor_.expect(")");
}

// %rows, %columns (%i: int, %j: int)
void FunctionParser::parseTile(InstId id, BlockId region) {
  do parseUse(id, kOperand);
  while (cursor_.accept(","));
  cursor_.expect("(");
  do parseBlockParameter(region);
  while (cursor_.accept(","));
  cursor_.expect(")");
}

// (%s.5: float64 = %s.2, ...)
void FunctionParser::parseLoopParameters(InstId id, BlockId region) {
  if (!cursor_.accept("(")) return;
  while (!cursor_.accept(")")) {
    parseBlockParameter(region);
    cursor_.expect("=");
    parseUse(id, kOperand);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

BlockId FunctionParser::parseRegion(InstId owner, BlockId region) {
  function_[owner].regions.push_back(region);
  cursor_.expect("{");
  parseInsts(region);
  cursor_.expect("}");
  return region;
}

// An `else` that is left out yields nothing.
void FunctionParser::parseElse(InstId id) {
  const BlockId region = function_.addBlock(id);
  if (cursor_.acceptWord("else")) {
    parseRegion(id, region);
    return;
  }
  function_[id].regions.push_back(region);
  function_.append(region, function_.makeInst(Op::yield, {}, 0, module_.types.never));
}

void FunctionParser::parseAxes(InstId id) {
  cursor_.expect("axes=");
  function_[id].attribute = cursor_.number();
}

// combine (%acc: float64, %x: float64) { ... }; a parallel loop may have nothing to combine
void FunctionParser::parseCombine(InstId id) {
  if (!cursor_.acceptWord("combine")) {
    if (function_[id].is_parallel) return;
    cursor_.fail("expected 'combine'");
  }
  const BlockId region = function_.addBlock(id);
  cursor_.expect("(");
  while (!cursor_.accept(")")) {
    parseBlockParameter(region);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
  parseRegion(id, region);
}

}  // namespace krait::ir
