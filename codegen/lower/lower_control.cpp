// Terminators and structured control flow: regions become blocks, results and carried values phis.
#include "codegen/lower/apart_test.h"
#include "codegen/lower/hoist_checks.h"
#include "codegen/lower/outline.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/lanes/lanes.h"
#include "codegen/lower/list.h"
#include "codegen/lower/lowering.h"
#include "codegen/lower/symbols.h"
#include "codegen/lower/version_loop.h"
#include "codegen/lower/version_test.h"
#include "frontend/support/check.h"
#include "frontend/support/diagnostics.h"
#include "llvm/IR/CFG.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Poll;
using ir::ValueId;

// A single long loop is run in strips, so that Ctrl-C is noticed without a poll in the loop that is vectorised.
constexpr int64_t kStripLength = 4096;

[[noreturn]] void notStructured() { CHECK(false, "lowering needs structured control flow"); }

std::span<const ValueId> tail(const std::vector<ValueId>& values, size_t first) {
  return std::span(values).subspan(first);
}

// Of a for_: behind the iterator; in a parallel one arrays follow.
std::span<const ValueId> initialValues(FunctionLowering& f, InstId id) {
  return std::span(f.inst(id).operands).subspan(1, f.inst(id).results.size());
}

// A join that nothing jumps to keeps no phis: what follows is never run.
void dropIfUnreached(JoinPoint& join) {
  if (!llvm::pred_empty(join.block)) return;
  for (llvm::PHINode*& phi : join.phis) {
    phi->replaceAllUsesWith(llvm::PoisonValue::get(phi->getType()));
    phi->eraseFromParent();
  }
  join.phis.clear();
}

// After a structured op: its results.
void leaveOp(FunctionLowering& f, InstId id) {
  JoinPoint& join = f.labels[id].leave;
  if (!llvm::pred_empty(join.block)) return f.enterJoin(join, f.inst(id).results);
  dropIfUnreached(join);
  f.b.SetInsertPoint(join.block);
  for (const ValueId result : f.inst(id).results) f.define(result, f.emptyParts(f.type(result)));
}

// `%r = if_ ...  yield %r` at the end of a region: the arms may go where the yield goes. With a join of its own for each
// if_, an elif chain would be a chain of joins, which LLVM merges in time that grows with its square.
bool isPassedOn(FunctionLowering& f, InstId if_inst, InstId next) {
  const ir::Inst& last = f.inst(next);
  if (last.op != ir::Op::yield || f.inst(if_inst).op != ir::Op::if_) return false;
  const ir::Op owner = f.inst(f.function[last.parent].owner).op;
  return (owner == ir::Op::if_ || owner == ir::Op::scope) && f.inst(if_inst).results == last.operands;
}

// Whether the if_ and the instruction after it are such a pair.
bool isPassedOn(FunctionLowering& f, InstId if_inst) {
  const std::vector<InstId>& insts = f.function[f.inst(if_inst).parent].insts;
  return insts.size() > 1 && insts[insts.size() - 2] == if_inst && isPassedOn(f, if_inst, insts.back());
}

JoinPoint& joinAround(FunctionLowering& f, InstId id) { return f.labels[f.function[f.inst(id).parent].owner].leave; }

// LLVM's passes look at all edges into a block for each of them, so a join has no more than this. That it does not make
// one of two is seen to by an instruction between them, which stands for nothing.
constexpr unsigned kMostEdges = 64;

bool hasRoom(const JoinPoint& join) { return !join.block->hasNPredecessorsOrMore(kMostEdges); }

void keepApart(FunctionLowering& f) { f.b.CreateIntrinsic(llvm::Intrinsic::sideeffect, {}, {}); }

// Of a yield: whether the if_ before it has had its arms go there.
bool isReplaced(FunctionLowering& f, InstId yield) {
  const std::vector<InstId>& insts = f.function[f.inst(yield).parent].insts;
  if (insts.size() < 2 || !isPassedOn(f, insts[insts.size() - 2], yield)) return false;
  return f.labels[insts[insts.size() - 2]].leave.block == joinAround(f, yield).block;
}

// The loop over positions [first, limit) of a for_, with the carried values in `head`'s phis after the position's.
struct CountedLoop {
  JoinPoint head;  // carried values only
  llvm::PHINode* position;
};

CountedLoop openCountedLoop(FunctionLowering& f, std::span<const ValueId> carried, llvm::Value* first,
                            llvm::BasicBlock* from, const char* name) {
  CountedLoop loop{f.makeJoin(carried, name), nullptr};
  llvm::IRBuilder<> phis(loop.head.block, loop.head.block->begin());
  loop.position = phis.CreatePHI(f.i64(), 2, "position");
  loop.position->addIncoming(first, from);
  return loop;
}

