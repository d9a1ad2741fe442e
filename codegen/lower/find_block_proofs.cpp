// Which checks of a loop can be proved by blocks.
#include <algorithm>

#include "codegen/lower/block_proofs.h"
#include "codegen/lower/index_facts.h"
#include "codegen/lower/loop_growth.h"
#include "codegen/lower/number.h"
#include "typeinfer/function_table.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

// 1,024 iterations of so many addends below 2^48 stay below 2^62 (block_proofs.cpp).
constexpr size_t kMostAddends = 16;

class Finder {
 public:
  Finder(const FunctionLowering& f, InstId loop, const std::unordered_set<InstId>& proven)
      : f_(f), loop_(loop), body_(f.inst(loop).regions[0]), proven_(proven) {}

  BlockProofs run() {
    if (!isSuitable() || !findMemory(body_)) return {};
    findAhead();
    for (size_t slot = 0; slot < carriedCount(); ++slot) findSum(slot);
    findTests(body_);
    keepNeeded();
    const bool is_self_read = std::ranges::any_of(found_.reads, [&](ValueId read) {
      return std::ranges::find(found_.writes, read) != found_.writes.end();
    });
    return found_.tests.empty() || is_self_read ? BlockProofs{} : std::move(found_);
  }

 private:
  [[nodiscard]] const std::vector<ValueId>& parameters() const { return f_.function[body_].parameters; }
  [[nodiscard]] size_t carriedCount() const { return parameters().size() - 2; }
  [[nodiscard]] ValueId carried(size_t slot) const { return parameters()[2 + slot]; }
  [[nodiscard]] ValueId initial(size_t slot) const { return f_.inst(loop_).operands[1 + slot]; }

  // An innermost loop that counts by one, whose initial values, which blocks pass on, are used for nothing
  // else.
  [[nodiscard]] bool isSuitable() const {
    const ir::Inst& inst = f_.inst(loop_);
    if (inst.op != Op::for_ || inst.poll != ir::Poll::Strip || !countsByOne(f_.ir_module, f_.function, inst))
      return false;
    const std::span<const ValueId> initial = std::span(inst.operands).subspan(1, inst.results.size());
    const std::unordered_set<ValueId> distinct(initial.begin(), initial.end());
    return distinct.size() == initial.size() && !uses(body_, initial);
  }

  [[nodiscard]] bool uses(ir::BlockId block, std::span<const ValueId> values) const {
    return std::ranges::any_of(f_.function[block].insts, [&](InstId id) {
      const ir::Inst& inst = f_.inst(id);
      return std::ranges::any_of(
                 inst.operands,
                 [&](ValueId value) { return std::ranges::find(values, value) != values.end(); }) ||
             std::ranges::any_of(inst.regions, [&](ir::BlockId region) { return uses(region, values); });
    });
  }

  // Whether all memory that is written belongs to arrays from outside.
  bool findMemory(ir::BlockId block) {
    for (const InstId id : f_.function[block].insts) {
      const ir::Inst& inst = f_.inst(id);
      const bool writes = (ir::opInfo(inst.op).traits & ir::Writes) != 0 && inst.op != Op::call_builtin;
      const bool is_array_store = inst.op == Op::setitem &&
                                  f_.typeData(inst.operands[0]).kind == TypeKind::Array &&
                                  isOutside(inst.operands[0]);
      if (writes && !is_array_store) return false;
      if (inst.op == Op::call_builtin && !isPureCall(inst)) return false;
      if (is_array_store) addOnce(found_.writes, inst.operands[0]);
      for (const ir::BlockId region : inst.regions) {
        if (!findMemory(region)) return false;
      }
    }
    return true;
  }

  // Functions of numbers.
  [[nodiscard]] bool isPureCall(const ir::Inst& inst) const {
    const auto is_plain = [&](ValueId value) {
      const TypeKind kind = f_.typeData(value).kind;
      return kind == TypeKind::None || kind == TypeKind::Literal || isNumber(f_.ir_module, f_.type(value));
    };
    return std::ranges::all_of(inst.operands, is_plain) && std::ranges::all_of(inst.results, is_plain);
  }

  // The start of the body, up to the first branch: what of it can be computed ahead of the iteration.
  void findAhead() {
    known_.insert(parameters()[1]);
    for (const InstId id : f_.function[body_].insts) {
      const ir::Inst& inst = f_.inst(id);
      if (ir::hasRegions(inst.op)) return;
      notePassed(id);
      if (!isAhead(id)) continue;
      ahead_.push_back(id);
      known_.insert(inst.results.begin(), inst.results.end());
    }
  }

