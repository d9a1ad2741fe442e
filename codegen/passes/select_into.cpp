// One walk over the function; the call moves to where the elements are stored.
#include "codegen/passes/select_into.h"

#include <algorithm>
#include <unordered_map>

#include "codegen/passes/array_effects.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

class Selector {
 public:
  Selector(ir::Module& module, ir::Function& function) : module_(module), function_(function) {}

  void run() {
    countUses(function_.entry);
    visit(function_.entry);
  }

 private:
  void countUses(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (const ValueId operand : function_[id].operands) users_[operand].push_back(id);
      for (const BlockId region : function_[id].regions) countUses(region);
    }
  }

  void visit(BlockId block) {
    const std::vector<InstId> insts = function_[block].insts;
    for (const InstId id : insts) {
      for (const BlockId region : std::vector(function_[id].regions)) visit(region);
      if (isSelection(id)) tryToMove(block, id);
    }
  }

  [[nodiscard]] bool isSelection(InstId id) const {
    const Inst& inst = function_[id];
    constexpr auto kRow = static_cast<uint32_t>(FunctionId::krait_lib_index_get);
    return inst.op == Op::call_builtin && inst.attribute == kRow && !hasMask(function_[inst.operands[1]].type);
  }

  // Whether a part of a key is a mask, whose count of elements is not known before it is read.
  [[nodiscard]] bool hasMask(ir::TypeId key) const {
    return std::ranges::any_of(module_.types[key].elements, [&](ir::TypeId part) {
      const ir::Type& type = module_.types[part];
      return type.kind == TypeKind::Array && type.dtype == ir::DType::Bool;
    });
  }

  // The selection's users: whether it fits, and the store.
  void tryToMove(BlockId block, InstId selection) {
    const ValueId selected = function_[selection].results[0];
    const std::vector<InstId>& users = users_[selected];
    if (users.size() != 2) return;
    const InstId fit = users[0], store = users[1];
    if (function_[fit].op != Op::fit || !isCopyOf(store, selected)) return;
    if (function_[fit].operands[0] != function_[store].operands[0]) return;
    if (function_[fit].parent != block || function_[store].parent != block) return;
    if (!isQuietBetween(block, selection, store, fit)) return;
    Inst& call = function_[store];
    call.op = Op::call_builtin;
    call.attribute = static_cast<uint32_t>(FunctionId::krait_lib_index_get_into);
    call.operands = {function_[selection].operands[0], function_[selection].operands[1], call.operands[0]};
    call.regions.clear();
    function_.addResult(store, module_.types.none);
    std::erase_if(function_[block].insts, [&](InstId id) { return id == selection || id == fit; });
  }

  [[nodiscard]] bool isCopyOf(InstId store, ValueId selected) const {
    const Inst& inst = function_[store];
    if (inst.op != Op::map_into || inst.operands.size() != 2 || inst.operands[1] != selected) return false;
    const ir::Block& region = function_[inst.regions[0]];
    const std::vector<ValueId>& given = function_[region.insts.back()].operands;
    const ir::Type& array = module_.types[function_[inst.operands[0]].type];
    const ir::Type& from = module_.types[function_[selected].type];
    return region.insts.size() == 1 && given.size() == 1 && given[0] == region.parameters[0] && !array.readonly &&
           array.dtype == from.dtype && array.ndim > 0 && from.ndim > 0;
  }

  [[nodiscard]] bool isQuietBetween(BlockId block, InstId selection, InstId store, InstId fit) const {
    const std::vector<InstId>& insts = function_[block].insts;
    const auto first = std::ranges::find(insts, selection), last = std::ranges::find(insts, store);
    return std::all_of(first + 1, last, [&](InstId id) { return id == fit || makesQuietView(module_, function_, id); });
  }

  ir::Module& module_;
  ir::Function& function_;
  std::unordered_map<ValueId, std::vector<InstId>> users_;
};

}  // namespace

void selectInto(ir::Module& module, ir::Function& function) { Selector(module, function).run(); }

}  // namespace krait::passes
