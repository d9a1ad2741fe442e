// Taking checks out of loops.
#include "codegen/lower/hoist_checks.h"

#include "codegen/lower/index_facts.h"
#include "codegen/lower/number.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

constexpr int kWordsOfCheck = 4;  // of a kr_index_check

bool isPythonInt(const FunctionLowering& f, ValueId value) { return f.typeData(value).kind == TypeKind::Int; }

// Conversions that can't fail: of numbers to a float, complex or bool, and of literals to an int.
bool isSafeConversion(const FunctionLowering& f, const ir::Inst& inst) {
  const bool is_literal = f.typeData(inst.operands[0]).kind == TypeKind::Literal;
  const bool is_from_number = is_literal || isNumber(f.ir_module, f.type(inst.operands[0]));
  if (!is_from_number || !isNumber(f.ir_module, f.type(inst.results[0]))) return false;
  const Number target = numberOf(f.ir_module, f.type(inst.results[0]));
  return target.isFloat() || target.isComplex() || target.isBool() || (is_literal && target.python);
}

// Instructions without effect that never raise: those that may stand before a check that was taken out.
bool isHarmless(const FunctionLowering& f, const ir::Inst& inst) {
  switch (inst.op) {
    case Op::constant:
    case Op::build_tuple:
    case Op::extract:
    case Op::truth:
    case Op::logical_not: return true;
    case Op::convert: return isSafeConversion(f, inst);
    case Op::eq:
    case Op::ne:
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: return isNumber(f.ir_module, f.type(inst.operands[0]));
    case Op::add:
    case Op::sub:
    case Op::mul: return isNumber(f.ir_module, f.type(inst.operands[0])) && !isPythonInt(f, inst.operands[0]);
    default: return false;
  }
}

size_t indexCount(const FunctionLowering& f, ValueId key) {
  const ir::Type& type = f.typeData(key);
  return type.kind == TypeKind::Tuple ? type.elements.size() : 1;
}

bool canHoist(const FunctionLowering& f, InstId loop, InstId id) {
  const ir::Inst& inst = f.inst(id);
  const ir::Type& array = f.typeData(inst.operands[0]);
  const ValueId item = f.function[f.inst(loop).regions[0]].parameters[1];
  const bool writes_readonly = inst.op == Op::setitem && array.readonly;
  if (array.kind != TypeKind::Array || isMadeIn(f.function, loop, inst.operands[0]) || writes_readonly) return false;
  for (size_t k = 0; k < indexCount(f, inst.operands[1]); ++k) {
    const std::optional<ValueId> index = indexValue(f.ir_module, f.function, inst.operands[1], k);
    const bool is_known = index && (*index == item || (isPythonInt(f, *index) && !isMadeIn(f.function, loop, *index)));
    if (!is_known) return false;
  }
  return true;
}

}  // namespace

// Up to what can't be taken, or the first store.
std::vector<InstId> hoistableIndexing(const FunctionLowering& f, InstId loop) {
  std::vector<InstId> found;
  const ir::Inst& inst = f.inst(loop);
  const bool may_hoist = inst.op == Op::for_ && !f.proven.everything && f.m.options.boundscheck && countsByOne(f.ir_module, f.function, inst);
  if (!may_hoist) return found;
  for (const InstId id : f.function[inst.regions[0]].insts) {
    const bool is_indexing = f.inst(id).op == Op::getitem || f.inst(id).op == Op::setitem;
    const bool is_proven = f.proven.insts.contains(id);
    if (is_indexing && !is_proven && !canHoist(f, loop, id)) break;
    if (!is_indexing && !is_proven && !isHarmless(f, f.inst(id))) break;
    if (is_indexing && !is_proven) found.push_back(id);
    if (f.inst(id).op == Op::setitem) break;
  }
  return found;
}

