// Rewriting of the structured regions, see the header.
#include "frontend/passes/tidy_structure.h"

#include <algorithm>
#include <utility>

#include "frontend/support/check.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

class Tidier {
 public:
  Tidier(Function& function, ReplacedValues& replaced)
      : function_(function), replaced_(replaced), is_left_(function.instCount()) {}

  void run(const std::vector<StructuredRegion>& regions) {
    for (const StructuredRegion& region : regions) markLeft(region.block);
    for (size_t i = regions.size(); i-- > 0;) tidy(regions[i]);
    replaced_.applyBelow(function_, function_.entry);
  }

 private:
  void markLeft(BlockId block) {
    for (const InstId id : function_[block].insts) {
      if (function_[id].op == Op::break_to) is_left_[function_[id].label().index] = true;
    }
  }

  void tidy(const StructuredRegion& region) {
    std::vector<InstId> insts;
    for (const InstId id : function_[region.block].insts) {
      if (function_[id].op == Op::scope && !is_left_[id.index]) {
        dissolve(id, insts);
      } else {
        insts.push_back(id);
      }
    }
    if (function_[insts.back()].op == Op::if_) endWithIf(insts.back(), region.scope, insts);
    function_[region.block].insts = std::move(insts);
  }

  // A scope that is only left at its end: its code takes its place.
  void dissolve(InstId scope, std::vector<InstId>& insts) {
    const std::vector<InstId>& inner = function_[function_[scope].regions[0]].insts;
    const Inst& last = function_[inner.back()];
    CHECK(last.op == Op::yield, "a scope that nothing leaves");
    replaced_.replace(function_[scope].results, last.operands);
    insts.insert(insts.end(), inner.begin(), inner.end() - 1);
  }

  void endWithIf(InstId id, InstId scope, std::vector<InstId>& insts) {
    const std::vector<BlockId> arms = function_[id].regions;
    const bool first_yields = yields(arms[0]);
    const bool second_yields = yields(arms[1]);
    if (first_yields && second_yields) return joinArms(id, scope, insts);
    const bool is_first_longer = function_[arms[0]].insts.size() > function_[arms[1]].insts.size();
    const bool move_first = first_yields || (!second_yields && is_first_longer);
    moveBehind(arms[move_first ? 0 : 1], insts);
  }

  [[nodiscard]] bool yields(BlockId block) const {
    return function_[function_[block].insts.back()].op == Op::yield;
  }

  // Both arms go on: what they yield are the results of the if_.
  void joinArms(InstId id, InstId scope, std::vector<InstId>& insts) {
    const std::vector<ValueId> given = scope.valid() ? function_[scope].results : std::vector<ValueId>();
    for (const ValueId value : given) function_.addResult(id, function_[value].type, function_[value].name);
    insts.push_back(function_.makeInst(Op::yield, function_[id].results, 0, {}));
  }

  void moveBehind(BlockId arm, std::vector<InstId>& insts) {
    const InstId nothing = function_.makeInst(Op::yield, {}, 0, {});
    const std::vector<InstId> moved = std::exchange(function_[arm].insts, {nothing});
    insts.insert(insts.end(), moved.begin(), moved.end());
  }

  Function& function_;
  ReplacedValues& replaced_;
  std::vector<bool> is_left_;
};

}  // namespace

void tidyStructure(Function& function, const std::vector<StructuredRegion>& regions,
                   ReplacedValues& replaced) {
  Tidier(function, replaced).run(regions);
}

}  // namespace krait::passes
