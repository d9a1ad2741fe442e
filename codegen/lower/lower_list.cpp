// What the ops do with lists: displays, items, slices, unpacking, operators, comparisons.
#include "codegen/lower/array.h"
#include "codegen/lower/compare.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/list.h"
#include "codegen/lower/number.h"
#include "typeinfer/function_table.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// The items of `from` at start, start + step ... at the end of `list`.
void appendItems(FunctionLowering& f, TypeId list_type, llvm::Value* list, ValueId from, const SliceSpan& span) {
  const TypeId item_type = itemTypeOf(f.ir_module, f.type(from));
  if (item_type == f.ir_module.types.never) return;
  forEachIndex(f, {span.count}, [&](PartsRef index) {
    llvm::Value* position = f.b.CreateAdd(span.start, f.b.CreateMul(index[0], span.step));
    appendItem(f, list_type, list, listItem(f, f.type(from), f.part(from), position), item_type);
  });
}

void sliceList(FunctionLowering& f, InstId id) {
  const ValueId from = f.inst(id).operands[0], slice = f.inst(id).operands[1], result = f.inst(id).results[0];
  const SliceSpan span = sliceSpan(f, f.typeData(slice), f.parts(slice), listLength(f, f.part(from)));
  llvm::Value* made = newList(f, f.type(result), span.count);
  appendItems(f, f.type(result), made, from, span);
  f.define(result, {made});
}

llvm::Value* concatenated(FunctionLowering& f, TypeId type, ValueId a, ValueId b) {
  llvm::Value* capacity = f.b.CreateAdd(listLength(f, f.part(a)), listLength(f, f.part(b)));
  llvm::Value* made = newList(f, type, capacity);
  for (const ValueId from : {a, b}) extendList(f, type, made, from);
  return made;
}

llvm::Value* repeated(FunctionLowering& f, const ir::Inst& inst) {
  const size_t of = isList(f.ir_module, f.type(inst.operands[0])) ? 0 : 1;
  const ValueId from = inst.operands[of];
  const TypeId type = f.type(inst.results[0]);
  llvm::Value* count = f.part(inst.operands[1 - of]);
  llvm::Value* list = f.part(from);
  if (!inst.inplace || of == 1) {
    list = newList(f, type, f.word(0));
    extendList(f, type, list, from);
  }
  f.callRuntime("kr_list_repeat", {list, count});
  return list;
}

bool changesLength(const FunctionLowering& f, const ir::Inst& inst) {
  if (inst.op == Op::list_append || inst.op == Op::call_direct) return true;
  if (inst.op == Op::call_builtin) {
    return functionRow(static_cast<FunctionId>(inst.attribute)).name.starts_with("list.");
  }
  return inst.inplace && !inst.operands.empty() && isList(f.ir_module, f.type(inst.operands[0]));
}

}  // namespace

llvm::Value* findItem(FunctionLowering& f, ValueId list, ValueId value, llvm::Value* start, llvm::Value* stop) {
  const TypeId item_type = itemTypeOf(f.ir_module, f.type(list));
  if (item_type == f.ir_module.types.never) return stop;
  return findPosition(f, start, stop, [&](llvm::Value* position) {
    const Parts item = listItem(f, f.type(list), f.part(list), position);
    return compareValues(f, Op::eq, item, item_type, f.parts(value), f.type(value));
  });
}

// The first items that differ decide; if there are none, the lengths.
llvm::Value* compareLists(FunctionLowering& f, Op op, llvm::Value* a, TypeId a_type, llvm::Value* b, TypeId b_type) {
  const TypeId x = itemTypeOf(f.ir_module, a_type), y = itemTypeOf(f.ir_module, b_type);
  llvm::Value* first = listLength(f, a);
  llvm::Value* second = listLength(f, b);
  llvm::Value* by_length = compareValues(f, op, {first}, f.ir_module.types.integer, {second}, f.ir_module.types.integer);
  if (x == f.ir_module.types.never || y == f.ir_module.types.never) return by_length;
  const auto compareAt = [&](Op each, llvm::Value* position) {
    return compareValues(f, each, listItem(f, a_type, a, position), x, listItem(f, b_type, b, position), y);
  };
  llvm::Value* common = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, first, second);
  llvm::Value* position = findPosition(f, f.word(0), common,
                                       [&](llvm::Value* at) { return f.b.CreateNot(compareAt(Op::eq, at)); });
  llvm::BasicBlock* from = f.b.GetInsertBlock();
  llvm::BasicBlock* differs = f.newBlock("lists.differ");
  llvm::BasicBlock* end = f.newBlock("lists.end");
  f.b.CreateCondBr(f.b.CreateICmpSLT(position, common), differs, end);
  f.b.SetInsertPoint(differs);
  llvm::Value* by_item = compareAt(op, position);
  llvm::BasicBlock* differs_end = f.b.GetInsertBlock();
  f.b.CreateBr(end);
  f.b.SetInsertPoint(end);
  llvm::PHINode* answer = f.b.CreatePHI(f.b.getInt1Ty(), 2);
  answer->addIncoming(by_length, from);
  answer->addIncoming(by_item, differs_end);
  return answer;
}

