// Loops by blocks: the loop that looks ahead, and the two loops that may follow it. Each of these is lowered
// as the loop itself over a part of its range, its carried values passed from block to block.
#include "codegen/lower/block_proofs.h"

#include "codegen/lower/array.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::ValueId;
using Test = BlockProofs::Test;

constexpr int64_t kBlock = 1024;
constexpr int64_t kMostAddend = int64_t{1} << 48;  // times 1,024 and kMostAddends: 2^62
constexpr int64_t kMostSum = int64_t{1} << 62;
constexpr double kMostProduct = 9.2e18;  // below 2^63 by more than the rounding of three doubles

class BlockLowering {
 public:
  BlockLowering(FunctionLowering& lowering, InstId loop, const BlockProofs& proofs, llvm::Value* are_apart)
      : f_(lowering), b_(lowering.b), loop_(loop), inst_(lowering.inst(loop)), proofs_(proofs),
        are_apart_(are_apart) {}

  void run(void (*lower)(FunctionLowering&, InstId)) {
    const Parts range = f_.parts(inst_.operands[0]);
    const auto first = inst_.operands.begin() + 1;
    const std::vector<ValueId> carried(first, first + static_cast<std::ptrdiff_t>(inst_.results.size()));
    std::vector<Parts> initial;
    for (const ValueId value : carried) initial.push_back(f_.parts(value));
    lowerBlocks(lower, range, carried);
    f_.define(inst_.operands[0], range);
    for (size_t k = 0; k < carried.size(); ++k) f_.define(carried[k], initial[k]);
  }

