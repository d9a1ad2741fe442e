// Loops over elements.
#include "codegen/lower/element_nest.h"

#include "codegen/lower/element_loop.h"
#include "codegen/lower/outline.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"
#include "llvm/IR/IntrinsicInst.h"

namespace krait::lower {
namespace {

using ir::Layout;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kStrip = 32768;  // elements between two polls

llvm::Value* isSame(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  return a == b ? f.b.getTrue() : f.b.CreateICmpEQ(a, b);
}

using Predicate = llvm::function_ref<bool(const llvm::Instruction&)>;

bool calls(const llvm::Instruction& inst, VectorForm form) {
  const auto* call = llvm::dyn_cast<llvm::CallInst>(&inst);
  if (!call || llvm::isa<llvm::IntrinsicInst>(inst)) return false;
  const llvm::Function* callee = call->getCalledFunction();
  return (callee ? vectorFormOf(callee->getName()) : VectorForm::None) == form;
}

bool callsKernel(const llvm::Instruction& inst) { return calls(inst, VectorForm::Kernel); }
bool callsEachLane(const llvm::Instruction& inst) { return calls(inst, VectorForm::EachLane); }
bool callsOther(const llvm::Instruction& inst) { return calls(inst, VectorForm::None); }

// Worth vectors even if their elements have to be collected one by one.
bool isSlow(const llvm::Instruction& inst) {
  const auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(&inst);
  return inst.getOpcode() == llvm::Instruction::FDiv || (call && call->getIntrinsicID() == llvm::Intrinsic::sqrt) || callsKernel(inst);
}

// Only straight code is vectorised here: in one block.
bool isWorthVectors(const llvm::BasicBlock& first, const llvm::BasicBlock& last, bool is_unit) {
  const auto hasAny = [&](Predicate predicate) { return llvm::any_of(first, predicate); };
  // Vectors that are taken apart for each call are no gain, unless a kernel needs none of that.
  if (hasAny(callsOther) || (hasAny(callsEachLane) && !hasAny(callsKernel))) return false;
  return is_unit || (&first == &last && hasAny(isSlow));
}

// As far as is known: an array without axes, or one whose last axis was inserted or kept by a reduction.
bool staysInRows(const ir::Type& type, const ArrayView& array, llvm::Value* length) {
  if (type.ndim == 0) return true;
  const auto isOne = [](llvm::Value* extent) {
    const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(extent);
    return constant && constant->isOne();
  };
  return isOne(array.extent(type.ndim - 1)) && !isOne(length);
}

}  // namespace

llvm::Value* spillWords(FunctionLowering& f, PartsRef words) {
  llvm::Value* memory = f.allocaAtEntry(f.i64(), static_cast<int>(words.size()) + 1);
  for (size_t k = 0; k < words.size(); ++k) f.b.CreateStore(words[k], f.b.CreateConstInBoundsGEP1_64(f.i64(), memory, k));
  return memory;
}

Parts loadWords(FunctionLowering& f, llvm::Value* address, size_t first, size_t count) {
  Parts words;
  for (size_t k = first; k < first + count; ++k) {
    words.push_back(f.b.CreateLoad(f.i64(), f.b.CreateConstInBoundsGEP1_64(f.i64(), address, k)));
  }
  return words;
}

RunningOffsets::RunningOffsets(FunctionLowering& lowering, size_t count, llvm::BasicBlock* before) : f_(lowering) {
  for (size_t k = 0; k < count; ++k) {
    offsets_.push_back(f_.b.CreatePHI(f_.i64(), 2));
    offsets_.back()->addIncoming(f_.word(0), before);
  }
}

void RunningOffsets::advance(PartsRef steps) {
  for (size_t k = 0; k < offsets_.size(); ++k) {
    llvm::Value* next = f_.b.CreateAdd(offsets_[k], steps[k], "", false, true);
    offsets_[k]->addIncoming(next, f_.b.GetInsertBlock());
  }
}

void ElementNest::add(const ir::Type& type, PartsRef parts) {
  const ArrayView array{parts, type.ndim};
  const int ndim = static_cast<int>(shape_.size());
  Operand operand{type.dtype, array.data(), {}, type.layout == Layout::C && type.ndim == ndim};
  for (int axis = 0; axis < ndim; ++axis) {
    const int own = type.ndim - ndim + axis;
    if (own < 0) {
      operand.strides.push_back(f_.word(0));
      continue;
    }
    llvm::Value* extent = shape_[static_cast<size_t>(axis)];
    operand.is_dense = operand.is_dense && array.extent(own) == extent;
    const bool is_last = own == type.ndim - 1;
    const bool is_unit = is_last && (type.layout == Layout::C || type.layout == Layout::Rows);
    llvm::Value* stride = is_unit ? f_.word(ir::dtypeBytes(type.dtype)) : array.stride(own);
    llvm::Value* runs = isSame(f_, array.extent(own), extent);
    operand.strides.push_back(runs == f_.b.getTrue() ? stride : f_.b.CreateSelect(runs, stride, f_.word(0)));
  }
  if (type.layout == Layout::F && type.ndim > 1) is_fortran_ = true;
  operand.is_still = ndim > 0 && staysInRows(type, array, shape_.back());
  operands_.push_back(std::move(operand));
}

void ElementNest::addInput(const ir::Type& type, PartsRef parts, bool is_thin) {
  add(type, parts);
  Operand& operand = operands_.back();
  operand.is_still = operand.is_still || (is_thin && !shape_.empty());
  operand.is_repeated = type.layout == Layout::Strided && type.ndim < static_cast<int>(shape_.size());
}

void ElementNest::addRow(ir::DType dtype, llvm::Value* data, llvm::Value* step, bool is_unit) {
  is_strided_ |= !is_unit;
  operands_.push_back({dtype, data, {is_unit ? f_.word(ir::dtypeBytes(dtype)) : step}, is_unit});
}

void ElementNest::redirect(llvm::Value* data, PartsRef strides) {
  operands_[0].data = data;
  operands_[0].strides.assign(strides.begin(), strides.end());
  operands_[0].is_dense = false;
}

ElementNest::Spilled ElementNest::spill() {
  Parts strides, data, widths;
  for (const Operand& operand : operands_) {
    strides.append(operand.strides.begin(), operand.strides.end());
    data.push_back(f_.b.CreatePtrToInt(operand.data, f_.i64()));
    widths.push_back(f_.word(ir::dtypeBytes(operand.dtype)));
  }
  return {spillWords(f_, shape_), spillWords(f_, strides), spillWords(f_, data), spillWords(f_, widths)};
}

// Dense arrays are one long row.
void ElementNest::flatten() {
  llvm::Value* total = f_.word(1);
  for (llvm::Value* extent : shape_) total = f_.b.CreateMul(total, extent, "", true, true);
  shape_ = {total};
  for (Operand& operand : operands_) operand.strides = {f_.word(ir::dtypeBytes(operand.dtype))};
}

void ElementNest::plan() {
  const size_t ndim = shape_.size();
  const Spilled spilled = spill();
  f_.callRuntime("kr_plan_loops", {f_.word(static_cast<int64_t>(ndim)), f_.word(static_cast<int64_t>(operands_.size())),
                                   spilled.shape, spilled.strides});
  shape_ = loadWords(f_, spilled.shape, 0, ndim);
  for (size_t k = 0; k < operands_.size(); ++k) operands_[k].strides = loadWords(f_, spilled.strides, k * ndim, ndim);
}

// Rows with steps that are the same for all others: packed here, once, instead of for each of them.
void ElementNest::packRepeated() {
  int64_t candidates = 0;
  for (size_t k = 0; k < operands_.size() && k < 63; ++k) candidates |= int64_t{operands_[k].is_repeated} << k;
  if (candidates == 0) return;
  const size_t ndim = shape_.size();
  const Spilled spilled = spill();
  llvm::Value* axes = f_.word(static_cast<int64_t>(ndim));
  llvm::Value* count = f_.word(static_cast<int64_t>(operands_.size()));
  packed_ = f_.callRuntime("kr_pack_repeated", {axes, count, spilled.shape, spilled.strides, spilled.data, spilled.widths,
                                                f_.word(candidates)});
  const Parts data = loadWords(f_, spilled.data, 0, operands_.size());
  for (size_t k = 0; k < operands_.size(); ++k) {
    if (!operands_[k].is_repeated) continue;
    operands_[k].data = f_.b.CreateIntToPtr(data[k], f_.b.getPtrTy());
    operands_[k].strides.back() = loadWords(f_, spilled.strides, (k + 1) * ndim - 1, 1)[0];
  }
}

void ElementNest::release() {
  if (packed_) f_.callRuntime("kr_buffer_release", {f_.context, packed_});
}

void ElementNest::emit(llvm::function_ref<void()> body) {
  if (shape_.empty()) {
    addresses_.clear();
    for (const Operand& operand : operands_) addresses_.push_back(operand.data);
    return body();
  }
  arrange();
  emitRows(body);
  release();
}

void ElementNest::arrange() {
  const bool is_dense = llvm::all_of(operands_, [](const Operand& operand) { return operand.is_dense; });
  if (is_dense) {
    flatten();
  } else if (shape_.size() > 1) {
    plan();
  }
  if (shape_.size() > 1) packRepeated();
  // Rows of Fortran's order are the columns of C's.
  if (is_fortran_) llvm::for_each(operands_, [](Operand& operand) { operand.is_still = false; });
  access_group_ = llvm::MDNode::getDistinct(f_.m.context(), {});
}

ElementNest ElementNest::inside(Outlined& piece) const {
  ElementNest nest(piece.inner(), piece.capture(shape_));
  nest.operands_ = operands_;
  for (Operand& operand : nest.operands_) {
    operand.data = piece.capture(operand.data)[0];
    operand.strides = piece.capture(operand.strides);
  }
  nest.access_group_ = access_group_;
  nest.is_strided_ = is_strided_;
  return nest;
}

void ElementNest::emitStretch(llvm::Value* first, llvm::Value* limit, llvm::function_ref<void()> body) {
  for (Operand& operand : operands_) {
    llvm::Value* offset = f_.b.CreateMul(first, operand.strides[0], "", false, true);
    operand.data = f_.b.CreateInBoundsGEP(f_.b.getInt8Ty(), operand.data, offset);
  }
  shape_[0] = f_.b.CreateSub(limit, first, "", true, true);
  emitRows(body);
}

llvm::Value* ElementNest::isUnit() {
  llvm::Value* is_unit = f_.b.getTrue();
  for (const Operand& operand : operands_) {
    llvm::Value* width = f_.word(operand.is_still ? 0 : ir::dtypeBytes(operand.dtype));
    is_unit = f_.b.CreateAnd(is_unit, isSame(f_, operand.strides.back(), width));
  }
  return is_unit;
}

void ElementNest::emitRows(llvm::function_ref<void()> body) {
  const PartsRef outer = PartsRef(shape_).drop_back();
  forEachIndex(f_, outer, [&](PartsRef indices) {
    rows_.clear();
    for (const Operand& operand : operands_) {
      llvm::Value* offset = f_.word(0);
      for (size_t axis = 0; axis < indices.size(); ++axis) {
        llvm::Value* step = f_.b.CreateMul(indices[axis], operand.strides[axis], "", false, true);
        offset = f_.b.CreateAdd(offset, step, "", false, true);
      }
      rows_.push_back(indices.empty() ? operand.data : f_.b.CreateInBoundsGEP(f_.b.getInt8Ty(), operand.data, offset));
    }
    emitRow(body);
  });
}

// In strips with a poll before each. What has to be packed goes in strips of a buffer's length.
void ElementNest::emitRow(llvm::function_ref<void()> body) {
  llvm::IRBuilder<>& b = f_.b;
  llvm::Value* length = shape_.back();
  const bool is_any = is_strided_ || f_.proven.is_rare;  // one loop for any steps
  llvm::Value* is_unit = is_any ? b.getFalse() : isUnit();
  llvm::Value* size = is_any ? f_.word(kStrip) : b.CreateSelect(is_unit, f_.word(kStrip), f_.word(kPackedRow));
  llvm::Value* strips = b.CreateUDiv(b.CreateAdd(length, b.CreateSub(size, f_.word(1))), size);
  const Parts starts = rows_;
  forEachIndex(f_, {strips}, [&](PartsRef strip) {
    f_.poll(ir::Poll::Strip, ir::Poll::Strip);
    llvm::Value* done = b.CreateMul(strip[0], size, "", true, true);
    llvm::Value* count = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b.CreateSub(length, done), size);
    for (size_t k = 0; k < operands_.size(); ++k) {
      llvm::Value* offset = b.CreateMul(done, operands_[k].strides.back(), "", false, true);
      rows_[k] = b.CreateInBoundsGEP(b.getInt8Ty(), starts[k], offset);
    }
    if (is_any || is_unit == b.getTrue()) {
      emitLoop(count, !is_any, body);
    } else {
      emitEither(is_unit, count, body);
    }
  });
}

