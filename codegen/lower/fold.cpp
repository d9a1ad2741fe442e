// for strip in range(0, count, kStripLength): poll; for position in strip: accumulator = step(accumulator, item)
#include "codegen/lower/fold.h"

#include "codegen/lower/iteration.h"

namespace krait::lower {
namespace {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kStripLength = 1024;

// A loop's head: the phis of the position and of the accumulator, entered from the builder's block.
struct FoldHead {
  llvm::BasicBlock* block;
  llvm::PHINode* position;
  Parts accumulator;

  void addIncoming(llvm::Value* next_position, PartsRef next, llvm::BasicBlock* from) const {
    position->addIncoming(next_position, from);
    for (size_t k = 0; k < next.size(); ++k) llvm::cast<llvm::PHINode>(accumulator[k])->addIncoming(next[k], from);
  }
};

FoldHead openHead(FunctionLowering& f, llvm::Value* first, PartsRef initial, const char* name) {
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  FoldHead head{f.newBlock(name), nullptr, {}};
  f.b.CreateBr(head.block);
  f.b.SetInsertPoint(head.block);
  head.position = f.b.CreatePHI(f.i64(), 2);
  for (llvm::Value* value : initial) head.accumulator.push_back(f.b.CreatePHI(value->getType(), 2));
  head.addIncoming(first, initial, before);
  return head;
}

// The items of one strip. Leaves the builder after the strip; the result is in the head's accumulator.
FoldHead foldStrip(FunctionLowering& f, ir::ValueId iterable, const FoldHead& strips, llvm::Value* limit, FoldStep step) {
  const FoldHead head = openHead(f, strips.position, strips.accumulator, "fold");
  llvm::BasicBlock* body = f.newBlock("fold.body");
  llvm::BasicBlock* after = f.newBlock("strip.end");
  f.b.CreateCondBr(f.b.CreateICmpSLT(head.position, limit), body, after);
  f.b.SetInsertPoint(body);
  const Parts next = step(head.accumulator, iterationItem(f, iterable, head.position));
  llvm::Value* next_position = f.b.CreateAdd(head.position, f.word(1), "", true, true);
  head.addIncoming(next_position, next, f.b.GetInsertBlock());
  f.b.CreateBr(head.block);
  f.b.SetInsertPoint(after);
  return head;
}

}  // namespace

Parts foldItems(FunctionLowering& f, ir::ValueId iterable, PartsRef initial, FoldStep step, FoldDone done) {
  llvm::Value* count = iterationCount(f, iterable);
  const FoldHead strips = openHead(f, f.word(0), initial, "strips");
  llvm::Value* is_more = f.b.CreateICmpSLT(strips.position, count);
  if (done) is_more = f.b.CreateAnd(is_more, f.b.CreateNot(done(strips.accumulator)));
  llvm::BasicBlock* strip = f.newBlock("strip");
  llvm::BasicBlock* after = f.newBlock("fold.end");
  f.b.CreateCondBr(is_more, strip, after);
  f.b.SetInsertPoint(strip);
  if (f.m.options.polls) f.poll(ir::Poll::Strip, ir::Poll::Strip);
  llvm::Value* rest = f.b.CreateSub(count, strips.position, "rest", true, true);
  llvm::Value* length = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rest, f.word(kStripLength));
  llvm::Value* limit = f.b.CreateAdd(strips.position, length, "limit", true, true);
  const FoldHead items = foldStrip(f, iterable, strips, limit, step);
  strips.addIncoming(limit, items.accumulator, f.b.GetInsertBlock());
  f.b.CreateBr(strips.block);
  f.b.SetInsertPoint(after);
  return strips.accumulator;
}

}  // namespace krait::lower