// The innermost loop of a for_: item, body, next position. Without a limit it is asked for in each iteration. Leaves the builder in the block after the loop with the
// carried values in the head's phis.
void lowerForBody(FunctionLowering& f, InstId id, const CountedLoop& loop, llvm::Value* limit,
                  llvm::BasicBlock* after, Poll poll) {
  const BlockId body = f.inst(id).regions[0];
  const std::vector<ValueId>& parameters = f.function[body].parameters;
  f.enterJoin(loop.head, tail(parameters, 2));
  if (!limit) limit = loopCount(f, f.inst(id).operands[0]);
  llvm::BasicBlock* inside = f.newBlock("for.body");
  f.b.CreateCondBr(f.b.CreateICmpSLT(loop.position, limit), inside, after);
  f.b.SetInsertPoint(inside);
  f.poll(poll, Poll::Iteration);
  f.define(parameters[0], {loop.position});
  f.define(parameters[1], iterationItem(f, f.inst(id).operands[0], loop.position));
  f.labels[id].again = f.makeJoin(tail(parameters, 2), "for.next");
  f.loops.enter(id);
  f.lowerBlock(body);
  f.loops.leave();
  JoinPoint& again = f.labels[id].again;
  Parts carried_on(again.phis.begin(), again.phis.end());
  if (llvm::pred_empty(again.block)) {
    for (llvm::Value*& value : carried_on) value = llvm::PoisonValue::get(value->getType());
  }
  dropIfUnreached(again);
  f.b.SetInsertPoint(again.block);
  llvm::Value* next = f.b.CreateAdd(loop.position, f.word(1), "next", /*NUW=*/true, /*NSW=*/true);
  loop.position->addIncoming(next, f.b.GetInsertBlock());
  for (size_t k = 0; k < loop.head.phis.size(); ++k) {
    loop.head.phis[k]->addIncoming(carried_on[k], f.b.GetInsertBlock());
  }
  llvm::BranchInst* back_edge = f.b.CreateBr(loop.head.block);
  if (f.proven.stays_scalar) f.keepScalar(back_edge);
  else if (f.proven.unrolls) f.askToUnroll(back_edge);
}

Parts valuesOf(const JoinPoint& join) { return {join.phis.begin(), join.phis.end()}; }

void defineResults(FunctionLowering& f, InstId id, const JoinPoint& join) {
  const Parts all = valuesOf(join);
  size_t next = 0;
  for (const ValueId result : f.inst(id).results) {
    const size_t count = partCount(f.ir_module, f.type(result));
    f.define(result, Parts(all.begin() + next, all.begin() + next + count));
    next += count;
  }
}

void lowerPlainFor(FunctionLowering& f, InstId id, llvm::Value* count, Poll poll) {
  const std::vector<ValueId>& parameters = f.function[f.inst(id).regions[0]].parameters;
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  const CountedLoop loop = openCountedLoop(f, tail(parameters, 2), f.word(0), before, "for");
  f.jump(loop.head, initialValues(f, id));
  llvm::BasicBlock* after = f.newBlock("for.end");
  lowerForBody(f, id, loop, count, after, poll);
  f.b.SetInsertPoint(after);
  defineResults(f, id, loop.head);
}

// Hands on to the next strip what the loop over one has left in its head.
void closeStrip(FunctionLowering& f, const CountedLoop& strips, const CountedLoop& loop, llvm::Value* limit) {
  llvm::BasicBlock* end = f.b.GetInsertBlock();
  strips.position->addIncoming(limit, end);
  for (size_t k = 0; k < loop.head.phis.size(); ++k) strips.head.phis[k]->addIncoming(loop.head.phis[k], end);
}

// strip: vector loop; for position in what that has left: body; if that was not all, again.
void lowerLaneFor(FunctionLowering& f, InstId id, llvm::Value* count) {
  const std::span<const ValueId> carried = tail(f.function[f.inst(id).regions[0]].parameters, 2);
  const CountedLoop strips = openCountedLoop(f, carried, f.word(0), f.b.GetInsertBlock(), "strip");
  f.jump(strips.head, initialValues(f, id));
  f.b.SetInsertPoint(strips.head.block);
  f.poll(Poll::Strip, Poll::Strip);
  const auto [first, limit, handed_on] = lowerLanes(f, id, strips.position, count, valuesOf(strips.head));
  const CountedLoop loop = openCountedLoop(f, carried, first, f.b.GetInsertBlock(), "for");
  for (size_t k = 0; k < loop.head.phis.size(); ++k) {
    loop.head.phis[k]->addIncoming(handed_on[k], f.b.GetInsertBlock());
  }
  f.b.CreateBr(loop.head.block);
  llvm::BasicBlock* strip_end = f.newBlock("strip.end");
  llvm::BasicBlock* after = f.newBlock("for.end");
  lowerForBody(f, id, loop, limit, strip_end, f.inst(id).poll == Poll::Iteration ? Poll::Iteration : Poll::None);
  f.b.SetInsertPoint(strip_end);
  closeStrip(f, strips, loop, limit);
  f.b.CreateCondBr(f.b.CreateICmpSLT(limit, count), strips.head.block, after);
  f.b.SetInsertPoint(after);
  defineResults(f, id, loop.head);
}

