// The verifier's checks of storage and of single instructions; verify_order.cpp looks at the order of
// definitions and uses. Both stop at the first failure, by an exception that does not leave verify().
#include "frontend/ir/verify.h"

#include <algorithm>
#include <span>

#include "frontend/ir/fall_through.h"
#include "frontend/ir/type_text.h"
#include "frontend/ir/verify_failure.h"

namespace krait::ir {
namespace {

class ShapeVerifier {
 public:
  ShapeVerifier(const Module& module, const Function& function, const VerifyOptions& options)
      : module_(module), function_(function), options_(options), report_(module, function),
        in_layout_(function.blockCount()), block_seen_(function.blockCount()),
        inst_seen_(function.instCount()), value_seen_(function.valueCount()) {}

  void run();

 private:
  void checkLayout();
  void checkParameters();
  void checkBlock(BlockId block, InstId owner);
  void checkEnd(BlockId block) const;
  void checkInst(InstId id, BlockId block);
  void checkCounts(const Inst& inst) const;
  void checkFlags(const Inst& inst) const;
  void checkAttribute(const Inst& inst) const;
  void checkTargets(const Inst& inst) const;
  void checkRegions(InstId id);
  void checkRegionShape(const Inst& inst) const;
  void checkInitialValues(const Inst& inst) const;
  void checkForm(const Inst& inst) const;
  void checkInputs(const Inst& inst) const;
  void checkParallel(const Inst& inst) const;
  void checkTile(const Inst& inst) const;
  void checkLeaving(const Inst& inst) const;
  void checkGive(const Inst& inst) const;
  void checkBreak(const Inst& inst) const;
  void checkContinue(const Inst& inst) const;
  void checkYield(const Inst& inst) const;
  void define(ValueId id, InstId inst, BlockId block);
  void checkPassed(std::span<const ValueId> values, std::span<const ValueId> receivers,
                   std::string_view what) const;
  [[nodiscard]] bool encloses(InstId op) const;

