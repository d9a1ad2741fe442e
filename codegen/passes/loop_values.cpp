// Values of a loop's body, by where they come from.
#include "codegen/passes/loop_values.h"

#include <algorithm>

#include "codegen/passes/array_effects.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

const std::vector<InstId> kNone;

template <typename Key>
const std::vector<InstId>& found(const std::unordered_map<Key, std::vector<InstId>>& map, Key key) {
  const auto place = map.find(key);
  return place == map.end() ? kNone : place->second;
}

}  // namespace

LoopValues::LoopValues(const ir::Module& module, const ir::Function& function, InstId loop)
    : module_(module), function_(function), item_(function[function[loop].regions[0]].parameters[1]) {
  collect(function[loop].regions[0]);
}

void LoopValues::collect(BlockId block) {
  inside_.insert(function_[block].parameters.begin(), function_[block].parameters.end());
  for (const InstId id : function_[block].insts) {
    const Inst& inst = function_[id];
    place_[id] = insts_.size();
    insts_.push_back(id);
    inside_.insert(inst.results.begin(), inst.results.end());
    for (const ValueId operand : inst.operands) {
      std::vector<InstId>& users = users_[operand];
      if (users.empty() || users.back() != id) users.push_back(id);
    }
    if (inst.op == Op::yield) givers_[function_[inst.parent].owner].push_back(id);
    if (inst.op == Op::break_to || inst.op == Op::continue_to) givers_[inst.label()].push_back(id);
    for (const BlockId region : inst.regions) collect(region);
  }
}

const std::vector<InstId>& LoopValues::usersOf(ValueId value) const { return found(users_, value); }

const std::vector<InstId>& LoopValues::giversOf(InstId op) const { return found(givers_, op); }

std::optional<int64_t> LoopValues::constantOf(ValueId value) const {
  const InstId made = function_[value].inst;
  if (!made.valid()) return std::nullopt;
  const Inst& inst = function_[made];
  if (inst.op == Op::convert) return constantOf(inst.operands[0]);
  if (inst.op != Op::constant) return std::nullopt;
  const ir::Constant& constant = module_.constants[inst.constant()];
  return constant.kind == ir::ConstKind::Int ? std::optional(constant.integer) : std::nullopt;
}

std::optional<Stride> LoopValues::strideOf(ValueId value) const {
  if (value == item_) return Stride{.factor = 1, .base = {}, .offset = 0};
  const InstId made = function_[value].inst;
  if (!isInside(made)) return std::nullopt;
  return strideOfOperation(function_[made]);
}

std::optional<Stride> LoopValues::strideOfOperation(const Inst& inst) const {
  if (inst.op == Op::convert) return strideOf(inst.operands[0]);
  if (inst.op != Op::add && inst.op != Op::sub && inst.op != Op::mul) return std::nullopt;
  const bool is_left = strideOf(inst.operands[0]).has_value();
  if (!is_left && inst.op == Op::sub) return std::nullopt;
  std::optional<Stride> stride = strideOf(inst.operands[is_left ? 0 : 1]);
  if (!stride) return std::nullopt;
  const ValueId other = inst.operands[is_left ? 1 : 0];
  const std::optional<int64_t> constant = constantOf(other);
  if (inst.op == Op::mul) {
    if (!constant || *constant == 0 || stride->base.valid() || stride->offset != 0) return std::nullopt;
    if (__builtin_mul_overflow(stride->factor, *constant, &stride->factor)) return std::nullopt;
  } else if (constant) {
    stride->offset += inst.op == Op::add ? *constant : -*constant;
  } else if (inst.op == Op::add && !stride->base.valid() && !isInside(other)) {
    stride->base = other;
  } else {
    return std::nullopt;
  }
  return stride;
}

// for j in range(n): as often, and with the same items, in each iteration of the loop around it.
bool LoopValues::isItemOfSteadyLoop(ValueId value) const {
  const BlockId block = function_[value].block;
  if (!block.valid() || !isInside(function_[block].owner)) return false;
  const Inst& owner = function_[function_[block].owner];
  return owner.op == Op::for_ && function_[block].parameters[1] == value && isSameInAll(owner.operands[0]);
}

bool LoopValues::isSameInAll(ValueId value) const {
  if (!isInside(value)) return true;
  const InstId made = function_[value].inst;
  if (!made.valid()) return isItemOfSteadyLoop(value);
  const Inst& inst = function_[made];
  const bool is_range = inst.op == Op::call_builtin && module_.types.kind(function_[value].type) == ir::TypeKind::Range;
  const bool computes = ir::opInfo(inst.op).traits == ir::Pure || (inst.op >= Op::add && inst.op <= Op::invert) ||
                        inst.op == Op::convert || inst.op == Op::get_iter || inst.op == Op::load_attribute || is_range;
  return computes && std::ranges::all_of(inst.operands, [&](ValueId operand) { return isSameInAll(operand); });
}

InstId LoopValues::innermostLoop(InstId inst) const {
  do {
    inst = function_[function_[inst].parent].owner;
  } while (inst.valid() && function_[inst].op != Op::for_ && function_[inst].op != Op::loop);
  return inst;
}

bool LoopValues::isQuietBetween(InstId a, InstId b) const {
  if (!isInside(a) || !isInside(b) || innermostLoop(a) != innermostLoop(b)) return false;
  const auto [first, last] = std::minmax(place_.at(a), place_.at(b));
  return std::none_of(insts_.begin() + static_cast<std::ptrdiff_t>(first), insts_.begin() + static_cast<std::ptrdiff_t>(last), [&](InstId id) {
    const Op op = function_[id].op;
    const bool is_frame = op == Op::if_ || op == Op::for_ || op == Op::loop;  // what it does comes after it, and may be `last`
    return !is_frame && writesArrays(module_, function_, id);
  });
}

bool LoopValues::areEqual(ValueId a, ValueId b) const {
  if (a == b) return true;
  const InstId made_a = function_[a].inst, made_b = function_[b].inst;
  if (!made_a.valid() || !made_b.valid()) return false;
  const Inst& left = function_[made_a];
  const Inst& right = function_[made_b];
  if (left.op != right.op || left.attribute != right.attribute || function_[a].type != function_[b].type) return false;
  if (left.operands.size() != right.operands.size() || left.results.size() != 1 || ir::hasRegions(left.op)) return false;
  const bool reads = left.op == Op::getitem;
  const bool computes = ir::opInfo(left.op).traits == ir::Pure || (left.op >= Op::add && left.op <= Op::invert) || left.op == Op::convert;
  if (!computes && !(reads && isQuietBetween(made_a, made_b))) return false;
  for (size_t k = 0; k < left.operands.size(); ++k) {
    if (!areEqual(left.operands[k], right.operands[k])) return false;
  }
  return left.op != Op::build_list && left.op != Op::make_function;
}

}  // namespace krait::passes
