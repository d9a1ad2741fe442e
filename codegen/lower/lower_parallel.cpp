// Parallel loops. The body becomes a function over a stretch of the iterations, which the runtime calls once for each chunk. What a
// chunk comes to (carried values, then its copies of arrays) lies in slots; the caller combines chunk after chunk, in order.
#include <limits>

#include "codegen/lower/array.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/iteration.h"
#include "codegen/lower/number.h"
#include "codegen/lower/outline.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"
#include "runtime/parallel_abi.h"

namespace krait::lower {
namespace {

using ir::ChunkStart;
using ir::InstId;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// What floats start with that a first operation replaces by its other operand.
double neutralFloat(ChunkStart start) {
  switch (start) {
    case ChunkStart::One: return 1.0;
    case ChunkStart::Lowest: return -std::numeric_limits<double>::infinity();
    case ChunkStart::Highest: return std::numeric_limits<double>::infinity();
    case ChunkStart::Missing: return std::numeric_limits<double>::quiet_NaN();
    default: return -0.0;  // changes no sum, not even one of -0.0
  }
}

// 0, 1 or an extreme of a dtype.
Parts neutral(FunctionLowering& f, ir::DType dtype, ChunkStart start) {
  Parts parts;
  const size_t count = ir::dtypeKind(dtype) == ir::DTypeKind::Complex ? 2 : 1;
  for (size_t k = 0; k < count; ++k) {
    llvm::Type* type = registerType(f.m.context(), count == 2 ? partDType(dtype) : dtype);
    const bool is_one = start == ChunkStart::One && k == 0;
    const double value = start == ChunkStart::One && !is_one ? 0.0 : neutralFloat(start);
    parts.push_back(type->isIntegerTy() ? static_cast<llvm::Value*>(llvm::ConstantInt::get(type, is_one ? 1 : 0))
                                        : llvm::ConstantFP::get(type, value));
  }
  return parts;
}

class ParallelFor {
 public:
  ParallelFor(FunctionLowering& lowering, InstId id)
      : f(lowering), id_(id), inst_(f.inst(id)), carried_(inst_.results.size()), piece_(f, id, "chunk") {}

  void lower() {
    count_ = loopCount(f, inst_.operands[0]);
    copyArrays();
    piece_.captureOutside(id_);
    captureRange();
    lowerChunk();
    combine(piece_.run(count_, slots_, privateBytes(), f.word(0)));
  }

 private:
  // What is known of the iterations rests on the numbers that the range was made of.
  void captureRange() {
    InstId made = f.function[inst_.operands[0]].inst;
    while (made.valid() && f.inst(made).op == ir::Op::get_iter) made = f.function[f.inst(made).operands[0]].inst;
    if (!made.valid()) return;
    for (const ValueId operand : f.inst(made).operands) piece_.capture(operand);
  }

  [[nodiscard]] std::span<const ValueId> arrays() const { return std::span(inst_.operands).subspan(1 + carried_); }
  [[nodiscard]] ChunkStart startOfArray(size_t k) const { return inst_.starts[carried_ + k]; }

  // In the chunk, the name of such an array is that of its copy.
  void copyArrays() {
    FunctionLowering& g = piece_.inner();
    for (size_t k = 0; k < arrays().size(); ++k) {
      const ir::Type& type = f.typeData(arrays()[k]);
      const Parts original = piece_.capture(f.parts(arrays()[k]));
      const ArrayView view{original, type.ndim};
      const PartsRef shape = PartsRef(original).slice(2, type.ndim);
      const Parts copy = newArray(g, type, shape, PartsRef(original).slice(2 + type.ndim, type.ndim), false);
      forEachIndex(g, shape, [&](PartsRef indices) {
        const bool copies = startOfArray(k) == ChunkStart::Initial;
        const Parts element = copies ? loadElement(g, type.dtype, elementAddress(g, type, view, indices))
                                     : neutral(g, type.dtype, startOfArray(k));
        storeElement(g, type.dtype, elementAddress(g, type, ArrayView{copy, type.ndim}, indices), element);
      });
      g.define(arrays()[k], copy);
    }
  }

  llvm::Value* privateBytes() {
    llvm::Value* total = f.word(0);
    for (const ValueId array : arrays()) {
      const ir::Type& type = f.typeData(array);
      llvm::Value* bytes = f.word(ir::dtypeBytes(type.dtype));
      for (int axis = 0; axis < type.ndim; ++axis) {
        bytes = f.b.CreateMul(bytes, ArrayView{f.parts(array), type.ndim}.extent(axis));
      }
      total = f.b.CreateAdd(total, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, bytes, f.word(1)));
    }
    return total;
  }

  Parts chunkStart(size_t k) {
    FunctionLowering& g = piece_.inner();
    const ir::TypeId type = f.type(inst_.results[k]);
    switch (inst_.starts[k]) {
      case ChunkStart::Unset: return g.emptyParts(type);
      case ChunkStart::Initial: return g.parts(inst_.operands[1 + k]);
      case ChunkStart::Zero:
      case ChunkStart::One:
      case ChunkStart::Lowest:
      case ChunkStart::Highest:
      case ChunkStart::Missing: return neutral(g, numberOf(f.ir_module, type).dtype, inst_.starts[k]);
    }
    CHECK(false, "a kind of start");
  }

