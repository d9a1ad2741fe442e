// One walk in program order: what a loop reads was fused itself before.
#include "codegen/passes/fuse_elements.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "codegen/passes/array_effects.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

class Fuser {
 public:
  Fuser(ir::Module& module, ir::Function& function) : module_(module), function_(function) {}

  void run() {
    countUses(function_.entry);
    fuseInBlock(function_.entry);
    if (!gone_.empty()) removeGone(function_.entry);
  }

 private:
  void countUses(BlockId block) {
    for (const InstId id : function_[block].insts) {
      for (const ValueId operand : function_[id].operands) users_[operand].push_back(id);
      for (const BlockId region : function_[id].regions) countUses(region);
    }
  }

  void fuseInBlock(BlockId block) {
    const std::vector<InstId> insts = function_[block].insts;
    for (size_t place = 0; place < insts.size(); ++place) {
      const InstId id = insts[place];
      if (!ir::visitsElements(function_[id].op)) {
        for (const BlockId region : std::vector(function_[id].regions)) fuseInBlock(region);
        continue;
      }
      while (const std::optional<InstId> producer = producerFor(block, insts, id, place)) {
        take(id, *producer);
        gone_.insert(*producer);
      }
    }
  }

  void removeGone(BlockId block) {
    std::erase_if(function_[block].insts, [&](InstId id) { return gone_.contains(id); });
    for (const InstId id : function_[block].insts) {
      for (const BlockId region : function_[id].regions) removeGone(region);
    }
  }