// strip: poll; for position in strip: body; if that was not the last, again.
//
// Short loops inside others are entered often: what they pay for the strips is one comparison behind the loop. The
// length of the first strip is the same each time, and leaves the loops around.
void lowerStripFor(FunctionLowering& f, InstId id, llvm::Value* count) {
  const std::span<const ValueId> carried = tail(f.function[f.inst(id).regions[0]].parameters, 2);
  const auto atMostAStrip = [&](llvm::Value* rest) {
    return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rest, f.word(kStripLength));
  };
  llvm::Value* first_length = atMostAStrip(count);
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  const CountedLoop strips = openCountedLoop(f, carried, f.word(0), before, "strip");
  f.jump(strips.head, initialValues(f, id));
  f.b.SetInsertPoint(strips.head.block);
  llvm::PHINode* length = f.b.CreatePHI(f.i64(), 2, "length");
  length->addIncoming(first_length, before);
  f.poll(Poll::Strip, Poll::Strip);
  llvm::Value* limit = f.b.CreateAdd(strips.position, length, "limit", true, true);
  const CountedLoop loop = openCountedLoop(f, carried, strips.position, f.b.GetInsertBlock(), "for");
  for (size_t k = 0; k < loop.head.phis.size(); ++k) {
    loop.head.phis[k]->addIncoming(strips.head.phis[k], f.b.GetInsertBlock());
  }
  f.b.CreateBr(loop.head.block);
  llvm::BasicBlock* strip_end = f.newBlock("strip.end");
  llvm::BasicBlock* next_strip = f.newBlock("strip.next");
  llvm::BasicBlock* after = f.newBlock("for.end");
  lowerForBody(f, id, loop, limit, strip_end, Poll::None);
  f.b.SetInsertPoint(strip_end);
  f.markUnlikely(f.b.CreateCondBr(f.b.CreateICmpSLT(limit, count), next_strip, after));
  f.b.SetInsertPoint(next_strip);
  length->addIncoming(atMostAStrip(f.b.CreateSub(count, limit, "rest", true, true)), f.b.GetInsertBlock());
  closeStrip(f, strips, loop, limit);
  f.b.CreateBr(strips.head.block);
  f.b.SetInsertPoint(after);
  defineResults(f, id, loop.head);
}

// A loop that is known to be no longer than a strip.
void lowerShortFor(FunctionLowering& f, InstId id, llvm::Value* count) {
  f.poll(Poll::Strip, Poll::Strip);
  lowerPlainFor(f, id, count, Poll::None);
}

// Whether the loop is over a list whose length its body may change. Read backwards, a list starts where its end was.
bool mayGrow(FunctionLowering& f, InstId id) {
  const ValueId iterable = f.inst(id).operands[0];
  const bool may_grow = iteratesOverLists(f.ir_module, f.type(iterable)) && mayResizeLists(f, f.inst(id).regions[0]);
  if (may_grow && f.typeData(iterable).kind == ir::TypeKind::Reversed) {
    fail(DiagKind::unsupported_operand, {f.function.file, f.function.name, f.inst(id).range},
         {"changing the length of a list in the loop", "reversed(list)", "Loop over reversed(list(x))."});
  }
  return may_grow;
}

void lowerWhile(FunctionLowering& f, InstId id) {
  const BlockId body = f.inst(id).regions[0];
  const std::vector<ValueId>& parameters = f.function[body].parameters;
  Label& label = f.labels[id];
  label.leave = f.makeJoin(f.inst(id).results, "loop.end");
  label.again = f.makeJoin(parameters, "loop");
  f.jump(label.again, f.inst(id).operands);
  f.enterJoin(label.again, parameters);
  f.loops.enter(id);
  f.lowerBlock(body);
  f.loops.leave();
  leaveOp(f, id);
}

void lowerFor(FunctionLowering& f, InstId id) {
  if (mayGrow(f, id)) {
    lowerPlainFor(f, id, nullptr, f.inst(id).poll == Poll::None ? Poll::None : Poll::Iteration);
    return raiseIfStrictZipIsUneven(f, f.inst(id).operands[0], f.b.getTrue());
  }
  llvm::Value* count = loopCount(f, f.inst(id).operands[0]);
  HoistedChecks checks(f, id, count);
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(count);
  const bool is_short = known && known->getSExtValue() <= kStripLength;
  if (canRunLanes(f, id)) {
    lowerLaneFor(f, id, checks.limit());
  } else if (f.inst(id).poll == Poll::Strip) {
    (is_short ? lowerShortFor : lowerStripFor)(f, id, checks.limit());
  } else {
    lowerPlainFor(f, id, checks.limit(), f.inst(id).poll);
  }
  checks.raiseAfterLoop();
  raiseIfStrictZipIsUneven(f, f.inst(id).operands[0], f.b.getTrue());
}

}  // namespace