 private:
  // for first in range(start, stop, 1024), with the range and the carried values redefined for each block.
  void lowerBlocks(void (*lower)(FunctionLowering&, InstId), const Parts& range,
                   std::span<const ValueId> carried) {
    llvm::BasicBlock* before = b_.GetInsertBlock();
    llvm::Value* stop = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, range[0], range[1]);
    JoinPoint head = f_.makeJoin(carried, "blocks");
    llvm::PHINode* first = llvm::IRBuilder<>(head.block, head.block->begin()).CreatePHI(f_.i64(), 2, "block");
    first->addIncoming(range[0], before);
    f_.jump(head, carried);
    b_.SetInsertPoint(head.block);
    llvm::BasicBlock* inside = f_.newBlock("block.body");
    llvm::BasicBlock* after = f_.newBlock("blocks.end");
    b_.CreateCondBr(b_.CreateICmpSLT(first, stop), inside, after);
    f_.enterJoin({inside, head.phis}, carried);
    llvm::Value* next = lowerBlockAt(lower, first, stop, range[2]);
    first->addIncoming(next, b_.GetInsertBlock());
    f_.jump(head, inst_.results);
    f_.enterJoin({after, head.phis}, inst_.results);
  }

  // Gives the start of the next block. What is left may be 2^63 and more: unsigned.
  llvm::Value* lowerBlockAt(void (*lower)(FunctionLowering&, InstId), llvm::Value* first, llvm::Value* stop,
                            llvm::Value* step) {
    llvm::Value* rest = b_.CreateSub(stop, first);
    llvm::Value* length = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, f_.word(kBlock));
    llvm::Value* next = b_.CreateNSWAdd(first, length);
    f_.define(inst_.operands[0], {first, next, step});
    lowerBlockOfIterations(lower, first, length);
    return next;
  }

  void lowerBlockOfIterations(void (*lower)(FunctionLowering&, InstId), llvm::Value* first,
                              llvm::Value* length) {
    llvm::Value* holds = lookAhead(first, length);
    llvm::BasicBlock* unchecked = f_.newBlock("block.unchecked");
    llvm::BasicBlock* checked = f_.newBlock("block.checked");
    JoinPoint join = f_.makeJoin(inst_.results, "block.end");
    f_.markUnlikely(b_.CreateCondBr(b_.CreateNot(holds), checked, unchecked));
    const Proven before = f_.proven;
    for (const Test& test : proofs_.tests) f_.proven.insts.insert(test.inst);
    lowerVersion(lower, unchecked, join);
    f_.proven = before;
    f_.proven.is_fallback = f_.proven.stays_scalar = true;
    lowerVersion(lower, checked, join);
    f_.proven = before;
    f_.enterJoin(join, inst_.results);
  }

  void lowerVersion(void (*lower)(FunctionLowering&, InstId), llvm::BasicBlock* block,
                    const JoinPoint& join) {
    b_.SetInsertPoint(block);
    f_.current = loop_;
    lower(f_, loop_);
    f_.jump(join, inst_.results);
  }

  // Whether all tests hold for the block.
  llvm::Value* lookAhead(llvm::Value* first, llvm::Value* length) {
    llvm::BasicBlock* before = b_.GetInsertBlock();
    llvm::BasicBlock* body = f_.newBlock("ahead");
    llvm::BasicBlock* after = f_.newBlock("ahead.end");
    b_.CreateBr(body);
    b_.SetInsertPoint(body);
    llvm::PHINode* position = b_.CreatePHI(f_.i64(), 2, "ahead");
    llvm::PHINode* flags = b_.CreatePHI(f_.i64(), 2, "flags");
    llvm::PHINode* sizes = b_.CreatePHI(f_.i64(), 2, "sizes");
    position->addIncoming(f_.word(0), before);
    flags->addIncoming(f_.word(0), before);
    sizes->addIncoming(f_.word(0), before);
    flags_ = flags;
    sizes_ = sizes;
    f_.define(f_.function[inst_.regions[0]].parameters[1], {b_.CreateNSWAdd(first, position)});
    for (const InstId id : proofs_.ahead) computeAhead(id);
    for (const Test& test : proofs_.tests) note(test);
    llvm::Value* next = b_.CreateAdd(position, f_.word(1), "", true, true);
    position->addIncoming(next, body);
    flags->addIncoming(flags_, body);
    sizes->addIncoming(sizes_, body);
    b_.CreateCondBr(b_.CreateICmpULT(next, length), body, after);
    b_.SetInsertPoint(after);
    return conclusion();
  }

  llvm::Value* conclusion() {
    llvm::Value* holds =
        b_.CreateAnd(b_.CreateICmpEQ(flags_, f_.word(0)), b_.CreateICmpULT(sizes_, f_.word(kMostAddend)));
    if (!proofs_.writes.empty()) holds = b_.CreateAnd(are_apart_, holds);
    for (const ValueId sum : proofs_.sums) {
      holds = b_.CreateAnd(holds, b_.CreateICmpULT(magnitude(f_.part(sum)), f_.word(kMostSum)));
    }
    return holds;
  }

  // x, or -1 - x of a negative one
  llvm::Value* magnitude(llvm::Value* x) { return b_.CreateXor(x, b_.CreateAShr(x, 63)); }

  void flagIf(llvm::Value* condition) { flags_ = b_.CreateOr(flags_, b_.CreateZExt(condition, f_.i64())); }

  // As it will be computed, except that ints wrap.
  void computeAhead(InstId id) {
    const ir::Inst& inst = f_.inst(id);
    const bool is_arithmetic = inst.op == Op::add || inst.op == Op::sub || inst.op == Op::mul;
    if (!is_arithmetic || f_.typeData(inst.results[0]).kind != ir::TypeKind::Int) return f_.lowerInst(id);
    llvm::Value* a = f_.part(inst.operands[0]);
    llvm::Value* b = f_.part(inst.operands[1]);
    llvm::Value* result = inst.op == Op::add   ? b_.CreateAdd(a, b)
                          : inst.op == Op::sub ? b_.CreateSub(a, b)
                                               : b_.CreateMul(a, b);
    f_.define(inst.results[0], {result});
  }

  void note(const Test& test) {
    switch (test.kind) {
    case Test::Index: return noteIndex(test);
    case Test::Addend: sizes_ = b_.CreateOr(sizes_, magnitude(f_.part(test.value))); return;
    case Test::Arithmetic: return noteOverflow(f_.inst(test.inst));
    }
  }

  void noteIndex(const Test& test) {
    const ValueId array = f_.inst(test.inst).operands[0];
    llvm::Value* extent = ArrayView{f_.parts(array), f_.typeData(array).ndim}.extent(test.axis);
    flagIf(b_.CreateICmpUGE(f_.part(test.value), extent));
  }

  // A sum overflows if its sign is that of neither operand (Warren, Hacker's Delight, 2-13).
  void noteOverflow(const ir::Inst& inst) {
    llvm::Value* a = f_.part(inst.operands[0]);
    llvm::Value* b = f_.part(inst.operands[1]);
    llvm::Value* result = f_.part(inst.results[0]);
    if (inst.op == Op::mul) {
      llvm::Type* wide = b_.getDoubleTy();
      llvm::IRBuilderBase::FastMathFlagGuard exact(b_);
      b_.clearFastMathFlags();
      llvm::Value* size = b_.CreateUnaryIntrinsic(
          llvm::Intrinsic::fabs, b_.CreateFMul(b_.CreateSIToFP(a, wide), b_.CreateSIToFP(b, wide)));
      return flagIf(b_.CreateFCmpOGT(size, llvm::ConstantFP::get(wide, kMostProduct)));
    }
    llvm::Value* differs = b_.CreateXor(a, result);
    llvm::Value* other = inst.op == Op::add ? b_.CreateXor(b, result) : b_.CreateXor(a, b);
    flagIf(b_.CreateICmpSLT(b_.CreateAnd(differs, other), f_.word(0)));
  }

  FunctionLowering& f_;
  llvm::IRBuilder<>& b_;
  const InstId loop_;
  const ir::Inst& inst_;
  const BlockProofs& proofs_;
  llvm::Value* are_apart_;
  llvm::Value* flags_ = nullptr;
  llvm::Value* sizes_ = nullptr;
};

