// One walk in program order, with a table of what is known here; entries of a region leave it when the region ends.
#include "codegen/passes/share_views.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

class ViewSharer {
 public:
  ViewSharer(ir::Module& module, ir::Function& function) : module_(module), function_(function) {}

  void run() {
    countUses(function_.entry);
    visit(function_.entry);
  }

 private:
  // Op, attribute, type of the result, operands.
  using Key = std::tuple<Op, uint32_t, uint32_t, std::vector<uint32_t>>;
  using Known = std::map<Key, ValueId>;

  void countUses(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (const ValueId operand : function_[id].operands) users_[operand].push_back(id);
      for (const BlockId region : function_[id].regions) countUses(region);
    }
  }

  void visit(BlockId block) {
    std::vector<Known::iterator> entered;
    std::vector<InstId> kept;
    for (const InstId id : std::vector(function_[block].insts)) {
      for (ValueId& operand : function_[id].operands) operand = current(operand);
      if (ir::visitsElements(function_[id].op)) mergeInputs(id);
      if (isNumbered(id)) {
        const auto [entry, is_new] = known_.try_emplace(keyOf(id), function_[id].results[0]);
        if (is_new) entered.push_back(entry);
        if (!is_new && isShared(id)) {
          replaced_[function_[id].results[0]] = entry->second;
          continue;
        }
        if (!is_new) equals_[function_[id].results[0]] = entry->second;
      }
      kept.push_back(id);
      visitRegions(id);
    }
    function_[block].insts = std::move(kept);
    for (const Known::iterator entry : entered) known_.erase(entry);
  }

  // A loop makes its views itself: what its iterations do to an array is looked for by the array's name.
  void visitRegions(InstId id) {
    const bool is_loop = function_[id].op == Op::for_ || function_[id].op == Op::loop;
    Known outside;
    if (is_loop) std::swap(outside, known_);
    for (const BlockId region : std::vector(function_[id].regions)) visit(region);
    if (is_loop) std::swap(outside, known_);
  }

  [[nodiscard]] ValueId current(ValueId value) const {
    const auto found = replaced_.find(value);
    return found == replaced_.end() ? value : found->second;
  }

  [[nodiscard]] Key keyOf(InstId id) const {
    const Inst& inst = function_[id];
    std::vector<uint32_t> operands;
    for (const ValueId operand : inst.operands) {
      const auto equal = equals_.find(operand);
      operands.push_back(equal == equals_.end() ? operand.index : equal->second.index);
    }
    return {inst.op, inst.attribute, function_[inst.results[0]].type.index, std::move(operands)};
  }

  [[nodiscard]] bool isNumbered(InstId id) const {
    const Inst& inst = function_[id];
    if (inst.results.size() != 1) return false;
    switch (inst.op) {
      case Op::constant:
      case Op::build_slice: return true;
      case Op::build_tuple: return isKey(inst.results[0]);
      case Op::convert: return isLiteral(inst.operands[0]) || isKey(inst.results[0]);
      default: return isShared(id);
    }
  }

  // Of the others the second one stays where it is: LLVM sees nothing of it.
  [[nodiscard]] bool isShared(InstId id) const {
    const Inst& inst = function_[id];
    switch (inst.op) {
      case Op::broadcast: return true;
      case Op::getitem: return isView(inst);
      case Op::load_attribute: return isShapeOfArray(inst);
      default: return false;
    }
  }

  [[nodiscard]] TypeKind kind(ValueId value) const { return module_.types.kind(function_[value].type); }

  [[nodiscard]] bool isLiteral(ValueId value) const { return kind(value) == TypeKind::Literal; }

  // Made of what keys are made of: ints, slices, None, `...`.
  [[nodiscard]] bool isKey(ValueId value) const {
    const auto isPart = [&](ir::TypeId type) {
      const TypeKind part = module_.types.kind(type);
      return part == TypeKind::Int || part == TypeKind::Slice || part == TypeKind::None || part == TypeKind::Literal;
    };
    const ir::TypeId type = function_[value].type;
    const TypeKind whole = module_.types.kind(type);
    return whole == TypeKind::Slice || (whole == TypeKind::Tuple && std::ranges::all_of(module_.types[type].elements, isPart));
  }

  // Two views are two objects: they can be one where only elements and shapes are asked of them.
  [[nodiscard]] bool isView(const Inst& inst) const {
    if (kind(inst.operands[0]) != TypeKind::Array || kind(inst.results[0]) != TypeKind::Array) return false;
    const auto users = users_.find(inst.results[0]);
    return users == users_.end() || std::ranges::all_of(users->second, [&](InstId user) { return looksInside(user); });
  }

  [[nodiscard]] bool looksInside(InstId user) const {
    const Inst& inst = function_[user];
    if (inst.op == Op::load_attribute) return isShapeOfArray(inst);
    const bool is_about_shape = inst.op == Op::broadcast || inst.op == Op::fit;
    return is_about_shape || inst.op == Op::getitem || inst.op == Op::setitem || ir::visitsElements(inst.op);
  }

  [[nodiscard]] bool isShapeOfArray(const Inst& inst) const {
    return kind(inst.operands[0]) == TypeKind::Array && module_.names[inst.name()] == "shape";
  }

  // Of inputs that are one array the first one stays.
  void mergeInputs(InstId loop) {
    const size_t before = ir::operandsBeforeInputs(function_[loop].op);
    const BlockId region = function_[loop].regions[0];
    for (size_t k = function_[loop].operands.size(); k-- > before;) {
      std::vector<ValueId>& operands = function_[loop].operands;
      const auto first = std::find(operands.begin() + static_cast<std::ptrdiff_t>(before), operands.end(), operands[k]);
      const auto place = static_cast<size_t>(first - operands.begin());
      if (place == k) continue;
      std::vector<ValueId>& parameters = function_[region].parameters;
      replaced_[parameters[k - before]] = parameters[place - before];
      operands.erase(operands.begin() + static_cast<std::ptrdiff_t>(k));
      parameters.erase(parameters.begin() + static_cast<std::ptrdiff_t>(k - before));
    }
  }

  ir::Module& module_;
  ir::Function& function_;
  Known known_;
  std::unordered_map<ValueId, std::vector<InstId>> users_;
  std::unordered_map<ValueId, ValueId> replaced_;
  std::unordered_map<ValueId, ValueId> equals_;  // constants and keys
};

}  // namespace

void shareViews(ir::Module& module, ir::Function& function) { ViewSharer(module, function).run(); }

}  // namespace krait::passes
