// One walk backwards that carries the set of live owned arrays: those with a use still to come. Where an array stops
// being live, it is released: after an instruction that uses it last, at the start of a region that does not need it
// while a neighbour does, and after a for_ that needed it in every iteration.
//
// What is live at the start of a loop is known before its body is walked: an array from outside that is used anywhere
// in the body, or live where the body jumps out to. So every block is walked once.
#include "codegen/passes/place_releases.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "frontend/support/check.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;
using Live = std::set<uint32_t>;  // owned components
using Values = std::span<const ValueId>;

// A retain or release to be inserted.
struct Count {
  Op op;
  uint32_t component;
};
using Counts = std::vector<Count>;

// What a block makes and uses, and what is live where it jumps out to.
struct LoopUses {
  Live used;
  Live made;
};

Live without(const Live& from, const Live& what) {
  Live rest;
  std::ranges::set_difference(from, what, std::inserter(rest, rest.end()));
  return rest;
}

bool leaves(Op op) { return op == Op::ret || op == Op::break_to || op == Op::continue_to; }

class ReleasePlacer {
 public:
  ReleasePlacer(ir::Module& module, Function& function, const OwnedResults& results)
      : module_(module), function_(function), results_(results), owners_(module, function, results) {}

  void run(ir::FuncId id) {
    if (!owners_.ownsAny()) return;
    id_ = id;
    placeInBlock(function_.entry);
    insertInBlock(function_.entry);
  }

 private:
  // Each gives what is live before.
  Live placeInBlock(BlockId block);
  Live placeAt(InstId id, const Live& after);
  Live placeAtTerminator(InstId id);
  Live placeAtBranches(InstId id, const Live& after);
  Live placeAtLoop(InstId id, const Live& after);
  template <typename Takes>
  Live handOver(InstId id, Values values, const Live& target, const Takes& takes);
  Live handOverTo(InstId id, Values values, Values receivers, const Live& target);
  Live handOverResult(InstId id);

  void addUses(Values values, Live& live) const;
  void addOwned(Values values, Live& live) const;
  void releaseUnused(Counts& place, const Live& owned, const Live& live);
  [[nodiscard]] Live liveAtHead(InstId loop, const Live& after) const;
  void collect(BlockId block, LoopUses& uses) const;
  [[nodiscard]] bool onlyRaises(BlockId block) const;
  [[nodiscard]] bool goesStraight(BlockId block) const;
  [[nodiscard]] Values carried(const Inst& loop) const;

  void insertInBlock(BlockId block);
  [[nodiscard]] Counts takeRetains(const std::vector<ValueId>& values, Counts& releases) const;
  void insert(BlockId block, const Counts& counts, SourceRange range);
  ValueId arrayOf(BlockId block, uint32_t component, SourceRange range);

  ir::Module& module_;
  Function& function_;
  const OwnedResults& results_;
  const ArrayOwners owners_;
  ir::FuncId id_;
  std::unordered_map<InstId, Live> leave_;  // live after a structured op, without its results
  std::unordered_map<InstId, Live> again_;  // live at the start of a loop, without its parameters
  std::unordered_map<InstId, Counts> before_, after_;
  std::unordered_map<BlockId, Counts> start_;
  bool raises_ = false;  // in a block that ends in a raise
};

void ReleasePlacer::addUses(Values values, Live& live) const {
  for (const ValueId value : values) {
    for (uint32_t k = 0; k < owners_.components.count(value); ++k) {
      const ArraySource& source = owners_.source(owners_.components.first(value) + k);
      live.insert(source.owners.begin(), source.owners.end());
    }
  }
}

void ReleasePlacer::addOwned(Values values, Live& live) const {
  for (const ValueId value : values) {
    for (uint32_t k = 0; k < owners_.components.count(value); ++k) {
      const uint32_t component = owners_.components.first(value) + k;
      if (owners_.isOwned(component)) live.insert(component);
    }
  }
}

void ReleasePlacer::releaseUnused(Counts& place, const Live& owned, const Live& live) {
  if (raises_) return;
  for (const uint32_t component : owned) {
    if (!live.contains(component)) place.push_back({Op::release, component});
  }
}

Live ReleasePlacer::placeInBlock(BlockId block) {
  const bool raised_before = raises_;
  raises_ |= onlyRaises(block);
  Live live;
  const std::vector<InstId>& insts = function_[block].insts;
  for (size_t i = insts.size(); i-- > 0;) live = placeAt(insts[i], live);
  Live parameters;
  if (function_[block].owner.valid()) addOwned(function_[block].parameters, parameters);
  releaseUnused(start_[block], parameters, live);
  raises_ = raised_before;
  return without(live, parameters);
}