  // In the piece the loop is an ordinary one, over a part of its range and from other initial values.
  void lowerChunk() {
    FunctionLowering& g = piece_.inner();
    std::vector<Parts> starts;
    for (size_t k = 0; k < carried_; ++k) starts.push_back(chunkStart(k));
    for (size_t k = 0; k < carried_; ++k) g.define(inst_.operands[1 + k], starts[k]);
    g.define(inst_.operands[0], partOfRange());
    lower_for_(g, id_);
    for (const ValueId result : inst_.results) store(g.parts(result));
    for (const ValueId array : arrays()) store(g.parts(array));
    piece_.finish();
  }

  // range(start + first * step, start + limit * step, step). Behind the last item there may be no int any more.
  Parts partOfRange() {
    FunctionLowering& g = piece_.inner();
    const Parts range = g.parts(inst_.operands[0]);
    const auto itemAt = [&](llvm::Value* position) { return g.b.CreateAdd(range[0], g.b.CreateMul(position, range[2])); };
    llvm::Value* is_last = g.b.CreateICmpEQ(piece_.limit(), piece_.capture(count_)[0]);
    return {itemAt(piece_.first()), g.b.CreateSelect(is_last, range[1], itemAt(piece_.limit())), range[2]};
  }

  void store(const Parts& parts) {
    for (llvm::Value* part : parts) storeSlot(piece_.inner().b, part, piece_.results(), static_cast<unsigned>(slots_++));
  }

  // total = initial; for chunk in chunks: total = total and what the chunk came to
  void combine(const Outlined::Run& run) {
    if (slots_ == 0) return;
    llvm::IRBuilder<>& b = f.b;
    llvm::BasicBlock* before = b.GetInsertBlock();
    llvm::BasicBlock* head = f.newBlock("chunks");
    llvm::BasicBlock* body = f.newBlock("chunk");
    llvm::BasicBlock* end = f.newBlock("chunks.end");
    b.CreateBr(head);
    b.SetInsertPoint(head);
    llvm::PHINode* number = b.CreatePHI(f.i64(), 2);
    number->addIncoming(f.word(0), before);
    std::vector<Parts> totals(carried_);
    for (size_t k = 0; k < carried_; ++k) {
      for (llvm::Value* part : f.parts(inst_.operands[1 + k])) {
        totals[k].push_back(b.CreatePHI(part->getType(), 2));
        llvm::cast<llvm::PHINode>(totals[k].back())->addIncoming(part, before);
      }
    }
    b.CreateCondBr(b.CreateICmpSLT(number, run.chunks), body, end);
    b.SetInsertPoint(body);
    const std::vector<Parts> next = combineOne(totals, chunkResults(run, number));
    for (size_t k = 0; k < carried_; ++k) {
      for (size_t part = 0; part < next[k].size(); ++part) {
        llvm::cast<llvm::PHINode>(totals[k][part])->addIncoming(next[k][part], b.GetInsertBlock());
      }
    }
    number->addIncoming(b.CreateAdd(number, f.word(1), "", true, true), b.GetInsertBlock());
    b.CreateBr(head);
    b.SetInsertPoint(end);
    for (size_t k = 0; k < carried_; ++k) f.define(inst_.results[k], totals[k]);
    f.callRuntime("kr_buffer_release", {f.context, run.results});
  }

  llvm::Value* chunkResults(const Outlined::Run& run, llvm::Value* number) {
    return f.b.CreateInBoundsGEP(f.i64(), dataOfBuffer(f, run.results), f.b.CreateMul(number, f.word(static_cast<int64_t>(slots_))));
  }

  Parts load(ir::TypeId type, llvm::Value* slots, unsigned& next) {
    Parts parts;
    for (llvm::Type* part : partTypes(f.m.context(), f.ir_module, type)) parts.push_back(loadSlot(f.b, part, slots, next++));
    return parts;
  }

  // The totals with one more chunk.
  std::vector<Parts> combineOne(const std::vector<Parts>& totals, llvm::Value* slots) {
    unsigned next_slot = 0;
    std::vector<Parts> next;
    for (size_t k = 0; k < carried_; ++k) next.push_back(load(f.type(inst_.results[k]), slots, next_slot));
    if (inst_.regions.size() < 2) return next;
    const ir::Block& region = f.function[inst_.regions[1]];
    size_t parameter = 0;
    for (size_t k = 0; k < carried_; ++k) {
      if (inst_.starts[k] == ChunkStart::Unset) continue;
      f.define(region.parameters[parameter++], totals[k]);
      f.define(region.parameters[parameter++], next[k]);
    }
    std::vector<Parts> copies;
    for (const ValueId array : arrays()) {
      copies.push_back(load(f.type(array), slots, next_slot));
      f.define(region.parameters[parameter++], copies.back());
    }
    f.lowerBlock(inst_.regions[1]);
    for (const Parts& copy : copies) f.callRuntime("kr_buffer_release", {f.context, copy[0]});
    size_t given = 0;
    for (size_t k = 0; k < carried_; ++k) {
      if (inst_.starts[k] != ChunkStart::Unset) next[k] = f.parts(f.inst(region.insts.back()).operands[given++]);
    }
    return next;
  }

  FunctionLowering& f;
  const InstId id_;
  const ir::Inst& inst_;
  const size_t carried_;
  Outlined piece_;
  llvm::Value* count_ = nullptr;
  size_t slots_ = 0;  // of a chunk's results
};

}  // namespace

void lowerParallelFor(FunctionLowering& f, InstId id) { ParallelFor(f, id).lower(); }

}  // namespace krait::lower
