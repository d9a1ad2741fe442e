// Python variables and stack slots to SSA values, as the blocks are filled, after M. Braun et al., "Simple
// and Efficient Construction of Static Single Assignment Form", CC 2013, with block parameters instead of
// phis.
//
// A read that reaches a block with several predecessors makes a join there: a block parameter whose operands
// are looked up when all blocks are filled (all blocks are sealed together, in finish). Joins that merge one
// value with itself, and joins that nothing needs, are gone from the result. Where filled_blocks.h tells that the
// variable is not written on the way from the block's dominator, the read goes on there, without a join: otherwise each
// variable would have one in every block that it lives through.
//
// Contract: blocks are filled in reverse postorder, so that the predecessor of a block that has only one is
// known; every variable that is read is written on each path from the entry.
#pragma once

#include <unordered_map>
#include <vector>

#include "frontend/bytecode/filled_blocks.h"
#include "frontend/ir/function.h"

namespace krait::bytecode {

using VariableId = Id<struct VariableTag>;

struct Join {
  ir::ValueId value;
  ir::BlockId block;
  VariableId variable;
  std::vector<ir::ValueId> operands = {};  // one per edge into the block
};

class SsaBuilder {
 public:
  // Fills the function's entry block with the constants `true`, `false` and `unbound`, for the flags and
  // values of variables. names[v] is the name of variable v; variables past its end have none.
  SsaBuilder(ir::Module&, ir::Function&, std::vector<ir::NameId> names);

  // The block that is filled from here on. `write` is into it.
  void enter(ir::BlockId block) { blocks_.enter(block); }
  void write(VariableId variable, ir::BlockId block, ir::ValueId value);
  ir::ValueId read(VariableId variable, ir::BlockId block);

  // How many edges lead to `block`; before the first read in it.
  void expectEdges(ir::BlockId block, uint32_t count) { blocks_.expectEdges(block, count); }
  void addEdge(ir::BlockId to, const Edge& edge) { blocks_.addEdge(to, edge); }

  // Completes all joins, drops the needless ones, rewrites every operand, passes the arguments of all jumps.
  void finish();
  // After finish: what has become of a value that was read.
  [[nodiscard]] ir::ValueId resolve(ir::ValueId) const;

  [[nodiscard]] ir::ValueId trueValue() const { return true_; }
  [[nodiscard]] ir::ValueId falseValue() const { return false_; }
  [[nodiscard]] ir::ValueId unboundValue() const { return unbound_; }

 private:
  static uint64_t key(VariableId variable, ir::BlockId block) {
    return (uint64_t{block.index} << 32) | variable.index;
  }
  [[nodiscard]] ir::BlockId before(VariableId variable, ir::BlockId block) const;
  [[nodiscard]] bool isWritten(VariableId variable, const Span& span) const;
  void remember(VariableId variable, ir::BlockId block, ir::ValueId value) { current_[key(variable, block)] = value; }
  ir::ValueId addJoin(VariableId variable, ir::BlockId block);
  void completeJoins();
  void rewriteOperands();
  void removeResolvedChecks();
  [[nodiscard]] std::vector<bool> findNeededJoins() const;
  void attachArguments();

  ir::Module& module_;
  ir::Function& function_;
  std::vector<ir::NameId> names_;
  FilledBlocks blocks_;
  std::vector<std::vector<uint32_t>> writes_;  // by variable: the places of the blocks that write it, in order
  std::unordered_map<uint64_t, ir::ValueId> current_;
  std::vector<Join> joins_;
  std::vector<ir::ValueId> replacement_;  // by value
  ir::ValueId true_, false_, unbound_;
};

// What each value stands for once the trivial joins are gone: joins, alone or several, that one value reaches
// from outside.
[[nodiscard]] std::vector<ir::ValueId> replaceTrivialJoins(const std::vector<Join>&, size_t value_count);

}  // namespace krait::bytecode
