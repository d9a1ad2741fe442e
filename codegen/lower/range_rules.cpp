// What each op does to the ranges of its operands, and the sites that a check stands at.
#include <algorithm>

#include "codegen/lower/index_facts.h"
#include "codegen/lower/value_ranges.h"
#include "typeinfer/function_table.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

bool isBuiltin(const ir::Inst& inst, FunctionId id) {
  return inst.op == Op::call_builtin && inst.attribute == static_cast<uint32_t>(id);
}

// Of what a NumPy integer narrower than 64 bits, or a bool, can hold.
Range rangeOfDType(ir::DType dtype) {
  const ir::DTypeKind kind = ir::dtypeKind(dtype);
  const int bits = 8 * ir::dtypeBytes(dtype);
  if (kind == ir::DTypeKind::Bool) return Range::between(0, 1);
  if (bits >= 64) return {};
  if (kind == ir::DTypeKind::Unsigned) return Range::between(0, (int64_t{1} << bits) - 1);
  if (kind == ir::DTypeKind::Signed)
    return Range::between(-(int64_t{1} << (bits - 1)), (int64_t{1} << (bits - 1)) - 1);
  return {};
}

// Of a NumPy integer, too.
std::optional<int64_t> convertedLiteral(const ir::Module& module, const ir::Function& function,
                                        ValueId value) {
  const InstId definition = function[value].inst;
  const bool is_converted = definition.valid() && function[definition].op == Op::convert;
  return literalInt(module, function, is_converted ? function[definition].operands[0] : value);
}

std::optional<int64_t> positiveConstant(const Range& range) {
  const bool is_constant = range.isExact() && range.lows[0].terms.empty() && range.lows[0].constant > 0;
  return is_constant ? std::optional(range.lows[0].constant) : std::nullopt;
}

// 3 * x ends at 2^63 - 2: one more can be added.
Range multiplesInInt64(int64_t factor) {
  return Range::between(INT64_MIN / factor * factor, INT64_MAX / factor * factor);
}

// floor(bound / divisor) where that is a bound, else the bound: of what is not negative.
Bound dividedBy(Bound bound, int64_t divisor) {
  const Bound whole = bound;
  for (Term& term : bound.terms) {
    if (term.coefficient % divisor != 0) return whole;
    term.coefficient /= divisor;
  }
  const bool rounds_down = bound.constant < 0 && bound.constant % divisor != 0;
  bound.constant = bound.constant / divisor - (rounds_down ? 1 : 0);
  return bound;
}

}  // namespace

Range ValueRanges::ofInst(InstId id, ValueId result) {
  const ir::Inst& inst = function_[id];
  switch (inst.op) {
  case Op::convert: return ofConversion(inst);
  case Op::add:
  case Op::sub:
  case Op::mul:
  case Op::neg: return ofArithmetic(id);
  case Op::pos: return of(inst.operands[0]);
  case Op::floordiv:
  case Op::mod: return ofDivision(inst);
  case Op::bit_and: return belowIfNonNegative(of(inst.operands[1]));
  case Op::rshift: return belowIfNonNegative(of(inst.operands[0]));
  case Op::unpack:
    return ofShapeItem(inst.operands[0], std::ranges::find(inst.results, result) - inst.results.begin());
  case Op::extract: return ofShapeItem(inst.operands[0], inst.attribute);
  case Op::getitem:
    return ofShapeItem(inst.operands[0], literalInt(module_, function_, inst.operands[1]).value_or(-1));
  case Op::call_builtin: return ofBuiltin(inst);
  default: return ranges_.contains(result) ? ranges_[result] : Range{};
  }
}

// Of a part of a value's bits: x & mask, x >> n.
Range ValueRanges::belowIfNonNegative(const Range& range) const {
  return proofs.isNonNegative(range) ? Range{{Bound{0}}, range.highs} : Range{};
}