  std::optional<InstId> producerFor(BlockId block, const std::vector<InstId>& insts, InstId consumer, size_t place) {
    const std::vector<ValueId>& operands = function_[consumer].operands;
    for (size_t k = ir::operandsBeforeInputs(function_[consumer].op); k < operands.size(); ++k) {
      const InstId producer = function_[operands[k]].inst;
      if (!producer.valid() || function_[producer].op != Op::map || function_[producer].parent != block) continue;
      if (canFuse(producer, consumer) && isQuietBetween(insts, producer, place)) return producer;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool canFuse(InstId producer, InstId consumer) {
    const ir::Inst& map = function_[producer];
    if (map.results.size() != 1) return false;
    const bool only_here = std::ranges::all_of(users_[map.results[0]], [&](InstId user) {
      if (user == consumer) return !isDestination(consumer, map.results[0]);
      return asksForShape(user);
    });
    if (!only_here || mayRaise(map.regions[0])) return false;
    const size_t ndim = dimensionsOf(consumer);
    if (module_.types[function_[map.results[0]].type].ndim != ndim) return false;
    return ndim == 1 || !isCostly(map.regions[0]) || !mayBroadcast(producer);
  }

  [[nodiscard]] bool asksForShape(InstId user) const {
    const ir::Inst& inst = function_[user];
    if (inst.op == Op::load_attribute) return module_.names[inst.name()] == "shape";
    return inst.op == Op::broadcast || inst.op == Op::fit;
  }

  [[nodiscard]] bool isDestination(InstId consumer, ValueId value) const {
    return function_[consumer].op == Op::map_into && function_[consumer].operands[0] == value;
  }

  // Of the shape that a loop runs over.
  [[nodiscard]] size_t dimensionsOf(InstId loop) const {
    const ir::Type& type = module_.types[function_[function_[loop].operands[0]].type];
    return type.kind == ir::TypeKind::Tuple ? type.elements.size() : type.ndim;
  }

  // The shape is that of views into which an axis was inserted: it is likely to be broadcast.
  [[nodiscard]] bool mayBroadcast(InstId map) const {
    const std::vector<ValueId>& operands = function_[map].operands;
    return std::any_of(operands.begin() + 1, operands.end(), [&](ValueId input) { return hasInsertedAxis(module_, function_, input); });
  }

  [[nodiscard]] bool mayRaise(BlockId region) const {
    return std::ranges::any_of(function_[region].insts, [&](InstId id) { return elementMayRaise(module_, function_, id); });
  }

  [[nodiscard]] bool isCostly(BlockId region) const {
    return std::ranges::any_of(function_[region].insts, [&](InstId id) {
      const Op op = function_[id].op;
      return op == Op::call_builtin || (op == Op::pow && !isSquare(id)) || op == Op::truediv || op == Op::floordiv || op == Op::mod;
    });
  }

  // A multiplication. The exponent was converted to the type of the base.
  [[nodiscard]] bool isSquare(InstId power) const {
    InstId exponent = function_[function_[power].operands[1]].inst;
    if (exponent.valid() && function_[exponent].op == Op::convert) exponent = function_[function_[exponent].operands[0]].inst;
    if (!exponent.valid() || function_[exponent].op != Op::constant) return false;
    const ir::Constant& value = module_.constants[ir::ConstId(function_[exponent].attribute)];
    return value.kind == ir::ConstKind::Float ? value.real() == 2.0 : value.kind == ir::ConstKind::Int && value.integer == 2;
  }

  // No array is written between the producer and the place in the block, but such as are made there.
  [[nodiscard]] bool isQuietBetween(const std::vector<InstId>& insts, InstId producer, size_t place) const {
    const auto first = std::ranges::find(insts, producer) + 1, end = insts.begin() + static_cast<std::ptrdiff_t>(place);
    return std::none_of(first, end, [&](InstId id) {
      return writesArrays(module_, function_, id) && std::find(first, end, makerOfWritten(module_, function_, id)) == end;
    });
  }

  // The producer's region becomes the start of the consumer's.
  void take(InstId consumer, InstId producer) {
    const ir::Inst map = function_[producer];
    for (const ValueId operand : map.operands) std::erase(users_[operand], producer);
    const BlockId target = function_[consumer].regions[0];
    std::unordered_map<ValueId, ValueId> elements;
    for (size_t k = 0; k < function_[map.regions[0]].parameters.size(); ++k) {
      elements[function_[map.regions[0]].parameters[k]] = elementOf(consumer, map.operands[1 + k]);
    }
    std::vector<InstId> moved = function_[map.regions[0]].insts;
    const ValueId result = function_[moved.back()].operands[0];
    moved.pop_back();
    for (const InstId id : moved) {
      function_[id].parent = target;
      for (ValueId& operand : function_[id].operands) operand = replaced(elements, operand);
    }
    std::vector<InstId>& insts = function_[target].insts;
    insts.insert(insts.begin(), moved.begin(), moved.end());
    dropInput(consumer, map.results[0], replaced(elements, result));
    useShape(map.results[0], map.operands[0]);
  }

  static ValueId replaced(const std::unordered_map<ValueId, ValueId>& elements, ValueId value) {
    const auto found = elements.find(value);
    return found == elements.end() ? value : found->second;
  }

  // The element of an array in a loop's region; the array becomes an input if it is none.
  ValueId elementOf(InstId loop, ValueId array) {
    const size_t before = ir::operandsBeforeInputs(function_[loop].op);
    const BlockId region = function_[loop].regions[0];
    for (size_t k = before; k < function_[loop].operands.size(); ++k) {
      if (function_[loop].operands[k] == array) return function_[region].parameters[k - before];
    }
    function_[loop].operands.push_back(array);
    users_[array].push_back(loop);
    return function_.addParameter(region, module_.types.scalar(module_.types[function_[array].type].dtype));
  }

  // All inputs that are `array` go; their elements are `element` from now on.
  void dropInput(InstId loop, ValueId array, ValueId element) {
    const size_t before = ir::operandsBeforeInputs(function_[loop].op);
    const BlockId region = function_[loop].regions[0];
    for (size_t k = function_[loop].operands.size(); k-- > before;) {
      if (function_[loop].operands[k] != array) continue;
      const ValueId parameter = function_[region].parameters[k - before];
      for (const InstId id : function_[region].insts) std::ranges::replace(function_[id].operands, parameter, element);
      function_[loop].operands.erase(function_[loop].operands.begin() + static_cast<std::ptrdiff_t>(k));
      function_[region].parameters.erase(function_[region].parameters.begin() + static_cast<std::ptrdiff_t>(k - before));
    }
  }

  // Only its shape is asked of an array that is no longer made.
  void useShape(ValueId array, ValueId shape) {
    for (const InstId user : users_[array]) {
      if (function_[user].op == Op::load_attribute) {
        forwardShape(user, shape);
      } else if (!ir::visitsElements(function_[user].op)) {
        std::ranges::replace(function_[user].operands, array, shape);
        users_[shape].push_back(user);
      }
    }
    users_.erase(array);
  }

  // a.shape is the shape.
  void forwardShape(InstId attribute, ValueId shape) {
    const ValueId result = function_[attribute].results[0];
    for (const InstId user : users_[result]) {
      std::ranges::replace(function_[user].operands, result, shape);
      users_[shape].push_back(user);
    }
    gone_.insert(attribute);
  }

  ir::Module& module_;
  ir::Function& function_;
  std::unordered_map<ValueId, std::vector<InstId>> users_;
  std::unordered_set<InstId> gone_;
};

}  // namespace

void fuseElements(ir::Module& module, ir::Function& function) { Fuser(module, function).run(); }

}  // namespace krait::passes