// The loop over neighbours comes first: it is packed for only if it is vectorised.
void ElementNest::emitEither(llvm::Value* is_unit, llvm::Value* count, llvm::function_ref<void()> body) {
  llvm::IRBuilder<>& b = f_.b;
  llvm::BasicBlock* before = b.GetInsertBlock();
  llvm::BasicBlock* unit = f_.newBlock("unit");
  llvm::BasicBlock* others = f_.newBlock("not.unit");
  llvm::BasicBlock* strided = f_.newBlock("strided");
  llvm::BasicBlock* end = f_.newBlock("row.end");
  const Parts rows = rows_;
  b.CreateCondBr(is_unit, unit, others);
  b.SetInsertPoint(unit);
  llvm::SmallVector<llvm::PHINode*, 4> phis;
  for (llvm::Value*& row : rows_) {
    phis.push_back(b.CreatePHI(row->getType(), 2));
    phis.back()->addIncoming(row, before);
    row = phis.back();
  }
  const size_t blocks = f_.llvm_function->size();
  const bool is_worth = emitLoop(count, true, body);
  const bool is_straight = f_.llvm_function->size() == blocks + 3;
  if (is_worth) unpackRows(rows, rows_, count);
  b.CreateBr(end);
  b.SetInsertPoint(others);
  rows_ = rows;
  if (is_worth) {
    llvm::BasicBlock* pack = f_.newBlock("pack");
    b.CreateCondBr(isPackable(count), pack, strided);
    b.SetInsertPoint(pack);
    const Parts packed = packRows(count, is_straight);
    for (size_t k = 0; k < phis.size(); ++k) phis[k]->addIncoming(packed[k], b.GetInsertBlock());
    b.CreateBr(unit);
  } else {
    b.CreateBr(strided);
  }
  b.SetInsertPoint(strided);
  emitLoop(count, false, body);
  b.CreateBr(end);
  b.SetInsertPoint(end);
}

