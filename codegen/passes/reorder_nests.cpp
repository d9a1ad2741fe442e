// Over all loops, from the outside: what find_nest.h finds and plan_nest.h or split_loop.h plans is rewritten.
#include "codegen/passes/reorder_nests.h"

#include <algorithm>

#include "codegen/passes/find_nest.h"
#include "codegen/passes/plan_nest.h"
#include "codegen/passes/rewrite_nest.h"
#include "codegen/passes/split_loop.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;

class Reorderer {
 public:
  Reorderer(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks)
      : module_(module), function_(function), remarks_(remarks) {}

  void visitBlock(BlockId block) {
    for (const InstId id : std::vector(function_[block].insts)) {
      if (function_[id].op == Op::for_) {
        visitLoop(id);
      } else {
        for (const BlockId region : std::vector(function_[id].regions)) visitBlock(region);
      }
    }
  }

 private:
  // If the nest can't be reordered from here, perhaps from a loop further in.
  void visitLoop(InstId loop) {
    const auto found = findNest(module_, function_, loop);
    const Nest* nest = std::get_if<Nest>(&found);
    if (nest && (nest->stores_in_arms ? split(*nest) : rewrite(*nest))) return;
    const NestRefusal refusal = nest ? NestRefusal{loop, reasonToKeep(*nest)} : std::get<NestRefusal>(found);
    const size_t remarks_before = remarks_.size();
    visitBlock(function_[loop].regions[0]);
    if (hasLoop(function_[loop].regions[0]) && remarks_.size() == remarks_before) {
      remark(DiagKind::nest_kept, refusal.inst, std::string(refusal.reason));
    }
  }

  bool rewrite(const Nest& nest) {
    return reorder(nest, planNest(module_, function_, nest)) || split(nest) ||
           reorder(nest, planReduction(module_, function_, nest));
  }

  [[nodiscard]] static std::string_view reasonToKeep(const Nest& nest) {
    return nest.stores_in_arms ? "an element is stored in one arm of a choice only"
                               : "another order would not be the same, or no gain";
  }

  [[nodiscard]] bool hasLoop(BlockId block) const {
    return std::ranges::any_of(function_[block].insts, [&](InstId id) {
      const bool is_loop = function_[id].op == Op::for_ || function_[id].op == Op::loop;
      return is_loop || std::ranges::any_of(function_[id].regions, [&](BlockId region) { return hasLoop(region); });
    });
  }

  bool reorder(const Nest& nest, const std::optional<nests::LoopOrder>& order) {
    if (!order) return false;
    if (order->tile.empty()) {
      remark(DiagKind::nest_interchanged, nest.chain[0].inst, nameOf(nest.chain[order->outside.back()]));
    } else {
      std::string names = nameOf(nest.chain[order->tile.front()]);
      if (order->tile.size() > 1) names += " and " + nameOf(nest.chain[order->tile.back()]);
      remark(DiagKind::nest_tiled, nest.chain[0].inst, names);
    }
    rewriteNest(module_, function_, nest, *order);
    return true;
  }

  bool split(const Nest& nest) {
    const std::optional<LoopSplit> split = planSplit(module_, function_, nest);
    if (!split) return false;
    nests::LoopOrder order;
    for (size_t loop = 0; loop + 1 < nest.chain.size(); ++loop) order.outside.push_back(loop);
    remark(DiagKind::loop_split, nest.chain.back().inst, nameOf(nest.chain.back()));
    rewriteNest(module_, function_, nest, order, &*split);
    return true;
  }

  [[nodiscard]] std::string nameOf(const NestLoop& loop) const {
    const ir::NameId name = function_[loop.item].name;
    return name.valid() ? "'" + module_.names[name] + "'" : "a variable";
  }

  void remark(DiagKind kind, InstId inst, const std::string& text) {
    const std::string args[] = {text};
    remarks_.push_back(makeDiagnostic(kind, {function_.file, function_.name, function_[inst].range}, args));
  }

  ir::Module& module_;
  ir::Function& function_;
  std::vector<Diagnostic>& remarks_;
};

}  // namespace

void reorderNests(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks) {
  Reorderer(module, function, remarks).visitBlock(function.entry);
}

void reorderNests(ir::Module& module, ir::Function& function) {
  std::vector<Diagnostic> remarks;
  reorderNests(module, function, remarks);
}

}  // namespace krait::passes