  // What is proven behind a check that has been passed need not hold ahead of it (value_ranges.h). An index that does
  // not count with the loop says nothing of those that do.
  void notePassed(InstId id) {
    const ir::Inst& inst = f_.inst(id);
    const bool is_indexing = inst.op == Op::getitem || inst.op == Op::setitem;
    if (!is_indexing || proven_.contains(id) || f_.typeData(inst.operands[0]).kind != TypeKind::Array) return;
    passed_ = std::max(passed_, countedIndices(inst) > 0 ? Passed::Counted : Passed::Scattered);
  }

  [[nodiscard]] size_t indexCount(const ir::Inst& indexing) const {
    const ir::Type& key = f_.typeData(indexing.operands[1]);
    return key.kind == TypeKind::Tuple ? key.elements.size() : 1;
  }

  // How many of the indices are sums of what the loops count, as far as can be seen.
  [[nodiscard]] size_t countedIndices(const ir::Inst& indexing) const {
    size_t counted = 0;
    for (size_t k = 0; k < indexCount(indexing); ++k) {
      const std::optional<ValueId> index = indexValue(f_.ir_module, f_.function, indexing.operands[1], k);
      if (!index || isAffineIn(f_.function, loop_, *index)) ++counted;
    }
    return counted;
  }

  [[nodiscard]] bool isLoadAhead(InstId id) const {
    const ir::Inst& inst = f_.inst(id);
    const bool may_be_ahead =
        passed_ == Passed::Nothing || (passed_ == Passed::Scattered && countedIndices(inst) == indexCount(inst));
    return may_be_ahead && isInteger(inst.results[0]) && proven_.contains(id) && isOutside(inst.operands[0]);
  }

  [[nodiscard]] bool isAhead(InstId id) const {
    const ir::Inst& inst = f_.inst(id);
    if (inst.results.size() != 1 ||
        !std::ranges::all_of(inst.operands, [&](ValueId value) { return isKnown(value); }))
      return false;
    const bool is_int = isInteger(inst.results[0]);
    switch (inst.op) {
    case Op::constant:
    case Op::build_tuple: return true;
    case Op::convert: return canConvertAhead(inst);
    case Op::call_builtin:
      return inst.attribute == static_cast<uint32_t>(FunctionId::builtins_int) && is_int &&
             isInteger(inst.operands[0]);
    case Op::getitem: return isLoadAhead(id);
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::bit_and:
    case Op::bit_or:
    case Op::bit_xor: return is_int;
    default: return false;
    }
  }

  // Conversions that never raise: to an int, and of small literals.
  [[nodiscard]] bool canConvertAhead(const ir::Inst& inst) const {
    const std::optional<int64_t> literal = literalInt(f_.ir_module, f_.function, inst.operands[0]);
    if (literal) return isInteger(inst.results[0]) && *literal >= 0 && *literal <= INT8_MAX;
    return f_.typeData(inst.results[0]).kind == TypeKind::Int && isInteger(inst.operands[0]);
  }

  // An integer of 64 bits at most; unsigned ones of 64 bits do not always convert.
  [[nodiscard]] bool isInteger(ValueId value) const {
    if (!isNumber(f_.ir_module, f_.type(value))) return false;
    const Number number = numberOf(f_.ir_module, f_.type(value));
    return number.isInt() && number.dtype != ir::DType::UInt64;
  }

  [[nodiscard]] bool isKnown(ValueId value) const { return known_.contains(value) || isOutside(value); }

  [[nodiscard]] bool isOutside(ValueId value) const {
    const InstId definition = f_.function[value].inst;
    ir::BlockId block = definition.valid() ? f_.inst(definition).parent : f_.function[value].block;
    while (block.valid() && block != body_ && f_.function[block].owner.valid())
      block = f_.inst(f_.function[block].owner).parent;
    return block != body_;
  }

  // total += x, in any branch: each next value is the one before, or it and addends that are known ahead.
  void findSum(size_t slot) {
    if (f_.typeData(carried(slot)).kind != TypeKind::Int) return;
    std::vector<BlockProofs::Test> addends;
    sum_parts_.clear();
    for (const InstId jump : jumpsTo(f_.function, loop_, Op::continue_to)) {
      if (!isSum(f_.inst(jump).operands[slot], carried(slot), addends)) return;
    }
    if (addends.empty() || addends.size() > kMostAddends) return;
    found_.sums.push_back(initial(slot));
    for (const BlockProofs::Test& addend : addends) found_.tests.push_back(addend);
  }