HoistedChecks::HoistedChecks(FunctionLowering& lowering, InstId loop, llvm::Value* count)
    : f_(lowering), count_(count), limit_(count) {
  const std::vector<InstId> hoistable = hoistableIndexing(f_, loop);
  if (hoistable.empty()) return;
  start_ = f_.part(f_.inst(loop).operands[0]);
  item_ = f_.function[f_.inst(loop).regions[0]].parameters[1];
  for (const InstId id : hoistable) {
    for (size_t k = 0; k < indexCount(f_, f_.inst(id).operands[1]); ++k) addCheck(id, k);
    f_.proven.hoisted.insert(id);
  }
}

void HoistedChecks::addCheck(InstId id, size_t k) {
  const ir::Inst& inst = f_.inst(id);
  const ValueId index = *indexValue(f_.ir_module, f_.function, inst.operands[1], k);
  const IndexFacts facts = factsOfIndex(f_.ir_module, f_.function, inst.operands[1], k);
  const ArrayView array{f_.parts(inst.operands[0]), f_.typeData(inst.operands[0]).ndim};
  llvm::Value* extent = array.extent(static_cast<int>(k));
  // Settled before: the index stays below this very extent.
  if (facts.below && f_.isDefined(*facts.below) && f_.part(*facts.below) == extent) return;
  const bool is_item = index == item_;
  llvm::Value* outside = is_item ? nullptr : f_.part(index);
  llvm::Value* bound = is_item ? itemBound(extent) : outsideBound(outside, extent, facts.is_nonnegative);
  limit_ = f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, limit_, bound);
  checks_.push_back({id, static_cast<int>(k), outside, extent});
}

// Items are start + position: the first `extent - start` fit.
llvm::Value* HoistedChecks::itemBound(llvm::Value* extent) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(start_);
  if (constant && constant->isZero()) return extent;
  llvm::Value* rest = f_.b.CreateSub(extent, start_, "", false, true);
  return f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, rest, f_.word(0));
}

// All iterations fit or none does.
llvm::Value* HoistedChecks::outsideBound(llvm::Value* index, llvm::Value* extent, bool is_nonnegative) {
  llvm::Value* wrapped = index;
  if (!is_nonnegative) {
    llvm::Value* is_negative = f_.b.CreateICmpSLT(index, f_.word(0));
    wrapped = f_.b.CreateSelect(is_negative, f_.b.CreateAdd(index, extent), index);
  }
  return f_.b.CreateSelect(f_.b.CreateICmpULT(wrapped, extent), f_.word(INT64_MAX), f_.word(0));
}

void HoistedChecks::raiseAfterLoop() {
  if (checks_.empty()) return;
  llvm::BasicBlock* failed = f_.newBlock("out.of.bounds");
  llvm::BasicBlock* complete = f_.newBlock("for.complete");
  if (!f_.proven.is_fallback) f_.loops.noteCheck();
  f_.markUnlikely(f_.b.CreateCondBr(f_.b.CreateICmpSLT(limit_, count_), failed, complete));
  f_.b.SetInsertPoint(failed);
  raiseFirst();
  f_.b.SetInsertPoint(complete);
}

// The runtime tells which check it was: a branch and a block for each would be a tenth of a nest's compile time.
void HoistedChecks::raiseFirst() {
  const int words = static_cast<int>(checks_.size()) * kWordsOfCheck;
  llvm::Value* records = f_.allocaAtEntry(f_.i64(), words);
  uint64_t next = 0;
  const auto store = [&](llvm::Value* word) {
    f_.b.CreateStore(word, f_.b.CreateConstInBoundsGEP1_64(f_.i64(), records, next++));
  };
  const InstId loop = f_.current;
  for (const Check& check : checks_) {
    f_.current = check.inst;
    store(check.index ? check.index : f_.b.CreateAdd(start_, limit_));
    store(check.extent);
    store(f_.word(check.axis));
    store(f_.word(f_.site()));
  }
  f_.current = checks_.front().inst;
  llvm::Value* site = f_.b.getInt32(f_.site());
  f_.current = loop;
  llvm::Value* count = f_.word(static_cast<int64_t>(checks_.size()));
  f_.b.CreateCall(f_.m.runtime("kr_raise_first_index_error"), {f_.context, records, count, site});
  f_.b.CreateUnreachable();
}

}  // namespace krait::lower