PackedRow ElementNest::rowOf(size_t k, llvm::Value* data) const {
  return {data, operands_[k].strides.back(), ir::dtypeBytes(operands_[k].dtype)};
}

// A long row, in which what is taken for still is so.
llvm::Value* ElementNest::isPackable(llvm::Value* count) {
  llvm::Value* is_packable = f_.b.CreateICmpUGE(count, f_.word(kShortestPacked));
  for (const Operand& operand : operands_) {
    if (operand.is_still) is_packable = f_.b.CreateAnd(is_packable, isSame(f_, operand.strides.back(), f_.word(0)));
  }
  return is_packable;
}

// Written elements are packed too if they are read, or if the body may leave some of them alone.
Parts ElementNest::packRows(llvm::Value* count, bool is_straight) {
  Parts packed;
  for (size_t k = 0; k < operands_.size(); ++k) {
    const Operand& operand = operands_[k];
    const bool is_only_written = operand.is_stored && !operand.is_loaded && is_straight;
    if (operand.is_still) packed.push_back(rows_[k]);
    else if (is_only_written) packed.push_back(roomForRow(f_, rowOf(k, rows_[k]), rowBuffer(f_, k)));
    else packed.push_back(packRow(f_, rowOf(k, rows_[k]), count, rowBuffer(f_, k)));
  }
  return packed;
}