  [[nodiscard]] bool isSum(ValueId value, ValueId start, std::vector<BlockProofs::Test>& addends) {
    const bool is_known = value == start || !sum_parts_.insert(value).second;
    if (is_known) return true;
    const InstId definition = f_.function[value].inst;
    if (!definition.valid() || isOutside(value)) return false;
    const ir::Inst& inst = f_.inst(definition);
    if (inst.op == Op::if_) {
      const auto slot = static_cast<size_t>(std::ranges::find(inst.results, value) - inst.results.begin());
      return std::ranges::all_of(jumpsTo(f_.function, definition, Op::yield), [&](InstId jump) {
        return isSum(f_.inst(jump).operands[slot], start, addends);
      });
    }
    if (inst.op != Op::add || f_.typeData(value).kind != TypeKind::Int || !isKnown(inst.operands[1]))
      return false;
    addends.push_back({BlockProofs::Test::Addend, definition, inst.operands[1]});
    return isSum(inst.operands[0], start, addends);
  }

  // Checks that are neither proven nor of a sum.
  void findTests(ir::BlockId block) {
    for (const InstId id : f_.function[block].insts) {
      const ir::Inst& inst = f_.inst(id);
      const bool is_access = inst.op == Op::setitem || inst.op == Op::getitem;
      if (!proven_.contains(id) && is_access) findIndexTests(id);
      for (const ir::BlockId region : inst.regions) findTests(region);
    }
    if (block != body_) return;
    for (const InstId id : ahead_) {
      if (isCheckedArithmetic(id)) found_.tests.push_back({BlockProofs::Test::Arithmetic, id});
    }
  }

  [[nodiscard]] bool isCheckedArithmetic(InstId id) const {
    const ir::Inst& inst = f_.inst(id);
    const bool is_arithmetic = inst.op == Op::add || inst.op == Op::sub || inst.op == Op::mul;
    return is_arithmetic && f_.m.options.overflow_checks &&
           f_.typeData(inst.results[0]).kind == TypeKind::Int && !proven_.contains(id);
  }

  void findIndexTests(InstId id) {
    const ir::Inst& inst = f_.inst(id);
    const ir::Type& array = f_.typeData(inst.operands[0]);
    const size_t count = indexCount(inst);
    const bool is_wanted = f_.m.options.boundscheck && array.kind == TypeKind::Array &&
                           isOutside(inst.operands[0]) && count == array.ndim;
    if (!is_wanted) return;
    std::vector<BlockProofs::Test> tests;
    for (size_t k = 0; k < count; ++k) {
      const std::optional<ValueId> index = indexValue(f_.ir_module, f_.function, inst.operands[1], k);
      if (!index || f_.typeData(*index).kind != TypeKind::Int || !isKnown(*index)) return;
      tests.push_back({BlockProofs::Test::Index, id, *index, static_cast<int>(k)});
    }
    found_.tests.insert(found_.tests.end(), tests.begin(), tests.end());
  }

  // Only what the tests ask for is computed ahead. Indices that no memory decides are left to the checks.
  void keepNeeded() {
    std::unordered_set<ValueId> needed;
    for (const BlockProofs::Test& test : found_.tests) {
      needed.insert(test.kind == BlockProofs::Test::Arithmetic ? f_.inst(test.inst).results[0] : test.value);
    }
    for (auto id = ahead_.rbegin(); id != ahead_.rend(); ++id) {
      const ir::Inst& inst = f_.inst(*id);
      if (!needed.contains(inst.results[0])) continue;
      needed.insert(inst.operands.begin(), inst.operands.end());
      found_.ahead.insert(found_.ahead.begin(), *id);
      if (inst.op == Op::getitem) addOnce(found_.reads, inst.operands[0]);
    }
    if (found_.reads.empty()) found_.tests.clear();
  }

  static void addOnce(std::vector<ValueId>& values, ValueId value) {
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }

  const FunctionLowering& f_;
  const InstId loop_;
  const ir::BlockId body_;
  const std::unordered_set<InstId>& proven_;
  enum class Passed { Nothing, Scattered, Counted } passed_ = Passed::Nothing;  // checks in front of an instruction
  std::vector<InstId> ahead_;
  std::unordered_set<ValueId> known_;
  std::unordered_set<ValueId> sum_parts_;  // of the sum that is looked at
  BlockProofs found_;
};

}  // namespace

BlockProofs findBlockProofs(const FunctionLowering& f, InstId loop,
                            const std::unordered_set<InstId>& proven) {
  return Finder(f, loop, proven).run();
}

}  // namespace krait::lower
