// Checking indices, in two forms.
#include "codegen/lower/check_index.h"

#include <algorithm>

#include "codegen/lower/index_facts.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

// In the copy of a loop that is run if a proof fails, less code counts for more than speed.
bool isScattered(const FunctionLowering& f, ValueId index) {
  const bool may_be = f.m.options.boundscheck && !f.lanes && !f.proven.is_fallback && !f.loops.open.empty();
  if (!may_be) return false;
  return !isAffineIn(f.function, f.loops.open.back(), index);
}

// What checks of the instruction itself have been settled elsewhere.
bool isSettled(const FunctionLowering& f, InstId id, int axis) {
  return f.proven.everything || f.proven.insts.contains(id) || f.proven.hoisted.contains(id) ||
         f.proven.nonnegative.contains({id, axis});
}

// An int that only looks like one: the conversion raises, unless it was -2^63 that was converted.
void settleConversion(FunctionLowering& f, llvm::Value* index) {
  if (!f.pending_conversion || f.pending_conversion->result != index) return;
  const PendingConversion conversion = *std::exchange(f.pending_conversion, std::nullopt);
  const InstId indexing = std::exchange(f.current, conversion.inst);
  llvm::BasicBlock* outside = f.newBlock("outside");
  llvm::BasicBlock* inside = f.newBlock("inside");
  f.b.CreateCondBr(f.b.CreateICmpEQ(index, f.word(INT64_MIN)), outside, inside);
  f.b.SetInsertPoint(outside);
  f.callRuntime(conversion.function, {conversion.whole});
  f.b.CreateBr(inside);
  f.b.SetInsertPoint(inside);
  f.current = indexing;
}

llvm::Value* scatteredIndex(FunctionLowering& f, const IndexToCheck& check) {
  f.loops.noteCheck();
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* wraps = f.newBlock("wraps");
  llvm::BasicBlock* in_range = f.newBlock("in.range");
  f.markUnlikely(f.b.CreateCondBr(f.b.CreateICmpUGE(check.index, check.extent), wraps, in_range));
  f.b.SetInsertPoint(wraps);
  settleConversion(f, check.index);
  llvm::Value* wrapped = f.b.CreateAdd(check.index, check.extent);
  f.raiseIf(f.b.CreateICmpUGE(wrapped, check.extent), kr_error_index_out_of_bounds,
            {check.index, f.word(check.axis), check.extent});
  llvm::BasicBlock* wraps_end = f.b.GetInsertBlock();
  f.b.CreateBr(in_range);
  f.b.SetInsertPoint(in_range);
  llvm::PHINode* index = f.b.CreatePHI(f.i64(), 2);
  index->addIncoming(check.index, before);
  index->addIncoming(wrapped, wraps_end);
  return index;
}

llvm::Value* countedIndex(FunctionLowering& f, const IndexToCheck& check, bool is_nonnegative) {
  llvm::Value* wrapped = check.index;
  if (!is_nonnegative && !f.proven.nonnegative.contains({f.current, check.axis})) {
    llvm::Value* is_negative = f.b.CreateICmpSLT(check.index, f.word(0));
    wrapped = f.b.CreateSelect(is_negative, f.b.CreateAdd(check.index, check.extent), check.index);
  }
  if (f.m.options.boundscheck && !f.proven.hoisted.contains(f.current)) {
    f.raiseIf(f.b.CreateICmpUGE(wrapped, check.extent), kr_error_index_out_of_bounds,
              {check.index, f.word(check.axis), check.extent});
  }
  return wrapped;
}

// a[k] or a[k] = x, whose check is that of a scattered index.
bool isCheckedIndexing(const FunctionLowering& f, InstId id, ValueId key) {
  const ir::Inst& inst = f.inst(id);
  const bool is_indexing = inst.op == Op::getitem || inst.op == Op::setitem;
  if (!is_indexing || inst.operands[1] != key || f.typeData(inst.operands[0]).kind != TypeKind::Array) return false;
  if (inst.op == Op::setitem && (inst.operands[2] == key || f.typeData(inst.operands[0]).readonly)) return false;
  return !isSettled(f, id, 0) && isScattered(f, key);
}

}  // namespace

llvm::Value* checkedIndex(FunctionLowering& f, const IndexToCheck& check) {
  if (f.isProven()) return check.index;
  const IndexFacts facts = factsOfIndex(f.ir_module, f.function, check.key, check.place);
  const bool is_in_range = facts.below && f.isDefined(*facts.below) && f.part(*facts.below) == check.extent;
  if (is_in_range) return check.index;
  if (llvm::Value* known = f.checked.find(check.index, check.extent); known && !f.lanes) return known;
  const std::optional<ValueId> value = indexValue(f.ir_module, f.function, check.key, check.place);
  const bool is_scattered =
      value && !facts.is_nonnegative && !isSettled(f, f.current, check.axis) && isScattered(f, *value);
  llvm::Value* index = is_scattered ? scatteredIndex(f, check) : countedIndex(f, check, facts.is_nonnegative);
  if (!f.lanes) f.checked.note(check.index, check.extent, index);
  return index;
}

bool isCheckedAsIndexNext(const FunctionLowering& f) {
  const ir::Inst& conversion = f.inst(f.current);
  const bool is_call = conversion.op == Op::call_builtin && conversion.results.size() == 1;
  if (!is_call || f.typeData(conversion.results[0]).kind != TypeKind::Int) return false;
  const std::vector<InstId>& insts = f.function[conversion.parent].insts;
  const auto next = std::find(insts.begin(), insts.end(), f.current) + 1;
  return next != insts.end() && isCheckedIndexing(f, *next, conversion.results[0]);
}

}  // namespace krait::lower
