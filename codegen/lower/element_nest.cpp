// Loops over elements.
#include "codegen/lower/element_nest.h"

#include "codegen/lower/element_loop.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::Layout;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kStrip = 32768;  // elements between two polls

llvm::Value* isSame(FunctionLowering& f, llvm::Value* a, llvm::Value* b) {
  return a == b ? f.b.getTrue() : f.b.CreateICmpEQ(a, b);
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

llvm::SmallVector<llvm::PHINode*, 4> walkingPointers(FunctionLowering& f, PartsRef starts, llvm::BasicBlock* before) {
  llvm::SmallVector<llvm::PHINode*, 4> pointers;
  for (llvm::Value* start : starts) {
    pointers.push_back(f.b.CreatePHI(f.b.getPtrTy(), 2));
    pointers.back()->addIncoming(start, before);
  }
  return pointers;
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
  operands_.push_back(std::move(operand));
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

void ElementNest::emit(llvm::function_ref<void()> body) {
  if (shape_.empty()) {
    addresses_.clear();
    for (const Operand& operand : operands_) addresses_.push_back(operand.data);
    return body();
  }
  const bool is_dense = llvm::all_of(operands_, [](const Operand& operand) { return operand.is_dense; });
  if (is_dense) {
    flatten();
  } else if (shape_.size() > 1) {
    plan();
  }
  access_group_ = llvm::MDNode::getDistinct(f_.m.context(), {});
  emitRows(body);
}

llvm::Value* ElementNest::isUnit() {
  llvm::Value* is_unit = f_.b.getTrue();
  for (const Operand& operand : operands_) {
    llvm::Value* width = f_.word(ir::dtypeBytes(operand.dtype));
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

// In strips with a poll before each.
void ElementNest::emitRow(llvm::function_ref<void()> body) {
  llvm::IRBuilder<>& b = f_.b;
  llvm::Value* length = shape_.back();
  llvm::Value* strips = b.CreateUDiv(b.CreateAdd(length, f_.word(kStrip - 1)), f_.word(kStrip));
  const Parts starts = rows_;
  forEachIndex(f_, {strips}, [&](PartsRef strip) {
    f_.poll(ir::Poll::Strip, ir::Poll::Strip);
    llvm::Value* done = b.CreateMul(strip[0], f_.word(kStrip), "", true, true);
    llvm::Value* count = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b.CreateSub(length, done), f_.word(kStrip));
    for (size_t k = 0; k < operands_.size(); ++k) {
      llvm::Value* offset = b.CreateMul(done, operands_[k].strides.back(), "", false, true);
      rows_[k] = b.CreateInBoundsGEP(b.getInt8Ty(), starts[k], offset);
    }
    llvm::Value* is_unit = isUnit();
    if (is_strided_ || is_unit == b.getTrue()) return emitLoop(count, !is_strided_, body);
    llvm::BasicBlock* unit = f_.newBlock("unit");
    llvm::BasicBlock* strided = f_.newBlock("strided");
    llvm::BasicBlock* end = f_.newBlock("row.end");
    b.CreateCondBr(is_unit, unit, strided);
    b.SetInsertPoint(unit);
    emitLoop(count, true, body);
    b.CreateBr(end);
    b.SetInsertPoint(strided);
    emitLoop(count, false, body);
    b.CreateBr(end);
    b.SetInsertPoint(end);
  });
}

void ElementNest::emitLoop(llvm::Value* count, bool is_unit, llvm::function_ref<void()> body) {
  llvm::IRBuilder<>& b = f_.b;
  llvm::LLVMContext& context = f_.m.context();
  llvm::BasicBlock* before = b.GetInsertBlock();
  llvm::BasicBlock* head = f_.newBlock("elements");
  llvm::BasicBlock* inside = f_.newBlock("element");
  llvm::BasicBlock* end = f_.newBlock("elements.end");
  b.CreateBr(head);
  b.SetInsertPoint(head);
  llvm::PHINode* position = b.CreatePHI(f_.i64(), 2);
  position->addIncoming(f_.word(0), before);
  llvm::SmallVector<llvm::PHINode*, 4> steps = is_unit ? llvm::SmallVector<llvm::PHINode*, 4>() : walkingPointers(f_, rows_, before);
  b.CreateCondBr(b.CreateICmpULT(position, count), inside, end);
  b.SetInsertPoint(inside);
  addresses_.assign(steps.begin(), steps.end());
  for (size_t k = 0; is_unit && k < operands_.size(); ++k) {
    llvm::Value* offset = b.CreateMul(position, f_.word(ir::dtypeBytes(operands_[k].dtype)), "", false, true);
    addresses_.push_back(b.CreateInBoundsGEP(b.getInt8Ty(), rows_[k], offset));
  }
  body();
  for (size_t k = 0; k < steps.size(); ++k) {
    steps[k]->addIncoming(b.CreateGEP(b.getInt8Ty(), steps[k], operands_[k].strides.back()), b.GetInsertBlock());
  }
  position->addIncoming(b.CreateAdd(position, f_.word(1), "", true, true), b.GetInsertBlock());
  llvm::BranchInst* again = b.CreateBr(head);
  const auto property = [&](const char* name, llvm::Metadata* value) {
    return llvm::MDNode::get(context, {llvm::MDString::get(context, name), value});
  };
  llvm::SmallVector<llvm::Metadata*, 3> loop{nullptr, property("llvm.loop.parallel_accesses", access_group_)};
  if (!is_unit) loop.push_back(property("llvm.loop.vectorize.enable", llvm::ConstantAsMetadata::get(b.getFalse())));
  llvm::MDNode* id = llvm::MDNode::getDistinct(context, loop);
  id->replaceOperandWith(0, id);
  again->setMetadata(llvm::LLVMContext::MD_loop, id);
  b.SetInsertPoint(end);
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
  llvm::BasicBlock* block = f_.b.GetInsertBlock();
  llvm::Instruction* last = block->empty() ? nullptr : &block->back();
  Parts element = loadElement(f_, operands_[k].dtype, addresses_[k]);
  independent(block, last);
  return element;
}

void ElementNest::store(size_t k, PartsRef value) {
  llvm::BasicBlock* block = f_.b.GetInsertBlock();
  llvm::Instruction* last = block->empty() ? nullptr : &block->back();
  storeElement(f_, operands_[k].dtype, addresses_[k], value);
  independent(block, last);
}

}  // namespace krait::lower