void ElementNest::unpackRows(PartsRef rows, PartsRef packed, llvm::Value* count) {
  for (size_t k = 0; k < operands_.size(); ++k) {
    if (!operands_[k].is_stored) continue;
    llvm::BasicBlock* unpack = f_.newBlock("unpack");
    llvm::BasicBlock* unpacked = f_.newBlock("unpacked");
    f_.b.CreateCondBr(isSame(f_, rows[k], packed[k]), unpacked, unpack);
    f_.b.SetInsertPoint(unpack);
    unpackRow(f_, rowOf(k, rows[k]), count, packed[k]);
    f_.b.CreateBr(unpacked);
    f_.b.SetInsertPoint(unpacked);
  }
}

// Once for the row; they are never written.
void ElementNest::loadStill(bool is_unit) {
  still_.assign(operands_.size(), {});
  for (size_t k = 0; is_unit && k < operands_.size(); ++k) {
    if (operands_[k].is_still) still_[k] = loadElement(f_, operands_[k].dtype, rows_[k]);
  }
}

bool ElementNest::emitLoop(llvm::Value* count, bool is_unit, llvm::function_ref<void()> body) {
  llvm::IRBuilder<>& b = f_.b;
  llvm::LLVMContext& context = f_.m.context();
  loadStill(is_unit);
  llvm::BasicBlock* before = b.GetInsertBlock();
  llvm::BasicBlock* head = f_.newBlock("elements");
  llvm::BasicBlock* inside = f_.newBlock("element");
  llvm::BasicBlock* end = f_.newBlock("elements.end");
  b.CreateBr(head);
  b.SetInsertPoint(head);
  llvm::PHINode* position = b.CreatePHI(f_.i64(), 2);
  position->addIncoming(f_.word(0), before);
  RunningOffsets offsets(f_, is_unit ? 0 : operands_.size(), before);
  b.CreateCondBr(b.CreateICmpULT(position, count), inside, end);
  b.SetInsertPoint(inside);
  addresses_.clear();
  Parts steps;
  for (size_t k = 0; k < operands_.size(); ++k) {
    llvm::Value* width = f_.word(ir::dtypeBytes(operands_[k].dtype));
    llvm::Value* offset = is_unit ? b.CreateMul(position, width, "", false, true) : offsets[k];
    addresses_.push_back(b.CreateInBoundsGEP(b.getInt8Ty(), rows_[k], offset));
    steps.push_back(operands_[k].strides.back());
  }
  body();
  offsets.advance(steps);
  position->addIncoming(b.CreateAdd(position, f_.word(1), "", true, true), b.GetInsertBlock());
  llvm::BranchInst* again = b.CreateBr(head);
  const auto property = [&](const char* name, llvm::Metadata* value) {
    return llvm::MDNode::get(context, {llvm::MDString::get(context, name), value});
  };
  llvm::SmallVector<llvm::Metadata*, 3> loop{nullptr, property("llvm.loop.parallel_accesses", access_group_)};
  const bool is_worth = isWorthVectors(*inside, *b.GetInsertBlock(), is_unit);
  if (!is_worth || (!is_unit && !is_strided_)) {
    loop.push_back(property("llvm.loop.vectorize.enable", llvm::ConstantAsMetadata::get(b.getFalse())));
  }
  llvm::MDNode* id = llvm::MDNode::getDistinct(context, loop);
  id->replaceOperandWith(0, id);
  again->setMetadata(llvm::LLVMContext::MD_loop, id);
  b.SetInsertPoint(end);
  return is_worth;
}

