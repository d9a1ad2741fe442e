// Recognising and rewriting counting loops.
#include "frontend/passes/find_for_loops.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "frontend/passes/drop_dead.h"
#include "frontend/passes/replaced_values.h"
#include "frontend/support/check.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::Inst;
using ir::InstId;
using ir::Module;
using ir::Op;
using ir::ValueId;

// What was found of one loop.
struct Counting {
  InstId loop;
  BlockId body;
  ValueId iterator;
  ValueId position;
  size_t index;  // of the position among the loop's parameters
  InstId end;    // the terminator for when there are no more items
};

class ForFinder {
 public:
  ForFinder(Module& module, Function& function)
      : module_(module), function_(function), replaced_(function), exits_(function.instCount()) {}

  void run() {
    collect();
    for (const InstId loop : loops_) {
      if (const auto counting = match(loop)) rewrite(*counting);
    }
    replaced_.applyBelow(function_, function_.entry);
    dropDead(module_, function_);
  }

 private:
  void collect();
  [[nodiscard]] std::optional<Counting> match(InstId loop) const;
  [[nodiscard]] bool endIsPlain(const Counting& counting) const;
  [[nodiscard]] bool advancesOnce(const Counting& counting) const;
  [[nodiscard]] bool uses(InstId inst, Op op, const Counting& counting) const;
  [[nodiscard]] std::optional<size_t> indexOf(ValueId value, BlockId body) const;

  void rewrite(const Counting& counting);
  ValueId takeItem(const Counting& counting);
  void setBody(const Counting& counting, ValueId item);
  void makeFor(const Counting& counting);
  void placeEnd(const Counting& counting, const std::vector<ValueId>& old_results);
  void wrapInScope(const Counting& counting, const std::vector<ValueId>& results,
                   const std::vector<InstId>& breaks);

  Module& module_;
  Function& function_;
  ReplacedValues replaced_;
  std::vector<InstId> loops_;               // outer ones first
  std::vector<std::vector<InstId>> exits_;  // of an op: the break_to and continue_to that name it
};

void ForFinder::collect() {
  std::vector<BlockId> blocks = {function_.entry};
  for (size_t i = 0; i < blocks.size(); ++i) {
    for (const InstId id : function_[blocks[i]].insts) {
      const Inst& inst = function_[id];
      if (inst.op == Op::loop) loops_.push_back(id);
      if (inst.op == Op::break_to || inst.op == Op::continue_to) exits_[inst.label().index].push_back(id);
      blocks.insert(blocks.end(), inst.regions.begin(), inst.regions.end());
    }
  }
}

std::optional<size_t> ForFinder::indexOf(ValueId value, BlockId body) const {
  const std::vector<ValueId>& parameters = function_[body].parameters;
  const auto found = std::ranges::find(parameters, value);
  return found == parameters.end() ? std::nullopt : std::optional<size_t>(found - parameters.begin());
}

// iter_more, then an if_ that goes on or ends.
std::optional<Counting> ForFinder::match(InstId loop) const {
  const BlockId body = function_[loop].regions[0];
  const std::vector<InstId>& insts = function_[body].insts;
  if (insts.size() < 3 || function_[insts[0]].op != Op::iter_more || function_[insts[1]].op != Op::if_)
    return {};
  const Inst& more = function_[insts[0]];
  const Inst& test = function_[insts[1]];
  const std::vector<InstId>& go_on = function_[test.regions[0]].insts;
  const std::vector<InstId>& end = function_[test.regions[1]].insts;
  const auto index = indexOf(more.operands[1], body);
  const bool tests_more = test.operands[0] == more.results[0] && test.results.empty();
  const bool is_plain = go_on.size() == 1 && function_[go_on[0]].op == Op::yield && end.size() == 1;
  if (!tests_more || !is_plain || !index || indexOf(more.operands[0], body)) return {};
  const Counting counting{loop, body, more.operands[0], more.operands[1], *index, end[0]};
  return endIsPlain(counting) && advancesOnce(counting) ? std::optional(counting) : std::nullopt;
}

// The end does not look at the position or at whether there are more items.
bool ForFinder::endIsPlain(const Counting& counting) const {
  const Inst& end = function_[counting.end];
  const ValueId more = function_[function_[counting.body].insts[0]].results[0];
  const bool leaves = end.op != Op::yield && !(end.op == Op::continue_to && end.label() == counting.loop);
  return leaves &&
         std::ranges::none_of(end.operands, [&](ValueId v) { return v == counting.position || v == more; });
}

bool ForFinder::uses(InstId inst, Op op, const Counting& counting) const {
  const std::vector<ValueId> wanted = {counting.iterator, counting.position};
  return function_[inst].op == op && function_[inst].operands == wanted;
}

