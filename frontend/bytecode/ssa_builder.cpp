// Reading and writing of variables, and the completion of the joins.
#include "frontend/bytecode/ssa_builder.h"

#include <algorithm>

#include "frontend/support/check.h"

namespace krait::bytecode {
namespace {

ir::ValueId appendConstant(ir::Module& module, ir::Function& function, ir::Op op, ir::ConstId constant) {
  const ir::InstId inst = function.makeInst(op, {}, 1, module.types.never);
  if (constant.valid()) function[inst].attribute = constant.index;
  function.append(function.entry, inst);
  return function[inst].results[0];
}

}  // namespace

SsaBuilder::SsaBuilder(ir::Module& module, ir::Function& function, std::vector<ir::NameId> names)
    : module_(module), function_(function), names_(std::move(names)) {
  blocks_.enter(function.entry);
  const auto flag = [&](bool value) {
    return appendConstant(module, function, ir::Op::constant,
                          module.constants.intern(ir::boolConstant(value)));
  };
  true_ = flag(true);
  false_ = flag(false);
  unbound_ = appendConstant(module, function, ir::Op::unbound, {});
}

void SsaBuilder::write(VariableId variable, ir::BlockId block, ir::ValueId value) {
  if (variable.index >= writes_.size()) writes_.resize(variable.index + 1);
  std::vector<uint32_t>& writes = writes_[variable.index];
  const uint32_t place = blocks_.place(block);
  if (writes.empty() || writes.back() != place) writes.push_back(place);
  remember(variable, block, value);
}

bool SsaBuilder::isWritten(VariableId variable, const Span& span) const {
  if (variable.index >= writes_.size()) return false;
  const std::vector<uint32_t>& writes = writes_[variable.index];
  const auto next = std::ranges::upper_bound(writes, span.after);
  return next != writes.end() && *next <= span.last;
}

// A block at whose end the variable has the value that it has at the start of this one; invalid: that takes a join.
ir::BlockId SsaBuilder::before(VariableId variable, ir::BlockId block) const {
  const FilledBlocks::Info& info = blocks_[block];
  if (info.expected == 1) {
    CHECK(info.edges.size() == 1, "blocks are not filled in reverse postorder");
    return info.edges[0].from;
  }
  CHECK(info.expected > 1, "a variable that is read before it is written");
  return info.between && !isWritten(variable, *info.between) ? info.dominator : ir::BlockId();
}

// What is found is put down in this block and in those at 1, 2, 4, ... steps from it, where the ways of reads from its
// neighbours meet.
ir::ValueId SsaBuilder::read(VariableId variable, ir::BlockId block) {
  std::vector<ir::BlockId> passed;
  ir::ValueId value;
  uint32_t steps = 0;
  for (ir::BlockId at = block; !value.valid(); ++steps) {
    if (const auto found = current_.find(key(variable, at)); found != current_.end()) {
      value = found->second;
      break;
    }
    if ((steps & (steps - 1)) == 0) passed.push_back(at);
    const ir::BlockId next = before(variable, at);
    if (!next.valid()) value = addJoin(variable, at);
    at = next;
  }
  for (const ir::BlockId each : passed) remember(variable, each, value);
  return value;
}

ir::ValueId SsaBuilder::addJoin(VariableId variable, ir::BlockId block) {
  const ir::NameId name = variable.index < names_.size() ? names_[variable.index] : ir::NameId();
  const ir::ValueId value = function_.addParameter(block, module_.types.never, name);
  joins_.push_back({.value = value, .block = block, .variable = variable});
  remember(variable, block, value);
  return value;
}

// Completing a join may read through other blocks, and so make more joins at the end of the vector.
void SsaBuilder::completeJoins() {
  for (size_t i = 0; i < joins_.size(); ++i) {
    const VariableId variable = joins_[i].variable;
    const std::vector<Edge>& edges = blocks_[joins_[i].block].edges;
    CHECK(edges.size() == blocks_[joins_[i].block].expected, "a block without all of its edges");
    std::vector<ir::ValueId> operands;
    for (const Edge& edge : edges) operands.push_back(read(variable, edge.from));
    joins_[i].operands = std::move(operands);
  }
}

void SsaBuilder::finish() {
  completeJoins();
  replacement_ = replaceTrivialJoins(joins_, function_.valueCount());
  rewriteOperands();
  removeResolvedChecks();
  attachArguments();
}

ir::ValueId SsaBuilder::resolve(ir::ValueId value) const { return replacement_[value.index]; }

void SsaBuilder::rewriteOperands() {
  for (uint32_t i = 0; i < function_.instCount(); ++i) {
    for (ir::ValueId& operand : function_[ir::InstId(i)].operands) operand = resolve(operand);
  }
}

// A variable whose flag is `true` on all paths is always bound.
void SsaBuilder::removeResolvedChecks() {
  for (const ir::BlockId block : function_.layout) {
    std::erase_if(function_[block].insts, [&](ir::InstId inst) {
      const ir::Op op = function_[inst].op;
      return (op == ir::Op::check_bound || op == ir::Op::check_captured) && function_[inst].operands[0] == true_;
    });
  }
}

// Those that an instruction uses, directly or through other joins.
std::vector<bool> SsaBuilder::findNeededJoins() const {
  std::unordered_map<uint32_t, uint32_t> join_of;  // by value
  for (uint32_t i = 0; i < joins_.size(); ++i) join_of[joins_[i].value.index] = i;
  std::vector<bool> is_needed(joins_.size(), false);
  std::vector<uint32_t> worklist;
  const auto need = [&](ir::ValueId value) {
    const auto found = join_of.find(value.index);
    if (found == join_of.end() || is_needed[found->second]) return;
    is_needed[found->second] = true;
    worklist.push_back(found->second);
  };
  for (const ir::BlockId block : function_.layout) {
    for (const ir::InstId inst : function_[block].insts)
      std::ranges::for_each(function_[inst].operands, need);
  }
  while (!worklist.empty()) {
    const Join& join = joins_[worklist.back()];
    worklist.pop_back();
    for (const ir::ValueId operand : join.operands) need(resolve(operand));
  }
  return is_needed;
}

// Parameters are ordered by variable, so that the result does not depend on the order of reads.
void SsaBuilder::attachArguments() {
  const std::vector<bool> is_needed = findNeededJoins();
  std::vector<const Join*> needed;
  for (size_t i = 0; i < joins_.size(); ++i) {
    function_[joins_[i].block].parameters.clear();
    if (is_needed[i]) needed.push_back(&joins_[i]);
  }
  std::ranges::sort(needed, {}, [](const Join* join) { return std::pair(join->block, join->variable); });
  for (const Join* join : needed) {
    function_[join->block].parameters.push_back(join->value);
    const std::vector<Edge>& edges = blocks_[join->block].edges;
    for (size_t i = 0; i < edges.size(); ++i) {
      ir::Target& target = function_[edges[i].terminator].targets[edges[i].index];
      target.arguments.push_back(resolve(join->operands[i]));
    }
  }
}

}  // namespace krait::bytecode
