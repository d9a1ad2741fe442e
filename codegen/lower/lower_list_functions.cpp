// The methods of lists, list() and sorted().
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/compare.h"
#include "codegen/lower/fold.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/list.h"
#include "codegen/lower/symbols.h"

namespace krait::lower {
namespace {

using ir::TypeId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

TypeId itemType(const CallLowering& call, size_t k) { return itemTypeOf(call.f.ir_module, call.type(k)); }

// A list of the result's type with the items of argument 0.
llvm::Value* listOfItems(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* made = newList(f, call.resultType(), f.word(0));
  if (call.data(0).kind != TypeKind::None) extendList(f, call.resultType(), made, call.inst.operands[0]);
  return made;
}

// uint8 less(const slot*, const slot*) for items of this type; the same function for all lists of them.
llvm::Function* comparator(FunctionLowering& f, TypeId item_type) {
  const std::string name = "krait.less." + std::to_string(item_type.index);
  if (llvm::Function* known = f.m.module.getFunction(name)) return known;
  auto* type = llvm::FunctionType::get(f.b.getInt8Ty(), {f.b.getPtrTy(), f.b.getPtrTy()}, false);
  auto* less = llvm::Function::Create(type, llvm::Function::InternalLinkage, name, f.m.module);
  const llvm::IRBuilderBase::InsertPointGuard guard(f.b);
  f.b.SetInsertPoint(llvm::BasicBlock::Create(f.m.context(), "entry", less));
  f.b.SetCurrentDebugLocation({});
  const auto load = [&](unsigned argument) {
    Parts item;
    for (llvm::Type* part : partTypes(f.m.context(), f.ir_module, item_type)) {
      item.push_back(loadSlot(f.b, part, less->getArg(argument), static_cast<unsigned>(item.size())));
    }
    return item;
  };
  const Parts a = load(0), b = load(1);
  llvm::Value* is_less = compareValues(f, ir::Op::lt, a, item_type, b, item_type);
  f.b.CreateRet(f.b.CreateZExt(is_less, f.b.getInt8Ty()));
  return less;
}

void sortAscending(FunctionLowering& f, llvm::Value* list, TypeId item_type) {
  switch (f.ir_module.types.kind(item_type)) {
    case TypeKind::Never: return;
    case TypeKind::Int: f.callRuntime("kr_list_sort_int", {list}); return;
    case TypeKind::Float: f.callRuntime("kr_list_sort_float", {list}); return;
    default: f.callRuntime("kr_list_sort", {list, comparator(f, item_type)});
  }
}

void reverseIf(FunctionLowering& f, llvm::Value* condition, llvm::Value* list) {
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition); known && known->isZero()) return;
  llvm::BasicBlock* reversed = f.newBlock("sort.reversed");
  llvm::BasicBlock* end = f.newBlock("sort.end");
  f.b.CreateCondBr(condition, reversed, end);
  f.b.SetInsertPoint(reversed);
  f.callRuntime("kr_list_reverse", {list});
  f.b.CreateBr(end);
  f.b.SetInsertPoint(end);
}

// Equal items keep their order in a descending sort too: it is an ascending one of the list read backwards.
void sortList(CallLowering& call, llvm::Value* list, TypeId item_type) {
  llvm::Value* reverse = call.part(2);
  reverseIf(call.f, reverse, list);
  sortAscending(call.f, list, item_type);
  reverseIf(call.f, reverse, list);
}

// The texts around a NumPy scalar's value in its repr.
struct ReprFrame {
  std::string before;
  std::string after;
};

ReprFrame reprFrame(Number number) {
  if (number.python) return {};
  return {"np." + std::string(ir::dtypeName(number.dtype)) + "(", ")"};
}

void raiseNotInList(CallLowering& call, llvm::Value* is_missing) {
  FunctionLowering& f = call.f;
  const Number number = call.number(1);
  const ReprFrame frame = reprFrame(number);
  llvm::Value* value = call.part(1);
  if (number.isBool()) {
    const char* prefix = number.python ? "" : "np.";
    llvm::Value* text = f.b.CreateSelect(value, f.text(std::string(prefix) + "True"), f.text(std::string(prefix) + "False"));
    return f.raiseIf(is_missing, kr_error_text_not_in_list, {text});
  }
  llvm::Value* before = f.text(frame.before);
  llvm::Value* after = f.text(frame.after);
  if (number.isFloat()) return f.raiseIf(is_missing, kr_error_float_not_in_list, {before, value, after});
  llvm::Value* word = convertNumber(f, {value}, {number.dtype, false}, {number.isSigned() ? ir::DType::Int64 : ir::DType::UInt64, false})[0];
  f.raiseIf(is_missing, number.isSigned() ? kr_error_int_not_in_list : kr_error_uint_not_in_list, {before, word, after});
}

