// Reading and writing lists: fields of the header, items in slots, and the references that items hold.
#include "codegen/lower/element_loop.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/list.h"
#include "codegen/lower/number.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Which parts of an item are owners of arrays, and which are handles of lists.
struct References {
  uint64_t arrays = 0;
  uint64_t lists = 0;

  [[nodiscard]] bool any() const { return (arrays | lists) != 0; }
};

void collect(const ir::Module& module, TypeId id, size_t& part, References& found) {
  const Type& type = module.types[id];
  const bool is_reference = type.kind == TypeKind::Array || type.kind == TypeKind::List;
  if (is_reference) CHECK(part < 64, "an item of a list with too many parts");
  if (type.kind == TypeKind::Array) found.arrays |= uint64_t{1} << part;
  if (type.kind == TypeKind::List) found.lists |= uint64_t{1} << part;
  if (type.kind == TypeKind::Tuple) {
    for (const TypeId element : type.elements) collect(module, element, part, found);
  } else {
    part += partCount(module, id);
  }
}

References referencesIn(const ir::Module& module, TypeId item) {
  References found;
  size_t part = 0;
  collect(module, item, part, found);
  return found;
}

llvm::Value* fieldAddress(FunctionLowering& f, llvm::Value* list, size_t offset) {
  llvm::Value* header = f.b.CreateIntToPtr(list, f.b.getPtrTy());
  return f.b.CreateConstInBoundsGEP1_64(f.b.getInt8Ty(), header, offset);
}

llvm::Value* loadField(FunctionLowering& f, llvm::Value* list, size_t offset, llvm::Type* type) {
  return f.b.CreateLoad(type, fieldAddress(f, list, offset));
}

size_t slotsOf(const FunctionLowering& f, TypeId list) { return partCount(f.ir_module, itemTypeOf(f.ir_module, list)); }

void retainItem(FunctionLowering& f, TypeId item_type, PartsRef item) {
  const References references = referencesIn(f.ir_module, item_type);
  for (size_t k = 0; k < item.size() && k < 64; ++k) {
    if ((references.arrays >> k & 1) != 0) f.callRuntime("kr_buffer_retain", {item[k]});
    if ((references.lists >> k & 1) != 0) f.callRuntime("kr_list_retain", {item[k]});
  }
}

// Makes room for one more item; the usual case is a comparison.
void reserveOne(FunctionLowering& f, llvm::Value* list, llvm::Value* length) {
  llvm::Value* capacity = loadField(f, list, offsetof(kr_list, capacity), f.i64());
  llvm::BasicBlock* full = f.newBlock("list.full");
  llvm::BasicBlock* ready = f.newBlock("list.ready");
  f.markUnlikely(f.b.CreateCondBr(f.b.CreateICmpSGE(length, capacity), full, ready));
  f.b.SetInsertPoint(full);
  f.callRuntime("kr_list_reserve", {list, f.b.CreateAdd(length, f.word(1), "", true, true)});
  f.b.CreateBr(ready);
  f.b.SetInsertPoint(ready);
}

}  // namespace

bool isList(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::List; }
TypeId itemTypeOf(const ir::Module& module, TypeId list) { return module.types[list].elements[0]; }

void setListLength(FunctionLowering& f, llvm::Value* list, llvm::Value* length) {
  f.b.CreateStore(length, fieldAddress(f, list, offsetof(kr_list, length)));
}

llvm::Value* listItemAddress(FunctionLowering& f, TypeId list_type, llvm::Value* list, llvm::Value* index) {
  llvm::Value* items = loadField(f, list, offsetof(kr_list, items), f.b.getPtrTy());
  llvm::Value* slot = f.b.CreateMul(index, f.word(static_cast<int64_t>(slotsOf(f, list_type))), "", true, true);
  return f.b.CreateInBoundsGEP(f.i64(), items, slot);
}

llvm::Value* listLength(FunctionLowering& f, llvm::Value* list) {
  return loadField(f, list, offsetof(kr_list, length), f.i64());
}

Parts listItem(FunctionLowering& f, TypeId list_type, llvm::Value* list, llvm::Value* index) {
  llvm::Value* address = listItemAddress(f, list_type, list, index);
  Parts item;
  for (llvm::Type* type : partTypes(f.m.context(), f.ir_module, itemTypeOf(f.ir_module, list_type))) {
    item.push_back(loadSlot(f.b, type, address, static_cast<unsigned>(item.size())));
  }
  return item;
}

