// One array after the other.
#include "codegen/passes/promote_accesses.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "codegen/nests/accesses.h"
#include "frontend/ir/clone_region.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;
using nests::Access;

class Promoter {
 public:
  Promoter(const ir::Module& module, ir::Function& function, InstId loop)
      : module_(module), function_(function), loop_(loop), body_(function[loop].regions[0]) {
    collectDefined(body_);
  }

  void run() {
    for (const auto& [array, accesses] : accessesByArray()) {
      if (isPromotable(accesses)) promote(accesses);
    }
  }

 private:
  void collectDefined(BlockId block) {
    defined_.insert(function_[block].parameters.begin(), function_[block].parameters.end());
    for (const InstId id : function_[block].insts) {
      defined_.insert(function_[id].results.begin(), function_[id].results.end());
      for (const BlockId region : function_[id].regions) collectDefined(region);
    }
  }

  std::map<uint32_t, std::vector<Access>> accessesByArray() {
    std::map<uint32_t, std::vector<Access>> by_array;
    collectAccesses(body_, by_array);
    return by_array;
  }

  void collectAccesses(BlockId block, std::map<uint32_t, std::vector<Access>>& by_array) {
    for (const InstId id : function_[block].insts) {
      if (auto access = nests::accessOf(module_, function_, id))
        by_array[access->array.index].push_back(std::move(*access));
      for (const BlockId region : function_[id].regions) collectAccesses(region, by_array);
    }
  }

  // One element, the same in all iterations, read and written in the loop's own body.
  [[nodiscard]] bool isPromotable(const std::vector<Access>& accesses) const {
    const ir::TypeId type = elementType(accesses);
    const bool is_written = std::ranges::any_of(accesses, &Access::writes);
    return is_written && type.valid() && std::ranges::all_of(accesses, [&](const Access& access) {
             const bool is_own = function_[access.inst].parent == body_;
             return is_own && access.subscripts == accesses[0].subscripts && typeOf(access) == type &&
                    isFromOutside(access);
           });
  }

  // Of a read; without one there is nothing to gain.
  [[nodiscard]] ir::TypeId elementType(const std::vector<Access>& accesses) const {
    const auto read = std::ranges::find(accesses, false, &Access::writes);
    return read == accesses.end() ? ir::TypeId() : typeOf(*read);
  }

  [[nodiscard]] ir::TypeId typeOf(const Access& access) const {
    const ir::Inst& inst = function_[access.inst];
    return function_[access.writes ? inst.operands[2] : inst.results[0]].type;
  }

  [[nodiscard]] bool isFromOutside(const Access& access) const {
    return std::ranges::all_of(access.subscripts, [&](const nests::Affine& sum) {
      return std::ranges::none_of(sum.terms, [&](const nests::Term& term) { return defined_.contains(term.value); });
    });
  }

  void promote(const std::vector<Access>& accesses) {
    const ir::TypeId type = elementType(accesses);
    const ValueId array = accesses[0].array;
    const ValueId key = inFrontOfLoop(function_[accesses[0].inst].operands[1]);
    const InstId load = function_.makeInst(Op::getitem, {array, key}, 1, type, function_[accesses[0].inst].range);
    putBeforeLoop(load);
    function_[loop_].operands.push_back(function_[load].results[0]);
    const ValueId carried = function_.addParameter(body_, type);
    function_[function_[body_].insts.back()].operands.push_back(replaceAccesses(accesses, carried));
    const ValueId result = function_.addResult(loop_, type);
    const InstId store =
        function_.makeInst(Op::setitem, {array, key, result}, 0, type, function_[accesses[0].inst].range);
    putAt(store, placeOfLoop() + 1);
  }

  // Reads become the value of the last write before them; what it is at the end.
  ValueId replaceAccesses(const std::vector<Access>& accesses, ValueId carried) {
    std::unordered_map<ValueId, ValueId> replaced;
    ValueId current = carried;
    std::vector<InstId> left;
    for (const InstId id : std::vector(function_[body_].insts)) {
      replaceOperands(id, replaced);
      const auto access = std::ranges::find(accesses, id, &Access::inst);
      if (access == accesses.end()) {
        left.push_back(id);
      } else if (access->writes) {
        current = function_[id].operands[2];
      } else {
        replaced[function_[id].results[0]] = current;
      }
    }
    function_[body_].insts = std::move(left);
    return current;
  }

  void replaceOperands(InstId id, const std::unordered_map<ValueId, ValueId>& replaced) {
    for (ValueId& operand : function_[id].operands) {
      if (const auto found = replaced.find(operand); found != replaced.end()) operand = found->second;
    }
    for (const BlockId region : function_[id].regions) {
      for (const InstId inner : function_[region].insts) replaceOperands(inner, replaced);
    }
  }

  // The value, computed again in front of the loop if it is computed inside.
  ValueId inFrontOfLoop(ValueId value) {
    if (!defined_.contains(value)) return value;
    if (const auto found = copies_.values.find(value); found != copies_.values.end()) return found->second;
    const InstId definition = function_[value].inst;
    for (const ValueId operand : std::vector(function_[definition].operands))
      copies_.values[operand] = inFrontOfLoop(operand);
    const InstId copy = ir::cloneInst(function_, function_, definition, copies_);
    putBeforeLoop(copy);
    return copies_.values.at(value);
  }

  [[nodiscard]] size_t placeOfLoop() const {
    const std::vector<InstId>& insts = function_[function_[loop_].parent].insts;
    return static_cast<size_t>(std::ranges::find(insts, loop_) - insts.begin());
  }

  void putBeforeLoop(InstId id) { putAt(id, placeOfLoop()); }

  void putAt(InstId id, size_t place) {
    const BlockId block = function_[loop_].parent;
    function_[id].parent = block;
    function_[block].insts.insert(function_[block].insts.begin() + static_cast<std::ptrdiff_t>(place), id);
  }

  const ir::Module& module_;
  ir::Function& function_;
  const InstId loop_;
  const BlockId body_;
  std::unordered_set<ValueId> defined_;
  ir::RegionCopy copies_;
};

}  // namespace

void promoteAccesses(const ir::Module& module, ir::Function& function, InstId loop) {
  Promoter(module, function, loop).run();
}

}  // namespace krait::passes