// It starts at the beginning, and every iteration hands on the position after its own.
bool ForFinder::advancesOnce(const Counting& counting) const {
  const auto definition = [&](ValueId value) { return function_[value].inst; };
  const InstId begin = definition(function_[counting.loop].operands[counting.index]);
  const bool begins = begin.valid() && function_[begin].op == Op::iter_begin &&
                      function_[begin].operands[0] == counting.iterator;
  return begins && std::ranges::all_of(exits_[counting.loop.index], [&](InstId id) {
           const Inst& exit = function_[id];
           if (exit.op == Op::break_to) return true;
           const InstId next = definition(exit.operands[counting.index]);
           return next.valid() && uses(next, Op::iter_next, counting);
         });
}

void ForFinder::rewrite(const Counting& counting) {
  const std::vector<ValueId> old_results = function_[counting.loop].results;
  const ValueId item = takeItem(counting);
  setBody(counting, item);
  makeFor(counting);
  placeEnd(counting, old_results);
}

// The item is a parameter of the body; the instruction that loads it first thing in the body goes.
ValueId ForFinder::takeItem(const Counting& counting) {
  std::vector<InstId>& insts = function_[counting.body].insts;
  insts.erase(insts.begin(), insts.begin() + 2);
  if (!uses(insts[0], Op::iter_item, counting))
    return function_.addParameter(counting.body, module_.types.never);
  const ValueId item = function_[insts[0]].results[0];
  function_[item].inst = InstId();
  function_[item].block = counting.body;
  insts.erase(insts.begin());
  return item;
}

void ForFinder::setBody(const Counting& counting, ValueId item) {
  std::vector<ValueId>& parameters = function_[counting.body].parameters;
  std::erase_if(parameters, [&](ValueId v) { return v == counting.position || v == item; });
  parameters.insert(parameters.begin(), {counting.position, item});
  for (const InstId id : exits_[counting.loop.index]) {
    Inst& exit = function_[id];
    if (exit.op != Op::continue_to) continue;
    exit.operands.erase(exit.operands.begin() + static_cast<std::ptrdiff_t>(counting.index));
  }
}

// The results are new values: what the loop gave is mapped to them by placeEnd.
void ForFinder::makeFor(const Counting& counting) {
  Inst& loop = function_[counting.loop];
  loop.op = Op::for_;
  loop.operands.erase(loop.operands.begin() + static_cast<std::ptrdiff_t>(counting.index));
  loop.operands.insert(loop.operands.begin(), counting.iterator);
  loop.results.clear();
  const std::vector<ValueId>& parameters = function_[counting.body].parameters;
  for (size_t i = 2; i < parameters.size(); ++i) {
    function_.addResult(counting.loop, function_[parameters[i]].type, function_[parameters[i]].name);
  }
}

// Behind the for_, what its end passed on is what it carried last.
void ForFinder::placeEnd(const Counting& counting, const std::vector<ValueId>& old_results) {
  Inst& end = function_[counting.end];
  for (ValueId& value : end.operands) {
    if (const auto index = indexOf(value, counting.body))
      value = function_[counting.loop].results[*index - 2];
  }
  const bool ends_here = end.op == Op::break_to && end.label() == counting.loop;
  std::vector<InstId> breaks;
  for (const InstId id : exits_[counting.loop.index]) {
    if (function_[id].op == Op::break_to && id != counting.end) breaks.push_back(id);
  }
  if (!breaks.empty()) {
    if (ends_here) end.op = Op::yield;
    wrapInScope(counting, old_results, breaks);
  } else if (ends_here) {
    replaced_.replace(old_results, end.operands);
  } else {
    function_[function_[counting.loop].parent].insts.push_back(counting.end);
  }
}

// scope #1 { %r = for_ #0 ... { ... break_to #1(%x) }  end }
void ForFinder::wrapInScope(const Counting& counting, const std::vector<ValueId>& results,
                            const std::vector<InstId>& breaks) {
  const InstId scope = function_.makeInst(Op::scope, {}, 0, {}, function_[counting.loop].range);
  const BlockId region = function_.addBlock(scope);
  const BlockId parent = function_[counting.loop].parent;
  function_[scope].regions = {region};
  function_[scope].parent = parent;
  function_[scope].results = results;
  for (const ValueId result : results) function_[result].inst = scope;
  for (const InstId id : breaks) function_[id].attribute = scope.index;
  std::ranges::replace(function_[parent].insts, counting.loop, scope);
  function_.append(region, counting.loop);
  function_.append(region, counting.end);
}

}  // namespace

void findForLoops(Module& module, Function& function) {
  CHECK(function.structured, "a structured function");
  ForFinder(module, function).run();
}

}  // namespace krait::passes