  const Module& module_;
  const Function& function_;
  const VerifyOptions& options_;
  VerifyReport report_;
  std::vector<bool> in_layout_, block_seen_, inst_seen_, value_seen_;
  std::vector<InstId> enclosing_;
};

void ShapeVerifier::run() {
  checkLayout();
  checkParameters();
  for (const BlockId block : function_.layout) checkBlock(block, InstId());
  // Only now, when the walks of FallThrough can't go astray.
  if (!function_.structured) return;
  const FallThrough goes_on(function_);
  for (uint32_t i = 0; i < function_.blockCount(); ++i) {
    const BlockId block(i);
    if (block_seen_[i] && goes_on(function_[block].insts.back()))
      report_.fail(block, "the block does not end");
  }
}

void ShapeVerifier::checkLayout() {
  const bool starts_well = !function_.layout.empty() && function_.layout[0] == function_.entry;
  if (!starts_well) report_.fail("the layout does not start with the entry");
  if (function_.structured && function_.layout.size() != 1)
    report_.fail("a structured function with several blocks");
  for (const BlockId block : function_.layout) {
    if (block.index >= function_.blockCount()) report_.fail("the layout holds a block that does not exist");
    in_layout_[block.index] = true;
  }
}

void ShapeVerifier::checkParameters() {
  const std::vector<ValueId>& values = function_[function_.entry].parameters;
  const int count = static_cast<int>(function_.parameters.size());
  const bool all_there =
      function_.captured >= 0 &&
      values.size() == function_.parameters.size() + static_cast<size_t>(function_.captured);
  if (!all_there) report_.fail("the parameters are not those of the entry");
  if (function_.positional_only < 0 || function_.positional_only > count)
    report_.fail("positional_only is wrong");
}

void ShapeVerifier::define(ValueId id, InstId inst, BlockId block) {
  if (id.index >= function_.valueCount()) report_.fail("a value that does not exist is defined");
  if (value_seen_[id.index]) report_.fail("the value " + report_.value(id) + " is defined twice");
  value_seen_[id.index] = true;
  const Value& value = function_[id];
  if (value.inst != inst || value.block != block)
    report_.fail(report_.value(id) + " names another definition");
  if (value.type.index >= module_.types.size()) report_.fail(report_.value(id) + " has no type");
}

void ShapeVerifier::checkBlock(BlockId block, InstId owner) {
  if (block_seen_[block.index]) report_.fail(block, "the block is used twice");
  block_seen_[block.index] = true;
  if (function_[block].owner != owner) report_.fail(block, "the block names another owner");
  for (const ValueId parameter : function_[block].parameters) define(parameter, InstId(), block);
  for (const InstId id : function_[block].insts) checkInst(id, block);
  checkEnd(block);
}

void ShapeVerifier::checkEnd(BlockId block) const {
  const std::vector<InstId>& insts = function_[block].insts;
  if (insts.empty()) report_.fail(block, "the block is empty");
  for (size_t i = 0; i + 1 < insts.size(); ++i) {
    if (isTerminator(function_[insts[i]].op)) report_.fail(insts[i], "a terminator that is not last");
  }
  const Op last = function_[insts.back()].op;
  if (!isTerminator(last) && !hasRegions(last)) report_.fail(block, "the block does not end in a terminator");
}

void ShapeVerifier::checkInst(InstId id, BlockId block) {
  if (id.index >= function_.instCount()) report_.fail(block, "an instruction that does not exist");
  report_.setInst(id);
  if (inst_seen_[id.index]) report_.fail("the instruction is used twice");
  inst_seen_[id.index] = true;
  const Inst& inst = function_[id];
  if (inst.parent != block) report_.fail("the instruction names another parent");
  for (const ValueId result : inst.results) define(result, id, BlockId());
  for (const ValueId operand : inst.operands) {
    if (operand.index >= function_.valueCount()) report_.fail("an operand that does not exist");
  }
  checkCounts(inst);
  checkFlags(inst);
  checkForm(inst);
  checkAttribute(inst);
  checkTargets(inst);
  checkLeaving(inst);
  checkRegions(id);
}

void ShapeVerifier::checkCounts(const Inst& inst) const {
  const OpInfo& info = opInfo(inst.op);
  const auto differs = [](int wanted, size_t count) {
    return wanted >= 0 && static_cast<size_t>(wanted) != count;
  };
  if (differs(info.operands, inst.operands.size())) report_.fail("wrong number of operands");
  if (differs(info.results, inst.results.size())) report_.fail("wrong number of results");
}

void ShapeVerifier::checkFlags(const Inst& inst) const {
  const bool is_binary_operator = inst.op >= Op::add && inst.op <= Op::bit_xor;
  if (inst.inplace && !is_binary_operator && inst.op != Op::make_function) report_.fail("inplace on an op that has no such form");
  if (inst.poll != Poll::None && inst.op != Op::loop && inst.op != Op::for_)
    report_.fail("poll on what is no loop");
  if (inst.is_parallel && inst.op != Op::for_) report_.fail("parallel on what is no for_");
  if (inst.lanes && inst.op != Op::for_) report_.fail("lanes on what is no for_");
}

void ShapeVerifier::checkForm(const Inst& inst) const {
  const bool is_cfg = inst.op == Op::jump || inst.op == Op::branch;
  const bool is_structured =
      hasRegions(inst.op) || inst.op == Op::give || inst.op == Op::yield || inst.op == Op::break_to || inst.op == Op::continue_to;
  if (function_.structured && is_cfg) report_.fail("a jump in structured form");
  if (!function_.structured && is_structured) report_.fail("structured control flow in a CFG");
}

void ShapeVerifier::checkAttribute(const Inst& inst) const {
  const auto check = [&](size_t count) {
    if (inst.attribute >= count) report_.fail("the attribute does not exist");
  };
  switch (opInfo(inst.op).attribute) {
  case Attribute::None:
  case Attribute::Function:
  case Attribute::Number:
  case Attribute::Label: return;  // checkLeaving looks at labels
  case Attribute::Constant: return check(module_.constants.size());
  case Attribute::Name: return check(module_.names.size());
  case Attribute::Callee: return check(module_.functions.size());
  }
}

void ShapeVerifier::checkTargets(const Inst& inst) const {
  const size_t wanted = inst.op == Op::jump ? 1 : inst.op == Op::branch ? 2 : 0;
  if (inst.targets.size() != wanted) report_.fail("wrong number of targets");
  for (const Target& target : inst.targets) {
    if (target.block.index >= function_.blockCount()) report_.fail("a target that does not exist");
    if (target.block == function_.entry) report_.fail("a jump to the entry");
    if (!in_layout_[target.block.index]) report_.fail("a target outside the layout");
    checkPassed(target.arguments, function_[target.block].parameters, "arguments of a target");
  }
}

void ShapeVerifier::checkPassed(std::span<const ValueId> values, std::span<const ValueId> receivers,
                                std::string_view what) const {
  if (values.size() != receivers.size()) report_.fail("wrong number of " + std::string(what));
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].index >= function_.valueCount()) report_.fail("an argument that does not exist");
    const TypeId from = function_[values[i]].type;
    const TypeId to = function_[receivers[i]].type;
    if (!options_.types || from == to || from == module_.types.never || to == module_.types.never) continue;
    report_.fail(report_.value(values[i]) + " is " + typeText(module_, from) + ", but " +
                 typeText(module_, to) + " is expected among the " + std::string(what));
  }
}

