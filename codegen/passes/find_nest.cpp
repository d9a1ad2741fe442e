// Down the chain of loops that are alone in their body, then through the body of the last one.
#include "codegen/passes/find_nest.h"

#include <algorithm>

#include "codegen/passes/runs_in_step.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

constexpr std::string_view kOddRange = "this is no range that counts up by one between bounds that stay the same";
constexpr size_t kMostInstructions = 160;  // a tile holds many copies of each
constexpr size_t kMostLoops = 5;           // legality tries all signs of the distances

void collectDefined(const ir::Function& function, BlockId block, std::unordered_set<ValueId>& defined) {
  defined.insert(function[block].parameters.begin(), function[block].parameters.end());
  for (const InstId id : function[block].insts) {
    defined.insert(function[id].results.begin(), function[id].results.end());
    for (const BlockId region : function[id].regions) collectDefined(function, region, defined);
  }
}

class NestFinder {
 public:
  NestFinder(const ir::Module& module, const ir::Function& function) : module_(module), function_(function) {}

  std::variant<Nest, NestRefusal> find(InstId loop) {
    if (!startsChain(loop)) return NestRefusal{loop, "values are carried around the outermost one"};
    collectDefined(function_, function_[loop].regions[0], nest_.defined);
    if (!counts(loop)) return NestRefusal{loop, kOddRange};
    goDown(loop);
    const bool is_understood = visit(nest_.sunk) && visit(function_[nest_.body].insts);
    if (!is_understood) return refusal_;
    if (!areTermsKnown())
      return NestRefusal{loop, "an index or an array changes in them otherwise than by their variables"};
    if (readsEarlyWhatItWrites())
      return NestRefusal{loop, "an element that is read before an inner loop may be written in it"};
    return std::move(nest_);
  }

 private:
  [[nodiscard]] bool startsChain(InstId loop) const {
    return function_[loop].op == Op::for_ && function_[loop].results.empty();
  }

  [[nodiscard]] bool isFixed(const nests::Affine& sum) const {
    return std::ranges::all_of(sum.terms,
                               [&](const nests::Term& t) { return nest_.isFixed(module_, function_, t.value); });
  }

  // With bounds that are fixed, and a body that ends by going on with the loop itself.
  [[nodiscard]] bool counts(InstId loop) const {
    const auto counting = nests::countingOf(module_, function_, function_[loop].operands[0]);
    const ir::Inst& last = function_[function_[function_[loop].regions[0]].insts.back()];
    const bool goes_on = last.op == Op::continue_to && last.label() == loop;
    return goes_on && counting && isFixed(counting->start) && isFixed(counting->stop);
  }

  [[nodiscard]] NestLoop loopOf(InstId loop) const {
    return {loop, function_[loop].operands[0], function_[function_[loop].regions[0]].parameters[1]};
  }

  void goDown(InstId loop) {
    nest_.chain.push_back(loopOf(loop));
    nest_.body = function_[loop].regions[0];
    const std::vector<InstId>& insts = function_[nest_.body].insts;
    if (insts.size() < 2 || nest_.chain.size() == kMostLoops) return;
    const InstId inner = insts[insts.size() - 2];
    const auto front = std::span(insts).first(insts.size() - 2);
    if (!startsChain(inner) || !counts(inner) || !std::ranges::all_of(front, [&](InstId id) { return isQuiet(id); }))
      return;
    nest_.sunk.insert(nest_.sunk.end(), front.begin(), front.end());
    goDown(inner);
  }

  [[nodiscard]] bool isQuiet(InstId id) const {
    return function_[id].op != Op::setitem && function_[id].regions.empty() && runsInStep(module_, function_, id);
  }

  bool visit(std::span<const InstId> insts) {
    return std::ranges::all_of(insts, [&](InstId id) { return visitInst(id); });
  }

