// One walk that finds the values, inner loops and branches first, and one that replaces them.
#include "codegen/passes/drop_unchanged.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

class UnchangedDropper {
 public:
  explicit UnchangedDropper(ir::Function& function) : function_(function) {}

  void run() {
    visit(function_.entry);
    if (!replaced_.empty()) replaceIn(function_.entry);
  }

 private:
  void visit(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (const BlockId region : function_[id].regions) visit(region);
      if (function_[id].op == Op::continue_to) again_[function_[id].label()].push_back(id);
      if (function_[id].op == Op::for_) dropFrom(id);
      if (function_[id].op == Op::if_) dropFromBranch(id);
    }
  }

  ValueId current(ValueId value) const {
    for (auto found = replaced_.find(value); found != replaced_.end(); found = replaced_.find(value)) value = found->second;
    return value;
  }

  void dropFrom(InstId loop) {
    for (size_t k = function_[loop].results.size(); k-- > 0;) {
      const ValueId parameter = function_[function_[loop].regions[0]].parameters[2 + k];
      const bool is_handed_on = std::ranges::all_of(again_[loop], [&](InstId again) {
        return current(function_[again].operands[k]) == parameter;
      });
      if (is_handed_on) drop(loop, k);
    }
  }

  // %r = if_ %c { ... yield %x } else { ... yield %x }
  void dropFromBranch(InstId branch) {
    Inst& inst = function_[branch];
    std::vector<InstId> yields;
    for (const BlockId region : inst.regions) yields.push_back(function_[region].insts.back());
    if (!std::ranges::all_of(yields, [&](InstId last) { return function_[last].op == Op::yield; })) return;
    for (size_t k = inst.results.size(); k-- > 0;) {
      const ValueId given = current(function_[yields[0]].operands[k]);
      if (current(function_[yields[1]].operands[k]) != given || function_[given].type != function_[inst.results[k]].type) continue;
      replaced_[inst.results[k]] = given;
      erase(inst.results, k);
      for (const InstId last : yields) erase(function_[last].operands, k);
    }
  }

  template <typename Vector>
  static void erase(Vector& values, size_t k) {
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(k));
  }

  void drop(InstId loop, size_t k) {
    Inst& inst = function_[loop];
    std::vector<ValueId>& parameters = function_[inst.regions[0]].parameters;
    const ValueId initial = inst.operands[1 + k];
    replaced_[parameters[2 + k]] = initial;
    replaced_[inst.results[k]] = initial;
    erase(parameters, 2 + k);
    erase(inst.operands, 1 + k);
    erase(inst.results, k);
    for (const InstId again : again_[loop]) erase(function_[again].operands, k);
  }

  void replaceIn(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (ValueId& operand : function_[id].operands) operand = current(operand);
      for (const BlockId region : function_[id].regions) replaceIn(region);
    }
  }

  ir::Function& function_;
  std::unordered_map<InstId, std::vector<InstId>> again_;  // the continue_tos of a loop
  std::unordered_map<ValueId, ValueId> replaced_;
};

}  // namespace

void dropUnchanged(ir::Module& /*module*/, ir::Function& function) { UnchangedDropper(function).run(); }

}  // namespace krait::passes
