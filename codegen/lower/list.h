// Lists in lowering: a value is a handle (runtime/list_abi.h), an item lies in as many slots as it has parts.
//
// What is stored in a list is retained for it: arrays and lists in an item keep a reference of the list's own. What is read
// borrows; place-releases says where it is retained.
#pragma once

#include "codegen/lower/lowering.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "runtime/list_abi.h"

namespace krait::lower {

[[nodiscard]] bool isList(const ir::Module&, ir::TypeId);
[[nodiscard]] ir::TypeId itemTypeOf(const ir::Module&, ir::TypeId list);

[[nodiscard]] llvm::Value* listLength(FunctionLowering&, llvm::Value* list);
void setListLength(FunctionLowering&, llvm::Value* list, llvm::Value* length);
[[nodiscard]] llvm::Value* listItemAddress(FunctionLowering&, ir::TypeId list_type, llvm::Value* list, llvm::Value* index);
// The item at an index in range.
[[nodiscard]] Parts listItem(FunctionLowering&, ir::TypeId list_type, llvm::Value* list, llvm::Value* index);
[[nodiscard]] llvm::Value* newList(FunctionLowering&, ir::TypeId list_type, llvm::Value* capacity);
// The value becomes an item of the list's type.
void appendItem(FunctionLowering&, ir::TypeId list_type, llvm::Value* list, llvm::ArrayRef<llvm::Value*> value,
                ir::TypeId value_type);
// At an address of a slot that holds nothing.
void storeItem(FunctionLowering&, ir::TypeId list_type, llvm::Value* address, llvm::ArrayRef<llvm::Value*> value,
               ir::TypeId value_type);
// Gives back what an item holds.
void releaseItem(FunctionLowering&, ir::TypeId item_type, llvm::ArrayRef<llvm::Value*> item);
// Appends all items of an iterable; those that it has at the start, if it is the list itself.
void extendList(FunctionLowering&, ir::TypeId list_type, llvm::Value* list, ir::ValueId iterable);

// index + length if it is negative; raises unless the result is in range.
[[nodiscard]] llvm::Value* checkedListIndex(FunctionLowering&, llvm::Value* list, llvm::Value* index, kr_error_kind kind);

// The first position in [start, stop) for which the answer is true, or the end.
[[nodiscard]] llvm::Value* findPosition(FunctionLowering&, llvm::Value* start, llvm::Value* stop,
                                        llvm::function_ref<llvm::Value*(llvm::Value*)> is_found);
[[nodiscard]] llvm::Value* findItem(FunctionLowering&, ir::ValueId list, ir::ValueId value, llvm::Value* start,
                                    llvm::Value* stop);
// a `op` b, in the order of the items.
[[nodiscard]] llvm::Value* compareLists(FunctionLowering&, ir::Op op, llvm::Value* a, ir::TypeId a_type, llvm::Value* b,
                                        ir::TypeId b_type);

// What the ops do with lists.
void lowerListGet(FunctionLowering&, ir::InstId);
void lowerListSet(FunctionLowering&, ir::InstId);
void lowerListUnpack(FunctionLowering&, ir::InstId);
void lowerListOperator(FunctionLowering&, ir::InstId);
void lowerListContains(FunctionLowering&, ir::InstId, bool negated);

// Whether the loop may change the length of the lists that it iterates over.
[[nodiscard]] bool iteratesOverLists(const ir::Module&, ir::TypeId iterable);
[[nodiscard]] bool mayResizeLists(const FunctionLowering&, ir::BlockId);

}  // namespace krait::lower