// Where an array's memory starts and ends, whatever its strides.
struct Span {
  llvm::Value* low;
  llvm::Value* high;
};

Span spanOf(FunctionLowering& f, ValueId value) {
  const ir::Type& type = f.typeData(value);
  const ArrayView array{f.parts(value), type.ndim};
  llvm::Value* low = f.b.CreatePtrToInt(array.data(), f.i64());
  llvm::Value* high = f.b.CreateAdd(low, f.word(ir::dtypeBytes(type.dtype)));
  for (int axis = 0; axis < type.ndim; ++axis) {
    llvm::Value* reach = f.b.CreateMul(f.b.CreateSub(array.extent(axis), f.word(1)), array.stride(axis));
    low = f.b.CreateAdd(low, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, reach, f.word(0)));
    high = f.b.CreateAdd(high, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, reach, f.word(0)));
  }
  return {low, high};
}

// Whether nothing that is read ahead is written to.
llvm::Value* areApart(FunctionLowering& f, const BlockProofs& proofs) {
  llvm::Value* apart = f.b.getTrue();
  for (const ValueId write : proofs.writes) {
    for (const ValueId read : proofs.reads) {
      const Span a = spanOf(f, write), b = spanOf(f, read);
      llvm::Value* is_apart =
          f.b.CreateOr(f.b.CreateICmpULE(a.high, b.low), f.b.CreateICmpULE(b.high, a.low));
      apart = f.b.CreateAnd(apart, is_apart);
    }
  }
  return apart;
}

}  // namespace

void lowerInBlocks(FunctionLowering& f, InstId loop, void (*lower)(FunctionLowering&, InstId),
                   const BlockProofs& proofs) {
  BlockLowering(f, loop, proofs, areApart(f, proofs)).run(lower);
}

}  // namespace krait::lower
