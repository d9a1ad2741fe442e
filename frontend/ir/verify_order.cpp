// The verifier's look at the order of definitions and uses: dominance in a CFG, lexical visibility in
// structured form.
#include <limits>

#include "frontend/ir/flow_graph.h"
#include "frontend/ir/verify_failure.h"

namespace krait::ir {
namespace {

template <typename Visit>
void forEachUse(const Inst& inst, const Visit& visit) {
  for (const ValueId operand : inst.operands) visit(operand);
  for (const Target& target : inst.targets) {
    for (const ValueId argument : target.arguments) visit(argument);
  }
}

class DominanceVerifier {
 public:
  DominanceVerifier(const Module& module, const Function& function)
      : function_(function), graph_(function), report_(module, function), place_(function.instCount()) {}

  void run() {
    for (const BlockId block : graph_.order()) {
      uint32_t place = 0;
      for (const InstId id : function_[block].insts) place_[id.index] = ++place;
    }
    for (const BlockId block : graph_.order()) {
      for (const InstId id : function_[block].insts) {
        forEachUse(function_[id], [&](ValueId used) { checkUse(id, block, used); });
      }
    }
  }

 private:
  void checkUse(InstId user, BlockId block, ValueId used) const {
    const Value& value = function_[used];
    const BlockId home = value.inst.valid() ? function_[value.inst].parent : value.block;
    bool comes_before = false;
    if (home == block) {
      comes_before = !value.inst.valid() ||
                     (place_[value.inst.index] != 0 && place_[value.inst.index] < place_[user.index]);
    } else {
      comes_before = home.valid() && graph_.reachable(home) && graph_.dominates(home, block);
    }
    if (!comes_before)
      report_.fail(user, report_.value(used) + " is used where its definition does not dominate");
  }

  const Function& function_;
  const FlowGraph graph_;
  VerifyReport report_;
  std::vector<uint32_t> place_;  // within its block, from 1
};

class VisibilityVerifier {
 public:
  VisibilityVerifier(const Module& module, const Function& function)
      : function_(function), report_(module, function), visible_(function.valueCount()) {}

  void checkBlock(BlockId block) {
    setVisible(function_[block].parameters, true);
    for (const InstId id : function_[block].insts) checkInst(id);
    for (const InstId id : function_[block].insts) setVisible(function_[id].results, false);
    setVisible(function_[block].parameters, false);
  }

 private:
  void checkInst(InstId id) {
    const Inst& inst = function_[id];
    for (const ValueId used : inst.operands) {
      if (!visible_[used.index]) report_.fail(id, report_.value(used) + " is used where it is not visible");
    }
    for (const BlockId region : inst.regions) checkBlock(region);
    setVisible(inst.results, true);
  }

  void setVisible(const std::vector<ValueId>& values, bool visible) {
    for (const ValueId value : values) visible_[value.index] = visible;
  }

  const Function& function_;
  VerifyReport report_;
  std::vector<bool> visible_;
};

}  // namespace

void VerifyReport::fail(const std::string& message) const {
  if (inst_.valid()) fail(inst_, message);
  throw VerifyFailure{message};
}

// The instruction is named by its op and first result, which are found in the printed function.
void VerifyReport::fail(InstId id, const std::string& message) const {
  const Inst& inst = function_[id];
  const std::string result = inst.results.empty() ? "" : value(inst.results[0]) + " = ";
  throw VerifyFailure{"'" + result + std::string(opInfo(inst.op).name) + "': " + message};
}

void VerifyReport::fail(BlockId block, const std::string& message) const {
  const InstId owner = function_[block].owner;
  if (owner.valid()) fail(owner, message + " (a region)");
  throw VerifyFailure{Numbering(module_, function_).block(block) + ": " + message};
}

std::string VerifyReport::value(ValueId id) const { return Numbering(module_, function_).value(id); }

void verifyOrder(const Module& module, const Function& function) {
  if (function.structured) {
    VisibilityVerifier(module, function).checkBlock(function.entry);
  } else {
    DominanceVerifier(module, function).run();
  }
}

}  // namespace krait::ir