// A bound of index(): from the end if it is negative, cut to the list.
llvm::Value* searchBound(FunctionLowering& f, llvm::Value* bound, llvm::Value* length) {
  llvm::Value* wrapped = f.b.CreateSelect(f.b.CreateICmpSLT(bound, f.word(0)), f.b.CreateAdd(bound, length), bound);
  llvm::Value* raised = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, wrapped, f.word(0));
  return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, raised, length);
}

}  // namespace

Parts lowerListAppend(CallLowering& call) {
  appendItem(call.f, call.type(0), call.part(0), call.parts(1), call.type(1));
  return {};
}

Parts lowerListExtend(CallLowering& call) {
  extendList(call.f, call.type(0), call.part(0), call.inst.operands[1]);
  return {};
}

Parts lowerListInsert(CallLowering& call) {
  llvm::Value* place = call.f.callRuntime("kr_list_open", {call.part(0), call.part(1)});
  storeItem(call.f, call.type(0), place, call.parts(2), call.type(2));
  return {};
}

// What the item held is the caller's now.
Parts lowerListPop(CallLowering& call) {
  FunctionLowering& f = call.f;
  f.raiseIf(f.b.CreateICmpEQ(listLength(f, call.part(0)), f.word(0)), kr_error_list_pop_empty);
  llvm::Value* position = checkedListIndex(f, call.part(0), call.part(1), kr_error_list_pop_index);
  Parts item = listItem(f, call.type(0), call.part(0), position);
  f.callRuntime("kr_list_close", {call.part(0), position});
  return item;
}

Parts lowerListClear(CallLowering& call) {
  call.f.callRuntime("kr_list_clear", {call.f.context, call.part(0)});
  return {};
}

Parts lowerListReverse(CallLowering& call) {
  call.f.callRuntime("kr_list_reverse", {call.part(0)});
  return {};
}

Parts lowerListRemove(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* length = listLength(f, call.part(0));
  llvm::Value* position = findItem(f, call.inst.operands[0], call.inst.operands[1], f.word(0), length);
  f.raiseIf(f.b.CreateICmpSGE(position, length), kr_error_list_remove);
  const Parts item = listItem(f, call.type(0), call.part(0), position);
  f.callRuntime("kr_list_close", {call.part(0), position});
  releaseItem(f, itemType(call, 0), item);
  return {};
}

Parts lowerListIndex(CallLowering& call) {
  FunctionLowering& f = call.f;
  llvm::Value* length = listLength(f, call.part(0));
  llvm::Value* start = searchBound(f, call.part(2), length);
  llvm::Value* stop = searchBound(f, call.part(3), length);
  llvm::Value* position = findItem(f, call.inst.operands[0], call.inst.operands[1], start, stop);
  raiseNotInList(call, f.b.CreateICmpSGE(position, stop));
  return {position};
}

Parts lowerListCount(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (itemType(call, 0) == f.ir_module.types.never) return {f.word(0)};
  const TypeId item_type = itemType(call, 0);
  const auto step = [&](PartsRef count, PartsRef item) {
    llvm::Value* same = compareValues(f, ir::Op::eq, item, item_type, call.parts(1), call.type(1));
    return Parts{f.b.CreateAdd(count[0], f.b.CreateZExt(same, f.i64()), "", true, true)};
  };
  return foldItems(f, call.inst.operands[0], {f.word(0)}, step);
}

Parts lowerListSort(CallLowering& call) {
  sortList(call, call.part(0), itemType(call, 0));
  return {};
}

Parts lowerListCast(CallLowering& call) { return {listOfItems(call)}; }

Parts lowerSorted(CallLowering& call) {
  llvm::Value* made = listOfItems(call);
  sortList(call, made, itemTypeOf(call.f.ir_module, call.resultType()));
  return {made};
}

}  // namespace krait::lower