Range ValueRanges::ofArithmetic(InstId id) {
  const ir::Inst& inst = function_[id];
  const bool is_negation = inst.op == Op::neg;
  const Range a = is_negation ? Range::between(0, 0) : of(inst.operands[0]);
  const Range b = of(inst.operands[is_negation ? 0 : 1]);
  Range range;
  switch (inst.op) {
  case Op::add: range = RangeProofs::sum(a, b); break;
  case Op::mul: range = proofs.product(a, b); break;
  default: range = RangeProofs::difference(a, b);
  }
  if (isInside(inst.results[0])) sites[{id, -1}] = {id, -1, range, {}};
  if (ints_wrap_) return proofs.fitsInt64(range) ? range : Range{};
  const std::optional<int64_t> factor = inst.op == Op::mul ? positiveConstant(b) : std::nullopt;
  const bool is_open = range.lows.empty() && range.highs.empty();
  return factor && is_open ? multiplesInInt64(*factor) : range;
}

// By a positive number: towards 0 from either side, or below it.
Range ValueRanges::ofDivision(const ir::Inst& inst) {
  const Range dividend = of(inst.operands[0]), divisor = of(inst.operands[1]);
  const bool is_positive = proofs.isNonNegative(RangeProofs::difference(divisor, Range::between(1, 1)));
  if (!is_positive) return {};
  if (inst.op == Op::mod) return {{Bound{0}}, RangeProofs::difference(divisor, Range::between(1, 1)).highs};
  if (!proofs.isNonNegative(dividend)) return {};
  const std::optional<int64_t> constant = positiveConstant(divisor);
  Range quotient{{Bound{0}}, {}};
  for (const Bound& high : dividend.highs)
    quotient.highs.push_back(constant ? dividedBy(high, *constant) : high);
  return quotient;
}

Range ValueRanges::ofConversion(const ir::Inst& inst) {
  const ir::Type& source = module_.types[function_[inst.operands[0]].type];
  if (isInt(inst.operands[0])) return of(inst.operands[0]);
  if (source.kind == TypeKind::Bool) return Range::between(0, 1);
  return source.kind == TypeKind::Scalar ? ofScalar(inst.operands[0]) : Range{};
}

// A NumPy integer: `h % 64` and `h & 63` are below 64, whatever h; else what its dtype holds.
Range ValueRanges::ofScalar(ValueId value) const {
  const ir::DType dtype = module_.types[function_[value].type].dtype;
  const bool is_integer =
      ir::dtypeKind(dtype) == ir::DTypeKind::Signed || ir::dtypeKind(dtype) == ir::DTypeKind::Unsigned;
  const InstId definition = function_[value].inst;
  if (!is_integer || !definition.valid()) return rangeOfDType(dtype);
  const ir::Inst& inst = function_[definition];
  const bool is_bounded = inst.op == Op::mod || inst.op == Op::bit_and;
  const std::optional<int64_t> limit =
      is_bounded ? convertedLiteral(module_, function_, inst.operands[1]) : std::nullopt;
  if (!limit || *limit <= 0) return rangeOfDType(dtype);
  return Range::between(0, inst.op == Op::mod ? *limit - 1 : *limit);
}

Range ValueRanges::ofBuiltin(const ir::Inst& inst) {
  if (isBuiltin(inst, FunctionId::builtins_len)) {
    const MaybeBound extent = extentOf(inst.operands[0], 0);
    return extent ? Range::exactly(*extent) : Range{{Bound{0}}, {}};
  }
  if (isBuiltin(inst, FunctionId::builtins_int)) return ofConversion(inst);
  if (isBuiltin(inst, FunctionId::builtins_min)) return ofMinMax(inst, true);
  if (isBuiltin(inst, FunctionId::builtins_max)) return ofMinMax(inst, false);
  return {};
}