void ShapeVerifier::checkRegions(InstId id) {
  const Inst& inst = function_[id];
  checkRegionShape(inst);
  checkInitialValues(inst);
  enclosing_.push_back(id);
  for (const BlockId region : inst.regions) checkBlock(region, id);
  enclosing_.pop_back();
}

void ShapeVerifier::checkRegionShape(const Inst& inst) const {
  const bool is_pair = inst.op == Op::if_ || inst.op == Op::version || inst.op == Op::reduce;
  const size_t wanted = !hasRegions(inst.op) ? 0 : is_pair ? 2 : 1;
  const bool combines = inst.is_parallel && inst.regions.size() == 2;
  if (inst.regions.size() != wanted && !combines) report_.fail("wrong number of regions");
  const bool takes_parameters = inst.op == Op::tile || inst.op == Op::loop || inst.op == Op::for_ || visitsElements(inst.op);
  for (const BlockId region : inst.regions) {
    if (region.index >= function_.blockCount()) report_.fail("a region that does not exist");
    if (!takes_parameters && !function_[region].parameters.empty()) report_.fail("a region with parameters");
  }
}

// What a loop starts with, and what a for_ gives when it ends.
void ShapeVerifier::checkInitialValues(const Inst& inst) const {
  if (visitsElements(inst.op)) return checkInputs(inst);
  if (inst.op == Op::tile) return checkTile(inst);
  if (inst.op != Op::loop && inst.op != Op::for_) return;
  const std::span<const ValueId> parameters = function_[inst.regions[0]].parameters;
  const std::span<const ValueId> operands = inst.operands;
  if (inst.op == Op::loop) return checkPassed(operands, parameters, "initial values");
  if (operands.empty()) report_.fail("a for_ without an iterator");
  if (parameters.size() < 2) report_.fail("a for_ without position and item");
  if (inst.is_parallel) return checkParallel(inst);
  checkPassed(operands.subspan(1), parameters.subspan(2), "initial values");
  checkPassed(parameters.subspan(2), inst.results, "results");
}

// Initial values, then arrays; two values to combine for each carried value that is set, and one for each array.
void ShapeVerifier::checkParallel(const Inst& inst) const {
  const std::span<const ValueId> carried = std::span(function_[inst.regions[0]].parameters).subspan(2);
  const std::span<const ValueId> operands = std::span(inst.operands).subspan(1);
  if (operands.size() < carried.size()) report_.fail("wrong number of initial values");
  checkPassed(operands.first(carried.size()), carried, "initial values");
  checkPassed(carried, inst.results, "results");
  if (inst.starts.size() != operands.size()) report_.fail("a start for each carried value and array");
  const auto starts = std::span(inst.starts).first(carried.size());
  const size_t reduced = carried.size() - static_cast<size_t>(std::ranges::count(starts, ChunkStart::Unset));
  const size_t wanted = 2 * reduced + operands.size() - carried.size();
  const size_t combined = inst.regions.size() == 2 ? function_[inst.regions[1]].parameters.size() : 0;
  if (combined != wanted) report_.fail("wrong number of values to combine");
}