// Marks the accesses that were emitted after an instruction of the block (null: at its start).
void ElementNest::independent(llvm::BasicBlock* block, llvm::Instruction* after) {
  CHECK(block == f_.b.GetInsertBlock(), "an access is emitted into one block");
  if (!access_group_) return;
  auto next = after ? std::next(after->getIterator()) : block->begin();
  for (; next != block->end(); ++next) {
    if (next->mayReadOrWriteMemory()) next->setMetadata(llvm::LLVMContext::MD_access_group, access_group_);
  }
}

Parts ElementNest::load(size_t k) {
  operands_[k].is_loaded = true;
  if (k < still_.size() && !still_[k].empty()) return still_[k];
  llvm::BasicBlock* block = f_.b.GetInsertBlock();
  llvm::Instruction* last = block->empty() ? nullptr : &block->back();
  Parts element = loadElement(f_, operands_[k].dtype, addresses_[k]);
  independent(block, last);
  return element;
}

void ElementNest::store(size_t k, PartsRef value) {
  operands_[k].is_stored = true;
  llvm::BasicBlock* block = f_.b.GetInsertBlock();
  llvm::Instruction* last = block->empty() ? nullptr : &block->back();
  storeElement(f_, operands_[k].dtype, addresses_[k], value);
  independent(block, last);
}

}  // namespace krait::lower