llvm::Value* newList(FunctionLowering& f, TypeId list_type, llvm::Value* capacity) {
  const References references = referencesIn(f.ir_module, itemTypeOf(f.ir_module, list_type));
  return f.callRuntime("kr_list_new", {capacity, f.word(static_cast<int64_t>(slotsOf(f, list_type))),
                                       f.b.getInt64(references.arrays), f.b.getInt64(references.lists)});
}

void storeItem(FunctionLowering& f, TypeId list_type, llvm::Value* address, PartsRef value, TypeId value_type) {
  const TypeId item_type = itemTypeOf(f.ir_module, list_type);
  const Parts item = convertValue(f, value, value_type, item_type);
  retainItem(f, item_type, item);
  for (unsigned k = 0; k < item.size(); ++k) storeSlot(f.b, item[k], address, k);
}

void appendItem(FunctionLowering& f, TypeId list_type, llvm::Value* list, PartsRef value, TypeId value_type) {
  llvm::Value* length = listLength(f, list);
  reserveOne(f, list, length);
  storeItem(f, list_type, listItemAddress(f, list_type, list, length), value, value_type);
  setListLength(f, list, f.b.CreateAdd(length, f.word(1), "", true, true));
}

void releaseItem(FunctionLowering& f, TypeId item_type, PartsRef item) {
  const References references = referencesIn(f.ir_module, item_type);
  for (size_t k = 0; k < item.size() && k < 64; ++k) {
    if ((references.arrays >> k & 1) != 0) f.callRuntime("kr_buffer_release", {f.context, item[k]});
    if ((references.lists >> k & 1) != 0) f.callRuntime("kr_list_release", {f.context, item[k]});
  }
}

void extendList(FunctionLowering& f, TypeId list_type, llvm::Value* list, ir::ValueId iterable) {
  const TypeId item_type = iterationItemType(f, iterable);
  llvm::Value* count = iterationCount(f, iterable);
  llvm::Value* length = listLength(f, list);
  f.callRuntime("kr_list_reserve", {list, f.b.CreateAdd(length, count, "", true, true)});
  if (itemTypeOf(f.ir_module, list_type) == f.ir_module.types.never) return;
  forEachIndex(f, {count}, [&](PartsRef index) {
    const Parts item = iterationItem(f, iterable, index[0]);
    llvm::Value* place = f.b.CreateAdd(length, index[0], "", true, true);
    storeItem(f, list_type, listItemAddress(f, list_type, list, place), item, item_type);
  });
  setListLength(f, list, f.b.CreateAdd(length, count, "", true, true));
}

llvm::Value* checkedListIndex(FunctionLowering& f, llvm::Value* list, llvm::Value* index, kr_error_kind kind) {
  llvm::Value* length = listLength(f, list);
  llvm::Value* wrapped = f.b.CreateSelect(f.b.CreateICmpSLT(index, f.word(0)), f.b.CreateAdd(index, length), index);
  f.raiseIf(f.b.CreateICmpUGE(wrapped, length), kind);
  return wrapped;
}

llvm::Value* findPosition(FunctionLowering& f, llvm::Value* start, llvm::Value* stop,
                          llvm::function_ref<llvm::Value*(llvm::Value*)> is_found) {
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* head = f.newBlock("find");
  llvm::BasicBlock* body = f.newBlock("find.body");
  llvm::BasicBlock* next = f.newBlock("find.next");
  llvm::BasicBlock* end = f.newBlock("find.end");
  f.b.CreateBr(head);
  f.b.SetInsertPoint(head);
  llvm::PHINode* position = f.b.CreatePHI(f.i64(), 2);
  position->addIncoming(start, before);
  f.b.CreateCondBr(f.b.CreateICmpSLT(position, stop), body, end);
  f.b.SetInsertPoint(body);
  f.b.CreateCondBr(is_found(position), end, next);
  f.b.SetInsertPoint(next);
  position->addIncoming(f.b.CreateAdd(position, f.word(1), "", true, true), next);
  f.b.CreateBr(head);
  f.b.SetInsertPoint(end);
  return position;
}

}  // namespace krait::lower