void ShapeVerifier::checkTile(const Inst& inst) const {
  const size_t ranges = inst.operands.size();
  if (ranges != 1 && ranges != 2) report_.fail("a tile is of one or two ranges");
  if (function_[inst.regions[0]].parameters.size() != ranges) report_.fail("wrong number of items");
  const bool is_versioned = std::ranges::any_of(enclosing_, [&](InstId id) { return function_[id].op == Op::version; });
  if (!is_versioned) report_.fail("a tile outside of a version");
}

void ShapeVerifier::checkInputs(const Inst& inst) const {
  const size_t before = operandsBeforeInputs(inst.op);
  const size_t inputs = function_[inst.regions[0]].parameters.size();
  if (inst.operands.size() != before + inputs) report_.fail("wrong number of inputs");
  const bool combines = inst.op == Op::reduce;
  if (combines && function_[inst.regions[1]].parameters.size() != 2) report_.fail("a reduction combines two values");
}

void ShapeVerifier::checkGive(const Inst& inst) const {
  const Inst& owner = enclosing_.empty() ? inst : function_[enclosing_.back()];
  if (!visitsElements(owner.op) && !owner.is_parallel) report_.fail("give stands in map, map_into, reduce or combine only");
  const size_t given = inst.operands.size();
  if (owner.is_parallel) return;
  const bool fits = owner.op == Op::map ? given == owner.results.size()
                    : owner.op == Op::map_into ? given == 1 || given == 2 : given == 1;
  if (!fits) report_.fail("wrong number of values of an element");
}

void ShapeVerifier::checkLeaving(const Inst& inst) const {
  if (inst.op == Op::give) checkGive(inst);
  if (inst.op == Op::break_to) checkBreak(inst);
  if (inst.op == Op::continue_to) checkContinue(inst);
  if (inst.op == Op::yield) checkYield(inst);
}

bool ShapeVerifier::encloses(InstId op) const { return std::ranges::count(enclosing_, op) != 0; }

void ShapeVerifier::checkBreak(const Inst& inst) const {
  if (!encloses(inst.label())) report_.fail("the label is not that of an enclosing op");
  const Inst& left = function_[inst.label()];
  if (left.op != Op::scope && left.op != Op::loop) report_.fail("break_to leaves a scope or loop only");
  checkPassed(inst.operands, left.results, "results");
}

void ShapeVerifier::checkContinue(const Inst& inst) const {
  if (!encloses(inst.label())) report_.fail("the label is not that of an enclosing op");
  const Inst& loop = function_[inst.label()];
  if (loop.op != Op::loop && loop.op != Op::for_) report_.fail("continue_to repeats a loop only");
  const std::span<const ValueId> parameters = function_[loop.regions[0]].parameters;
  checkPassed(inst.operands, parameters.subspan(loop.op == Op::for_ ? 2 : 0), "carried values");
}

void ShapeVerifier::checkYield(const Inst& inst) const {
  const Op op = enclosing_.empty() ? Op::loop : function_[enclosing_.back()].op;
  const bool is_left_by_yield = op == Op::if_ || op == Op::scope || op == Op::version || op == Op::tile;
  if (!is_left_by_yield) report_.fail("yield stands in an if_, scope, version or tile only");
  checkPassed(inst.operands, function_[enclosing_.back()].results, "results");
}

}  // namespace

std::optional<std::string> verify(const Module& module, const Function& function,
                                  const VerifyOptions& options) {
  try {
    ShapeVerifier(module, function, options).run();
    verifyOrder(module, function);
    return std::nullopt;
  } catch (const VerifyFailure& failure) {
    return failure.message;
  }
}

}  // namespace krait::ir