Live ReleasePlacer::placeAt(InstId id, const Live& after) {
  const Inst& inst = function_[id];
  if (ir::isTerminator(inst.op)) return placeAtTerminator(id);
  Live results, used;
  addOwned(inst.results, results);
  releaseUnused(after_[id], results, after);
  const Live onward = without(after, results);
  if (inst.op == Op::if_ || inst.op == Op::scope) return placeAtBranches(id, onward);
  if (ir::hasRegions(inst.op) && !ir::visitsElements(inst.op)) return placeAtLoop(id, onward);
  addUses(inst.operands, used);
  releaseUnused(after_[id], used, onward);
  used.insert(onward.begin(), onward.end());
  return used;
}

Live ReleasePlacer::placeAtTerminator(InstId id) {
  const Inst& inst = function_[id];
  if (inst.op == Op::ret) return handOverResult(id);
  if (inst.op == Op::yield) {
    const InstId owner = function_[inst.parent].owner;
    return handOverTo(id, inst.operands, function_[owner].results, leave_[owner]);
  }
  if (inst.op == Op::break_to) {
    return handOverTo(id, inst.operands, function_[inst.label()].results, leave_[inst.label()]);
  }
  if (inst.op == Op::continue_to) {
    return handOverTo(id, inst.operands, carried(function_[inst.label()]), again_[inst.label()]);
  }
  Live used;  // a raise
  addUses(inst.operands, used);
  return used;
}

Live ReleasePlacer::placeAtBranches(InstId id, const Live& after) {
  leave_[id] = after;
  const std::vector<BlockId> regions = function_[id].regions;
  std::vector<Live> needed;
  Live live;
  for (const BlockId region : regions) {
    needed.push_back(placeInBlock(region));
    live.insert(needed.back().begin(), needed.back().end());
  }
  for (size_t i = 0; i < regions.size(); ++i) {
    if (!onlyRaises(regions[i])) releaseUnused(start_[regions[i]], live, needed[i]);
  }
  return live;
}

Live ReleasePlacer::placeAtLoop(InstId id, const Live& after) {
  const bool is_for = function_[id].op == Op::for_;
  const BlockId body = function_[id].regions[0];
  leave_[id] = after;
  const Live head = liveAtHead(id, after);
  again_[id] = head;
  const Live needed = placeInBlock(body);
  if (!onlyRaises(body)) releaseUnused(start_[body], head, needed);
  if (is_for) releaseUnused(after_[id], head, after);
  const Values initial = Values(function_[id].operands).subspan(is_for ? 1 : 0, carried(function_[id]).size());
  return handOverTo(id, initial, carried(function_[id]), head);
}

// Values go to receivers of which takes(i, k) says whether they own array k of value i. An array that is not needed at
// the target gives its own reference; for another, or the second time, one is made.
template <typename Takes>
Live ReleasePlacer::handOver(InstId id, Values values, const Live& target, const Takes& takes) {
  Live given, used;
  for (size_t i = 0; i < values.size(); ++i) {
    for (uint32_t k = 0; k < owners_.components.count(values[i]); ++k) {
      if (!takes(i, k)) continue;
      const uint32_t component = owners_.components.first(values[i]) + k;
      const ArraySource& source = owners_.source(component);
      const bool can_give = source.isExact() && !target.contains(source.owners[0]);
      if (!can_give || !given.insert(source.owners[0]).second) before_[id].push_back({Op::retain, component});
    }
  }
  addUses(values, used);
  releaseUnused(before_[id], without(used, given), target);
  used.insert(target.begin(), target.end());
  return used;
}

Live ReleasePlacer::handOverTo(InstId id, Values values, Values receivers, const Live& target) {
  return handOver(id, values, target, [&](size_t i, uint32_t k) {
    return owners_.isOwned(owners_.components.first(receivers[i]) + k);
  });
}

Live ReleasePlacer::handOverResult(InstId id) {
  return handOver(id, function_[id].operands, {}, [&](size_t, uint32_t k) { return results_(id_, k); });
}

Live ReleasePlacer::liveAtHead(InstId loop, const Live& after) const {
  LoopUses uses;
  const Inst& inst = function_[loop];
  collect(inst.regions[0], uses);
  if (inst.op == Op::for_) {
    addUses(Values(inst.operands).first(1), uses.used);
    uses.used.insert(after.begin(), after.end());
  }
  return without(uses.used, uses.made);
}