void lowerListGet(FunctionLowering& f, InstId id) {
  const ValueId list = f.inst(id).operands[0], index = f.inst(id).operands[1];
  if (f.typeData(index).kind == TypeKind::Slice) return sliceList(f, id);
  llvm::Value* position = checkedListIndex(f, f.part(list), f.part(index), kr_error_list_index);
  f.define(f.inst(id).results[0], listItem(f, f.type(list), f.part(list), position));
}

// The new item is in its place before the old one goes.
void lowerListSet(FunctionLowering& f, InstId id) {
  const ValueId list = f.inst(id).operands[0], value = f.inst(id).operands[2];
  const TypeId type = f.type(list);
  llvm::Value* position = checkedListIndex(f, f.part(list), f.part(f.inst(id).operands[1]), kr_error_list_assignment_index);
  const Parts old = listItem(f, type, f.part(list), position);
  storeItem(f, type, listItemAddress(f, type, f.part(list), position), f.parts(value), f.type(value));
  releaseItem(f, itemTypeOf(f.ir_module, type), old);
}

void lowerListUnpack(FunctionLowering& f, InstId id) {
  const ValueId list = f.inst(id).operands[0];
  const std::vector<ValueId>& results = f.inst(id).results;
  llvm::Value* wanted = f.word(static_cast<int64_t>(results.size()));
  llvm::Value* length = listLength(f, f.part(list));
  f.raiseIf(f.b.CreateICmpSGT(length, wanted), kr_error_unpack_too_many, {wanted});
  f.raiseIf(f.b.CreateICmpSLT(length, wanted), kr_error_unpack_too_few, {wanted, length});
  for (size_t k = 0; k < results.size(); ++k) {
    f.define(results[k], listItem(f, f.type(list), f.part(list), f.word(static_cast<int64_t>(k))));
  }
}

void lowerListOperator(FunctionLowering& f, InstId id) {
  const ir::Inst& inst = f.inst(id);
  const ValueId result = inst.results[0];
  if (inst.op == Op::mul) return f.define(result, {repeated(f, inst)});
  if (!inst.inplace) return f.define(result, {concatenated(f, f.type(result), inst.operands[0], inst.operands[1])});
  extendList(f, f.type(inst.operands[0]), f.part(inst.operands[0]), inst.operands[1]);
  f.define(result, f.parts(inst.operands[0]));
}

void lowerListContains(FunctionLowering& f, InstId id, bool negated) {
  const ValueId list = f.inst(id).operands[0];
  llvm::Value* length = listLength(f, f.part(list));
  llvm::Value* position = findItem(f, list, f.inst(id).operands[1], f.word(0), length);
  llvm::Value* is_found = f.b.CreateICmpSLT(position, length);
  f.define(f.inst(id).results[0], {negated ? f.b.CreateNot(is_found) : is_found});
}

bool iteratesOverLists(const ir::Module& module, TypeId iterable) {
  const ir::Type& type = module.types[iterable];
  if (type.kind == TypeKind::List) return true;
  const bool is_lazy = type.kind == TypeKind::Enumerate || type.kind == TypeKind::Zip || type.kind == TypeKind::Reversed;
  if (!is_lazy) return false;
  return std::ranges::any_of(type.elements, [&](TypeId element) { return iteratesOverLists(module, element); });
}

bool mayResizeLists(const FunctionLowering& f, ir::BlockId block) {
  return std::ranges::any_of(f.function[block].insts, [&](InstId id) {
    const ir::Inst& inst = f.inst(id);
    return changesLength(f, inst) ||
           std::ranges::any_of(inst.regions, [&](ir::BlockId region) { return mayResizeLists(f, region); });
  });
}

// Room for all items comes first, so that storing them needs no check.
void lower_build_list(FunctionLowering& f, InstId id) {
  const ir::Inst& inst = f.inst(id);
  const TypeId type = f.type(inst.results[0]);
  llvm::Value* list = newList(f, type, f.word(static_cast<int64_t>(inst.operands.size())));
  int64_t position = 0;
  for (const ValueId item : inst.operands) {
    storeItem(f, type, listItemAddress(f, type, list, f.word(position++)), f.parts(item), f.type(item));
  }
  if (position > 0) setListLength(f, list, f.word(position));
  f.define(inst.results[0], {list});
}

void lower_list_append(FunctionLowering& f, InstId id) {
  const ValueId list = f.inst(id).operands[0], item = f.inst(id).operands[1];
  appendItem(f, f.type(list), f.part(list), f.parts(item), f.type(item));
}

}  // namespace krait::lower
