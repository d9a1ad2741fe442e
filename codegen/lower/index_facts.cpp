// Proofs by where a value comes from; anything else is "not known".
#include "codegen/lower/index_facts.h"

#include <algorithm>

#include "typeinfer/function_table.h"

namespace krait::lower {
namespace {

using ir::Op;
using ir::ValueId;

bool isNonNegative(const ir::Module&, const ir::Function&, ValueId value);

bool isLiteralAtLeast(const ir::Module& module, const ir::Function& function, ValueId value, int64_t least) {
  const std::optional<int64_t> literal = literalInt(module, function, value);
  return literal && *literal >= least;
}

bool isBuiltin(const ir::Inst& inst, FunctionId id) {
  return inst.op == Op::call_builtin && inst.attribute == static_cast<uint32_t>(id);
}

// range(stop), range(start, stop[, step]) that never goes below 0
bool isRangeUpwards(const ir::Module& module, const ir::Function& function, const ir::Inst& range) {
  const std::vector<ValueId>& arguments = range.operands;
  if (arguments.size() == 1) return true;
  const bool goes_up = arguments.size() == 2 || isLiteralAtLeast(module, function, arguments[2], 1);
  return goes_up && isNonNegative(module, function, arguments[0]);
}

// The instruction that made an iterator, behind get_iter.
const ir::Inst* iterableOf(const ir::Function& function, ValueId iterator) {
  ir::InstId definition = function[iterator].inst;
  while (definition.valid() && function[definition].op == Op::get_iter) {
    definition = function[function[definition].operands[0]].inst;
  }
  return definition.valid() ? &function[definition] : nullptr;
}

// The for_ whose item the value is, or null.
const ir::Inst* loopOfItem(const ir::Function& function, ValueId value) {
  const ir::BlockId block = function[value].block;
  if (!block.valid() || !function[block].owner.valid()) return nullptr;
  const ir::Inst& owner = function[function[block].owner];
  return owner.op == Op::for_ && function[block].parameters[1] == value ? &owner : nullptr;
}

// The call of range whose item the value is, if it counts upwards from 0 or above; null otherwise.
const ir::Inst* upwardRangeOfItem(const ir::Module& module, const ir::Function& function, ValueId item) {
  const ir::Inst* loop = loopOfItem(function, item);
  const ir::Inst* range = loop ? rangeOfLoop(function, *loop) : nullptr;
  return range && isRangeUpwards(module, function, *range) ? range : nullptr;
}

// The count that enumerate gives with each item.
bool isEnumerateCount(const ir::Module& module, const ir::Function& function, const ir::Inst& unpack, ValueId value) {
  const ir::Inst* loop = unpack.results[0] == value ? loopOfItem(function, unpack.operands[0]) : nullptr;
  const ir::Inst* iterable = loop ? iterableOf(function, loop->operands[0]) : nullptr;
  return iterable && isBuiltin(*iterable, FunctionId::builtins_enumerate) &&
         isNonNegative(module, function, iterable->operands[1]);
}

bool areOperandsNonNegative(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  for (const ValueId operand : inst.operands) {
    if (!isNonNegative(module, function, operand)) return false;
  }
  return true;
}

bool isNonNegative(const ir::Module& module, const ir::Function& function, ValueId value) {
  if (isLiteralAtLeast(module, function, value, 0)) return true;
  const ir::InstId definition = function[value].inst;
  if (!definition.valid()) return upwardRangeOfItem(module, function, value) != nullptr;
  const ir::Inst& inst = function[definition];
  switch (inst.op) {
    case Op::unpack: return isEnumerateCount(module, function, inst, value);
    case Op::floordiv:
    case Op::mod: return areOperandsNonNegative(module, function, inst);
    case Op::call_builtin: return isBuiltin(inst, FunctionId::builtins_len);
    default: return false;
  }
}

}  // namespace

std::optional<int64_t> literalInt(const ir::Module& module, const ir::Function& function, ValueId value) {
  const ir::InstId definition = function[value].inst;
  if (definition.valid() && function[definition].op == Op::convert) {
    const bool is_int = module.types.kind(function[value].type) == ir::TypeKind::Int;
    return is_int ? literalInt(module, function, function[definition].operands[0]) : std::nullopt;
  }
  const ir::Type& type = module.types[function[value].type];
  if (type.kind != ir::TypeKind::Literal) return std::nullopt;
  const ir::Constant& constant = module.constants[type.constant];
  return constant.kind == ir::ConstKind::Int ? std::optional(constant.integer) : std::nullopt;
}

const ir::Inst* rangeOfLoop(const ir::Function& function, const ir::Inst& for_loop) {
  const ir::Inst* iterable = iterableOf(function, for_loop.operands[0]);
  if (!iterable) return nullptr;
  const bool is_range = isBuiltin(*iterable, FunctionId::builtins_range) || isBuiltin(*iterable, FunctionId::krait_prange);
  return is_range ? iterable : nullptr;
}

// Looks behind conversions of the whole key.
std::optional<ValueId> indexValue(const ir::Module& module, const ir::Function& function, ValueId key, size_t k) {
  const ir::InstId definition = function[key].inst;
  if (module.types.kind(function[key].type) != ir::TypeKind::Tuple) return key;
  if (!definition.valid()) return std::nullopt;
  const ir::Inst& inst = function[definition];
  if (inst.op == Op::convert) return indexValue(module, function, inst.operands[0], k);
  return inst.op == Op::build_tuple && k < inst.operands.size() ? std::optional(inst.operands[k]) : std::nullopt;
}

bool countsByOne(const ir::Module& module, const ir::Function& function, const ir::Inst& for_loop) {
  const ValueId item = function[for_loop.regions[0]].parameters[1];
  const ir::Inst* range = upwardRangeOfItem(module, function, item);
  if (!range) return false;
  return range->operands.size() < 3 || (isLiteralAtLeast(module, function, range->operands[2], 1) &&
                                        !isLiteralAtLeast(module, function, range->operands[2], 2));
}

bool isMadeIn(const ir::Function& function, ir::InstId loop, ValueId value) {
  const ir::InstId definition = function[value].inst;
  ir::BlockId block = definition.valid() ? function[definition].parent : function[value].block;
  while (block.valid() && function[block].owner.valid()) {
    if (function[block].owner == loop) return true;
    block = function[function[block].owner].parent;
  }
  return false;
}

bool isAffineIn(const ir::Function& function, ir::InstId loop, ValueId value) {
  if (!isMadeIn(function, loop, value)) return true;
  const ir::InstId definition = function[value].inst;
  if (!definition.valid()) return loopOfItem(function, value) != nullptr;
  const ir::Inst& inst = function[definition];
  switch (inst.op) {
    case Op::constant:
    case Op::load_attribute:
    case Op::extract: return true;
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::neg:
    case Op::convert:
      return std::ranges::all_of(inst.operands,
                                 [&](ValueId operand) { return isAffineIn(function, loop, operand); });
    default: return false;
  }
}

IndexFacts factsOfIndex(const ir::Module& module, const ir::Function& function, ValueId key, size_t k) {
  const std::optional<ValueId> index = indexValue(module, function, key, k);
  if (!index) return {};
  IndexFacts facts{.is_nonnegative = isNonNegative(module, function, *index), .below = {}};
  if (const ir::Inst* range = upwardRangeOfItem(module, function, *index)) {
    facts.below = range->operands[range->operands.size() == 1 ? 0 : 1];
  }
  return facts;
}

}  // namespace krait::lower