void lower_jump(FunctionLowering&, InstId) { notStructured(); }
void lower_branch(FunctionLowering&, InstId) { notStructured(); }

void lower_unreachable(FunctionLowering& f, InstId) { f.b.CreateUnreachable(); }

void lower_ret(FunctionLowering& f, InstId id) { f.returnValue(f.parts(f.inst(id).operands[0])); }

void lower_yield(FunctionLowering& f, InstId id) {
  if (isReplaced(f, id)) return;
  const InstId owner = f.function[f.inst(id).parent].owner;
  f.jump(f.labels[owner].leave, f.inst(id).operands);
}

void lower_break_to(FunctionLowering& f, InstId id) {
  f.jump(f.labels[f.inst(id).label()].leave, f.inst(id).operands);
}

// A loop polls on its way back, not at its head: there a branch would keep LLVM from reusing what the condition at the
// bottom has computed.
void lower_continue_to(FunctionLowering& f, InstId id) {
  const ir::Inst& target = f.inst(f.inst(id).label());
  if (target.op == ir::Op::loop) f.poll(target.poll, Poll::Iteration);
  f.jump(f.labels[f.inst(id).label()].again, f.inst(id).operands);
}

void lower_if_(FunctionLowering& f, InstId id) {
  llvm::BasicBlock* then_block = f.newBlock("then");
  llvm::BasicBlock* else_block = f.newBlock("else");
  const bool may_pass_on = isPassedOn(f, id);
  const bool passes_on = may_pass_on && hasRoom(joinAround(f, id));
  f.labels[id].leave = passes_on ? JoinPoint(joinAround(f, id)) : f.makeJoin(f.inst(id).results, "endif");
  f.b.CreateCondBr(f.part(f.inst(id).operands[0]), then_block, else_block);
  f.b.SetInsertPoint(then_block);
  f.lowerBlock(f.inst(id).regions[0]);
  f.b.SetInsertPoint(else_block);
  f.lowerBlock(f.inst(id).regions[1]);
  if (passes_on) return;
  leaveOp(f, id);
  if (may_pass_on) keepApart(f);
}

// if test: region 0 else: region 1
void lower_version(FunctionLowering& f, InstId id) {
  llvm::BasicBlock* fast = f.newBlock("reordered");
  llvm::BasicBlock* original = f.newBlock("original");
  f.labels[id].leave = f.makeJoin(f.inst(id).results, "version.end");
  const bool fuses_stores = fusesStores(f, id);
  f.b.CreateCondBr(fuses_stores ? storesStayApart(f, id) : VersionTest(f).of(id), fast, original);
  f.b.SetInsertPoint(fast);
  const Proven before = f.proven;
  f.proven.everything = true;
  f.lowerBlock(f.inst(id).regions[0]);
  f.proven = before;
  f.b.SetInsertPoint(original);
  f.proven.is_fallback = f.proven.stays_scalar = true;
  f.proven.is_rare = f.proven.is_rare || fuses_stores;
  f.lowerBlock(f.inst(id).regions[1]);
  f.proven = before;
  leaveOp(f, id);
}

void lower_scope(FunctionLowering& f, InstId id) {
  f.labels[id].leave = f.makeJoin(f.inst(id).results, "scope.end");
  f.lowerBlock(f.inst(id).regions[0]);
  leaveOp(f, id);
}

void lower_loop(FunctionLowering& f, InstId id) { lowerInVersions(f, id, lowerWhile); }
void lower_for_(FunctionLowering& f, InstId id) {
  if (f.inst(id).is_parallel && !f.is_piece) return lowerParallelFor(f, id);
  lowerInVersions(f, id, lowerFor);
}

void lower_raise(FunctionLowering& f, InstId id) {
  const ValueId exception = f.inst(id).operands[0];
  const ir::Type& type = f.typeData(exception);
  const ir::Constant& exception_class = f.ir_module.constants[type.constant];
  Site site{f.function.file, f.function.name, f.inst(id).range.line, exceptionArguments(f, type),
            exception_class.handle, f.function.library};
  const Parts& arguments = f.parts(exception);
  if (arguments.size() > kMaxErrorSlots) {
    fail(DiagKind::too_many_raise_arguments, {f.function.file, f.function.name, f.inst(id).range},
         {std::to_string(arguments.size())});
  }
  f.raiseAt(f.m.sites.intern(std::move(site)), kr_error_user_raise, arguments);
}

}  // namespace krait::lower
