// Loops by blocks: the loop that looks ahead, and the two loops that may follow it. Each of these is lowered
// as the loop itself over a part of its range, its carried values passed from block to block.
//
// Where the elements of a tested index are spread over more memory than the caches hold, blocks are short, and
// before one is run the elements of the next one are fetched: a fetch does not hold up what comes behind it, so
// that more of them are on their way at a time than loads would be.
#include "codegen/lower/block_proofs.h"

#include <algorithm>

#include "codegen/lower/array.h"
#include "codegen/lower/memory_span.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::ValueId;
using Test = BlockProofs::Test;

constexpr int64_t kBlock = 1024;
constexpr int64_t kFetchedBlock = 96;
constexpr int64_t kFar = int64_t{8} << 20;     // bytes that the caches do not hold
constexpr int64_t kMostAddend = int64_t{1} << 48;  // times 1,024 and kMostAddends: 2^62
constexpr int64_t kMostSum = int64_t{1} << 62;
constexpr size_t kShortBody = 12;              // instructions of typed IR
constexpr int kKeepInCaches = 3, kData = 1;       // of llvm.prefetch
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
    is_far_ = isFar();
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
    llvm::Value* most = b_.CreateSelect(is_far_, f_.word(kFetchedBlock), f_.word(kBlock));
    llvm::Value* length = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, most);
    llvm::Value* next = b_.CreateNSWAdd(first, length);
    if (is_far_ != b_.getFalse()) fetchBlock(next, b_.CreateSub(stop, next));
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
    f_.proven.unrolls = isShort() && std::ranges::any_of(proofs_.tests, isIndex);
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

  static bool isIndex(const Test& test) { return test.kind == Test::Index; }

  [[nodiscard]] bool isShort() const { return f_.function[inst_.regions[0]].insts.size() <= kShortBody; }

  // Whether elements of tested indices are to be fetched. `proofs_.tests` have an index for each axis of an array.
  llvm::Value* isFar() {
    llvm::Value* is_far = b_.getFalse();
    for (const ValueId array : indexedArrays()) {
      const MemorySpan span = memorySpan(f_, array);
      is_far = b_.CreateOr(is_far, b_.CreateICmpUGT(b_.CreateSub(span.high, span.low), f_.word(kFar)));
    }
    return proofs_.writes.empty() ? is_far : b_.CreateAnd(is_far, are_apart_);
  }

  [[nodiscard]] std::vector<ValueId> indexedArrays() const {
    std::vector<ValueId> arrays;
    for (const Test& test : proofs_.tests) {
      if (!isIndex(test)) continue;
      const ValueId array = f_.inst(test.inst).operands[0];
      if (std::ranges::find(arrays, array) == arrays.end()) arrays.push_back(array);
    }
    return arrays;
  }

  // What a block of iterations from `first` on will index, if it is far; there are `rest` iterations.
  void fetchBlock(llvm::Value* first, llvm::Value* rest) {
    llvm::BasicBlock* before = b_.GetInsertBlock();
    llvm::BasicBlock* body = f_.newBlock("fetch");
    llvm::BasicBlock* after = f_.newBlock("fetch.end");
    llvm::Value* length = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, f_.word(kFetchedBlock));
    llvm::Value* has_any = b_.CreateICmpNE(length, f_.word(0));
    b_.CreateCondBr(b_.CreateAnd(is_far_, has_any), body, after);
    b_.SetInsertPoint(body);
    llvm::PHINode* position = b_.CreatePHI(f_.i64(), 2, "fetched");
    position->addIncoming(f_.word(0), before);
    computeIteration(b_.CreateNSWAdd(first, position));
    fetchElements();
    llvm::Value* next = b_.CreateAdd(position, f_.word(1), "", true, true);
    position->addIncoming(next, body);
    f_.askToUnroll(b_.CreateCondBr(b_.CreateICmpULT(next, length), body, after));
    b_.SetInsertPoint(after);
  }

  // The indices are not known to be in bounds; a fetch from anywhere does no harm.
  void fetchElements() {
    std::unordered_set<InstId> done;
    for (const Test& test : proofs_.tests) {
      if (isIndex(test) && done.insert(test.inst).second) fetchElement(f_.inst(test.inst));
    }
  }

  void fetchElement(const ir::Inst& access) {
    const ir::Type& type = f_.typeData(access.operands[0]);
    const ArrayView array{f_.parts(access.operands[0]), type.ndim};
    llvm::Value* offset = f_.word(0);
    for (const Test& test : proofs_.tests) {
      if (!isIndex(test) || &f_.inst(test.inst) != &access) continue;
      offset = b_.CreateAdd(offset, b_.CreateMul(f_.part(test.value), array.stride(test.axis)));
    }
    llvm::Value* address = b_.CreateGEP(b_.getInt8Ty(), array.data(), offset);
    const bool is_stored = access.op == Op::setitem;
    b_.CreateIntrinsic(llvm::Intrinsic::prefetch, {address->getType()},
                       {address, b_.getInt32(is_stored ? 1 : 0), b_.getInt32(kKeepInCaches), b_.getInt32(kData)});
  }

  // What is known ahead of an iteration.
  void computeIteration(llvm::Value* index) {
    f_.define(f_.function[inst_.regions[0]].parameters[1], {index});
    for (const InstId id : proofs_.ahead) computeAhead(id);
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
    computeIteration(b_.CreateNSWAdd(first, position));
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
  llvm::Value* is_far_ = nullptr;
  llvm::Value* flags_ = nullptr;
  llvm::Value* sizes_ = nullptr;
};

// Whether nothing that is read ahead is written to.
llvm::Value* isReadApart(FunctionLowering& f, const BlockProofs& proofs) {
  llvm::Value* apart = f.b.getTrue();
  for (const ValueId write : proofs.writes) {
    for (const ValueId read : proofs.reads) {
      apart = f.b.CreateAnd(apart, areApart(f, memorySpan(f, write), memorySpan(f, read)));
    }
  }
  return apart;
}

}  // namespace

void lowerInBlocks(FunctionLowering& f, InstId loop, void (*lower)(FunctionLowering&, InstId),
                   const BlockProofs& proofs) {
  BlockLowering(f, loop, proofs, isReadApart(f, proofs)).run(lower);
}

}  // namespace krait::lower