  bool visitInst(InstId id) {
    const ir::Inst& inst = function_[id];
    if (++visited_ > kMostInstructions) return refuse(id, "their body is too long");
    if (inst.op == Op::for_) return visitInner(id);
    if (inst.op == Op::if_) return visitChoice(id);
    if (!runsInStep(module_, function_, id))
      return refuse(id, "this may raise, or is not done for many elements in step");
    if (auto access = nests::accessOf(module_, function_, id)) nest_.accesses.push_back(std::move(*access));
    return true;
  }

  bool visitInner(InstId loop) {
    const bool carries_numbers = std::ranges::all_of(
        function_[loop].results, [&](ValueId result) { return isStepNumber(module_, function_[result].type); });
    if (!carries_numbers) return refuse(loop, "it carries values that are no numbers of 32 or 64 bits");
    if (!counts(loop)) return refuse(loop, kOddRange);
    nest_.inner.push_back(loopOf(loop));
    return visit(function_[function_[loop].regions[0]].insts);
  }

  // Both arms are computed, where indices are known to fit, and a choice of numbers is left. An arm that stores keeps
  // iterations from running in step, but no more.
  bool visitChoice(InstId choice) {
    const ir::Inst& inst = function_[choice];
    const bool chooses_numbers = std::ranges::all_of(
        inst.results, [&](ValueId result) { return isStepNumber(module_, function_[result].type); });
    if (!chooses_numbers) return refuse(choice, "it chooses between values that are no numbers of 32 or 64 bits");
    return std::ranges::all_of(inst.regions, [&](BlockId arm) {
      const std::vector<InstId>& insts = function_[arm].insts;
      if (function_[insts.back()].op != Op::yield) return refuse(choice, "an arm of it leaves the iteration");
      const auto is = [&](Op op) { return [this, op](InstId id) { return function_[id].op == op; }; };
      if (std::ranges::any_of(insts, is(Op::for_))) return refuse(choice, "there is a loop in one arm of it only");
      nest_.stores_in_arms |= std::ranges::any_of(insts, is(Op::setitem));
      return visit(insts);
    });
  }

  bool refuse(InstId id, std::string_view reason) {
    refusal_ = {id, reason};
    return false;
  }

  [[nodiscard]] bool isItem(ValueId value) const {
    const auto is_its = [&](const NestLoop& loop) { return loop.item == value; };
    return std::ranges::any_of(nest_.chain, is_its) || std::ranges::any_of(nest_.inner, is_its);
  }

  [[nodiscard]] bool areTermsKnown() const {
    return std::ranges::all_of(nest_.accesses, [&](const nests::Access& access) {
      return !nest_.defined.contains(access.array) &&
             std::ranges::all_of(access.subscripts, [&](const nests::Affine& sum) {
               return std::ranges::all_of(sum.terms, [&](const nests::Term& t) {
                 return isItem(t.value) || nest_.isFixed(module_, function_, t.value);
               });
             });
    });
  }

  // A read that moves inwards must not see what the nest writes.
  [[nodiscard]] bool readsEarlyWhatItWrites() const {
    return std::ranges::any_of(nest_.accesses, [&](const nests::Access& read) {
      if (std::ranges::count(nest_.sunk, read.inst) == 0) return false;
      return std::ranges::any_of(nest_.accesses,
                                 [&](const nests::Access& a) { return a.writes && a.array == read.array; });
    });
  }

  const ir::Module& module_;
  const ir::Function& function_;
  Nest nest_;
  NestRefusal refusal_;
  size_t visited_ = 0;
};

}  // namespace

bool Nest::isFixed(const ir::Module& module, const ir::Function& function, ValueId value) const {
  if (!defined.contains(value)) return true;
  const InstId definition = function[value].inst;
  if (!definition.valid() || !isSteady(module, function, definition)) return false;
  return std::ranges::all_of(function[definition].operands,
                             [&](ValueId operand) { return isFixed(module, function, operand); });
}

std::variant<Nest, NestRefusal> findNest(const ir::Module& module, const ir::Function& function, InstId loop) {
  return NestFinder(module, function).find(loop);
}

}  // namespace krait::passes