void ReleasePlacer::collect(BlockId block, LoopUses& uses) const {
  addOwned(function_[block].parameters, uses.made);
  for (const InstId id : function_[block].insts) {
    const Inst& inst = function_[id];
    addUses(inst.operands, uses.used);
    addOwned(inst.results, uses.made);
    for (const BlockId region : inst.regions) collect(region, uses);
    if (inst.op != Op::break_to && inst.op != Op::continue_to) continue;
    // Ops inside the loop are not in these maps yet.
    const auto& targets = inst.op == Op::break_to ? leave_ : again_;
    const auto target = targets.find(inst.label());
    if (target != targets.end()) uses.used.insert(target->second.begin(), target->second.end());
  }
}

// Whether the block ends in a raise without having done anything for long.
bool ReleasePlacer::onlyRaises(BlockId block) const {
  const Op last = function_[function_[block].insts.back()].op;
  return (last == Op::raise || last == Op::unreachable) && goesStraight(block);
}

bool ReleasePlacer::goesStraight(BlockId block) const {
  return std::ranges::all_of(function_[block].insts, [&](InstId id) {
    const Inst& inst = function_[id];
    if (leaves(inst.op) || inst.op == Op::loop || inst.op == Op::for_) return false;
    return std::ranges::all_of(inst.regions, [&](BlockId region) { return goesStraight(region); });
  });
}

Values ReleasePlacer::carried(const Inst& loop) const {
  return Values(function_[loop.regions[0]].parameters).subspan(loop.op == Op::for_ ? 2 : 0);
}

void ReleasePlacer::insertInBlock(BlockId block) {
  const std::vector<InstId> insts = std::move(function_[block].insts);
  function_[block].insts.clear();
  const SourceRange first = function_[insts[0]].range;
  if (function_[block].owner.valid()) insert(block, takeRetains(function_[block].parameters, start_[block]), first);
  insert(block, start_[block], first);
  for (const InstId id : insts) {
    const SourceRange range = function_[id].range;
    const std::vector<BlockId> regions = function_[id].regions;
    for (const BlockId region : regions) insertInBlock(region);
    insert(block, before_[id], range);
    function_.append(block, id);
    insert(block, takeRetains(function_[id].results, after_[id]), range);
    insert(block, after_[id], range);
  }
}

// What was taken out of a list is retained first of all, unless it is released at once.
Counts ReleasePlacer::takeRetains(const std::vector<ValueId>& values, Counts& releases) const {
  Counts retains;
  for (const ValueId value : values) {
    for (uint32_t k = 0; k < owners_.components.count(value); ++k) {
      const uint32_t component = owners_.components.first(value) + k;
      if (!owners_.isRetained(component)) continue;
      const auto is_its = [&](const Count& count) { return count.op == Op::release && count.component == component; };
      if (std::erase_if(releases, is_its) == 0) retains.push_back({Op::retain, component});
    }
  }
  return retains;
}

void ReleasePlacer::insert(BlockId block, const Counts& counts, SourceRange range) {
  for (const auto [op, component] : counts) {
    const ValueId array = arrayOf(block, component, range);
    function_.append(block, function_.makeInst(op, {array}, 0, module_.types.never, range));
  }
}

// The component as a value of its own: taken out of the tuples that it is in.
ValueId ReleasePlacer::arrayOf(BlockId block, uint32_t component, SourceRange range) {
  ValueId value = owners_.components.valueOf(component);
  uint32_t rest = component - owners_.components.first(value);
  while (!isCounted(module_.types[function_[value].type])) {
    const std::vector<ir::TypeId>& elements = module_.types[function_[value].type].elements;
    uint32_t position = 0;
    while (rest >= arrayCount(module_, elements[position])) rest -= arrayCount(module_, elements[position++]);
    const InstId extract = function_.makeInst(Op::extract, {value}, 1, elements[position], range);
    function_[extract].attribute = position;
    function_.append(block, extract);
    value = function_[extract].results[0];
  }
  return value;
}

ir::FuncId idOf(const ir::Module& module, const Function& function) {
  const auto found = std::ranges::find(module.functions, &function, [](const auto& each) { return each.get(); });
  CHECK(found != module.functions.end(), "a function of the module");
  return ir::FuncId(static_cast<uint32_t>(found - module.functions.begin()));
}

}  // namespace

void placeReleases(ir::Module& module, Function& function, const OwnedResults& results) {
  ReleasePlacer(module, function, results).run(idOf(module, function));
}

void placeReleases(ir::Module& module, Function& function) {
  placeReleases(module, function, OwnedResults(module));
}

}  // namespace krait::passes