// min(a, b): at most each of them, at least what is below both.
Range ValueRanges::ofMinMax(const ir::Inst& inst, bool is_min) {
  Range all;
  bool is_first = true;
  for (const ValueId operand : inst.operands) {
    if (module_.types[function_[operand].type].kind == TypeKind::None) continue;
    if (!isInt(operand)) return {};
    const Range one = of(operand);
    const Range joint = is_first ? one : proofs.both(one, all);
    const Range spanned = is_first ? one : proofs.either(one, all);
    all = is_min ? Range{spanned.lows, joint.highs} : Range{joint.lows, spanned.highs};
    is_first = false;
  }
  return all;
}

Range ValueRanges::ofShapeItem(ValueId tuple, int64_t k) {
  const InstId definition = function_[tuple].inst;
  if (k < 0 || !definition.valid() || function_[definition].op != Op::load_attribute) return {};
  const ir::Inst& attribute = function_[definition];
  const bool is_shape = module_.names[attribute.name()] == "shape";
  const MaybeBound extent = is_shape ? extentOf(attribute.operands[0], static_cast<int>(k)) : std::nullopt;
  return extent ? Range::exactly(*extent) : Range{};
}

void ValueRanges::noteIndexing(InstId id) {
  const ir::Inst& inst = function_[id];
  const ValueId array = inst.operands[0];
  if (module_.types.kind(function_[array].type) != TypeKind::Array) return;
  const ir::Type& key = module_.types[function_[inst.operands[1]].type];
  const bool is_tuple = key.kind == TypeKind::Tuple;
  const auto is_int = [&](ir::TypeId part) { return part == module_.types.integer; };
  if (is_tuple && !std::ranges::all_of(key.elements, is_int))
    return;  // axes are counted otherwise beside None and `...`
  const size_t count = is_tuple ? key.elements.size() : 1;
  for (size_t k = 0; k < count; ++k) {
    const std::optional<ValueId> index = indexValue(module_, function_, inst.operands[1], k);
    const int axis = static_cast<int>(k);
    const Range range = index && isInt(*index) ? of(*index) : Range{};
    sites[{id, axis}] = {id, axis, range, extentOf(array, axis)};
  }
}

// What has been indexed was in range, or it would have raised. A lane that has failed goes on, though.
void ValueRanges::narrowByIndexing(InstId id) {
  if (!checks_bounds_ || is_before_loop_ || isInLanes(id)) return;
  for (int axis = 0;; ++axis) {
    const auto found = sites.find({id, axis});
    const std::optional<ValueId> index =
        indexValue(module_, function_, function_[id].operands[1], static_cast<size_t>(axis));
    if (found == sites.end() || !index || !isInt(*index)) return;
    const RangeSite& site = found->second;
    if (!site.extent || !proofs.isNonNegative(site.range)) continue;
    const Bound last = *difference(*site.extent, Bound{1});
    narrow(*index, {{Bound{0}}, {last}}, By::Indexing);
    if (!site.range.isExact()) continue;
    if (const MaybeBound rest = difference(last, site.range.lows[0])) proofs.local_facts.push_back(*rest);
  }
}

// A row has the other extents of what it is a row of.
MaybeBound ValueRanges::extentOf(ValueId array, int axis) {
  const ir::Type& type = module_.types[function_[array].type];
  if (type.kind != TypeKind::Array || axis >= type.ndim) return std::nullopt;
  const InstId definition = function_[array].inst;
  if (definition.valid() && function_[definition].op == Op::getitem) {
    const ir::Inst& row = function_[definition];
    const ir::Type& whole = module_.types[function_[row.operands[0]].type];
    const ir::Type& key = module_.types[function_[row.operands[1]].type];
    const bool is_row =
        whole.kind == TypeKind::Array && key.kind == TypeKind::Int && whole.ndim == type.ndim + 1;
    if (is_row) return extentOf(row.operands[0], axis + 1);
  }
  if (isInside(array)) return std::nullopt;
  const int64_t most = INT64_MAX / std::max(1, ir::dtypeBytes(type.dtype));
  return Bound::ofAtom(proofs.atoms.number({array, axis}, {0, most}));
}

}  // namespace krait::lower
