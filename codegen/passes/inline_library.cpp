// Callees come first, so that a chain of calls is inlined whole.
#include "codegen/passes/inline_library.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "frontend/ir/clone_region.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::FuncId;
using ir::Function;
using ir::InstId;
using ir::Op;
using ir::ValueId;

constexpr size_t kMostInsts = 60;

class Inliner {
 public:
  explicit Inliner(ir::Module& module) : module_(module) {}

  void run() {
    for (const auto& function : module_.functions) countCalls(*function, function->entry);
    visit(FuncId(0));
    dropUncalled();
  }

 private:
  // Inlines into the callees of a function, then them into it. In a recursion the first function visited stays.
  void visit(FuncId id) {
    if (!visited_.insert(id).second) return;
    for (const FuncId callee : calleesIn(module_[id], module_[id].entry)) visit(callee);
    replaced_.clear();  // values are numbered in each function
    inlineInBlock(module_[id], module_[id].entry);
    done_.insert(id);
  }

  static std::vector<FuncId> calleesIn(const Function& function, BlockId block) {
    std::vector<FuncId> callees;
    for (const InstId id : function[block].insts) {
      if (function[id].op == Op::call_direct) callees.push_back(function[id].callee());
      for (const BlockId region : function[id].regions) {
        const std::vector<FuncId> inner = calleesIn(function, region);
        callees.insert(callees.end(), inner.begin(), inner.end());
      }
    }
    return callees;
  }

  [[nodiscard]] bool isInlined(FuncId id) {
    const Function& callee = module_[id];
    if (!callee.library || !done_.contains(id)) return false;
    const std::vector<InstId>& insts = callee[callee.entry].insts;
    if (insts.empty() || callee[insts.back()].op != Op::ret) return false;
    if (isShared(id)) return false;
    return countInsts(callee, callee.entry) <= kMostInsts && !leavesInside(callee, callee.entry, true);
  }

  void countCalls(const Function& function, BlockId block) {
    for (const FuncId callee : calleesIn(function, block)) ++calls_[callee.index];
  }

  // Called for what it does from several places: inlined, it would be compiled for each, and there is no result to fuse with.
  [[nodiscard]] bool isShared(FuncId id) {
    const Function& callee = module_[id];
    const ValueId returned = callee[callee[callee.entry].insts.back()].operands[0];
    const bool gives_nothing = module_.types[callee[returned].type].kind == ir::TypeKind::None;
    return calls_[id.index] > 1 && gives_nothing;
  }

  static size_t countInsts(const Function& function, BlockId block) {
    size_t count = function[block].insts.size();
    for (const InstId id : function[block].insts) {
      for (const BlockId region : function[id].regions) count += countInsts(function, region);
    }
    return count;
  }

  // What a library function raises itself has a text of its own form, which goes with the function.
  static bool leavesInside(const Function& function, BlockId block, bool is_entry) {
    return std::ranges::any_of(function[block].insts, [&](InstId id) {
      if (function[id].op == Op::raise || (!is_entry && function[id].op == Op::ret)) return true;
      return std::ranges::any_of(function[id].regions, [&](BlockId region) { return leavesInside(function, region, false); });
    });
  }

  void inlineInBlock(Function& function, BlockId block) {
    const std::vector<InstId> insts = function[block].insts;
    function[block].insts.clear();
    for (const InstId id : insts) {
      for (ValueId& operand : function[id].operands) operand = current(operand);
      for (const BlockId region : std::vector(function[id].regions)) inlineInBlock(function, region);
      const bool goes = function[id].op == Op::call_direct && isInlined(function[id].callee());
      if (goes) {
        inlineCall(function, block, id);
      } else {
        function.append(block, id);
      }
    }
  }

  void inlineCall(Function& function, BlockId block, InstId call) {
    const Function& callee = module_[function[call].callee()];
    ir::RegionCopy copy;
    copy.range = function[call].range;
    for (size_t k = 0; k < function[call].operands.size(); ++k) {
      copy.values[callee[callee.entry].parameters[k]] = function[call].operands[k];
    }
    for (const InstId id : std::vector(callee[callee.entry].insts)) {
      if (callee[id].op == Op::ret) {
        const ValueId returned = callee[id].operands[0];
        replaced_[function[call].results[0]] = copy.values.at(returned);
      } else {
        const InstId inst = ir::cloneInst(function, callee, id, copy);
        function.append(block, inst);
      }
    }
    function[call].op = Op::unbound;  // stands nowhere any more
    function[call].operands.clear();
  }

  [[nodiscard]] ValueId current(ValueId value) const {
    const auto found = replaced_.find(value);
    return found == replaced_.end() ? value : found->second;
  }

  void dropUncalled() {
    std::set<FuncId> called{FuncId(0)};
    std::vector<FuncId> pending{FuncId(0)};
    while (!pending.empty()) {
      const FuncId id = pending.back();
      pending.pop_back();
      for (const FuncId callee : calleesIn(module_[id], module_[id].entry)) {
        if (called.insert(callee).second) pending.push_back(callee);
      }
    }
    keep(std::vector<FuncId>(called.begin(), called.end()));
  }

  // The rest keep their order and get new numbers.
  void keep(const std::vector<FuncId>& called) {
    std::unordered_map<uint32_t, uint32_t> number;
    std::vector<std::unique_ptr<Function>> kept;
    for (const FuncId id : called) {
      number[id.index] = static_cast<uint32_t>(kept.size());
      kept.push_back(std::move(module_.functions[id.index]));
    }
    for (const auto& function : kept) {
      for (uint32_t i = 0; i < function->instCount(); ++i) {
        ir::Inst& inst = (*function)[InstId(i)];
        if (inst.op != Op::call_direct) continue;
        const auto found = number.find(inst.attribute);
        if (found == number.end()) inst.op = Op::unbound, inst.operands.clear();  // of a branch that is gone
        else inst.attribute = found->second;
      }
    }
    module_.functions = std::move(kept);
  }

  ir::Module& module_;
  std::set<FuncId> visited_, done_;
  std::unordered_map<uint32_t, int> calls_;  // of each function, in the module as it came
  std::unordered_map<ValueId, ValueId> replaced_;  // results of inlined calls, in the function being changed
};

}  // namespace

void inlineLibrary(ir::Module& module) { Inliner(module).run(); }

}  // namespace krait::passes
