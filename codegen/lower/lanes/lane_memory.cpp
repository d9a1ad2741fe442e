// Arrays in lanes: elements are gathered, stores put off until the block of iterations is known to be good.
//
// One store in the text becomes a scatter of vectors, or a store where the elements lie one after the other;
// a scatter keeps the order of lanes. Several are done lane by lane, each in the order of the text: they may
// meet in one element.
#include "codegen/passes/lane_memory.h"
#include "codegen/lower/lanes/lanes.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::ValueId;
using llvm::Value;

const llvm::Align kByte(1);

// The array and the indices of a setitem.
std::vector<ValueId> keyOf(const FunctionLowering& f, ir::InstId id) {
  const ValueId key = f.inst(id).operands[1];
  const ir::InstId definition = f.function[key].inst;
  const bool is_tuple = definition.valid() && f.inst(definition).op == ir::Op::build_tuple;
  std::vector<ValueId> parts{f.inst(id).operands[0]};
  if (!is_tuple) parts.push_back(key);
  if (is_tuple)
    parts.insert(parts.end(), f.inst(definition).operands.begin(), f.inst(definition).operands.end());
  return parts;
}

bool takesBytes(llvm::Type* stepped, llvm::Type* accessed, const llvm::DataLayout& layout) {
  return layout.getTypeAllocSize(stepped) == layout.getTypeAllocSize(accessed);
}

// The bytes from the first to behind the last that an array can reach.
struct Extent {
  Value* low;
  Value* high;
};

Extent extentOf(FunctionLowering& f, ValueId array) {
  const ir::Type& type = f.typeData(array);
  const ArrayView view{f.parts(array), type.ndim};
  Extent extent{f.b.CreatePtrToInt(view.data(), f.i64()), nullptr};
  extent.high = f.b.CreateAdd(extent.low, f.word(ir::dtypeBytes(type.dtype)));
  for (int axis = 0; axis < type.ndim; ++axis) {
    Value* span = f.b.CreateMul(f.b.CreateSub(view.extent(axis), f.word(1)), view.stride(axis));
    extent.low = f.b.CreateAdd(extent.low, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, span, f.word(0)));
    extent.high =
        f.b.CreateAdd(extent.high, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, span, f.word(0)));
  }
  return extent;
}

Value* areApart(FunctionLowering& f, ValueId a, ValueId b) {
  const Extent x = extentOf(f, a), y = extentOf(f, b);
  return f.b.CreateOr(f.b.CreateICmpULE(x.high, y.low), f.b.CreateICmpULE(y.high, x.low));
}

// Each item has elements of its own: indices do not wrap, and a step is at least an element.
Value* hasOwnElements(FunctionLowering& f, ir::InstId loop, const passes::LaneMemory::InPlace& place) {
  const ir::Type& type = f.typeData(place.array);
  Value* stride = ArrayView{f.parts(place.array), type.ndim}.stride(place.axis);
  Value* step = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, stride, f.b.getFalse());
  Value* is_apart = f.b.CreateICmpSGE(step, f.word(ir::dtypeBytes(type.dtype)));
  const Parts& range = f.parts(f.inst(loop).operands[0]);
  Value* goes_up =
      f.b.CreateAnd(f.b.CreateICmpSGE(range[0], f.word(0)), f.b.CreateICmpSGT(range[2], f.word(0)));
  return f.b.CreateAnd(is_apart, goes_up);
}

}  // namespace

llvm::Value* arraysAllowLanes(FunctionLowering& f, ir::InstId loop) {
  const passes::LaneMemory memory(f.ir_module, f.function, loop);
  Value* allowed = nullptr;
  const auto require = [&](Value* condition) {
    allowed = allowed ? f.b.CreateAnd(allowed, condition) : condition;
  };
  for (const passes::LaneMemory::InPlace& place : memory.in_place) require(hasOwnElements(f, loop, place));
  for (const ValueId written : memory.written) {
    for (const ValueId read : memory.read) {
      if (read != written) require(areApart(f, written, read));
    }
  }
  return allowed;
}

// Only lanes that are here, and whose index was found to be good, look at memory.
Copies LaneLowering::gather(llvm::LoadInst& load) {
  Value* address = load.getPointerOperand();
  llvm::Type* type = wideType(load.getType());
  Value* first = first_lane_.lookup(address);
  const auto* step = llvm::dyn_cast<llvm::GetElementPtrInst>(address);
  const bool is_contiguous =
      first && step && takesBytes(step->getSourceElementType(), load.getType(), f().m.module.getDataLayout());
  Copies copies;
  for (unsigned copy = 0; copy < copies_; ++copy) {
    Value* zero = llvm::Constant::getNullValue(type);
    Value* place =
        is_contiguous ? out_.CreateConstGEP1_64(load.getType(), first, copy * lanes_) : copyOf(address, copy);
    copies.push_back(is_contiguous
                         ? out_.CreateMaskedLoad(type, place, load.getAlign(), safe_[copy], zero)
                         : out_.CreateMaskedGather(type, place, load.getAlign(), safe_[copy], zero));
  }
  return copies;
}

DeferredStore& LaneLowering::storeSlot(llvm::StoreInst& store) {
  const std::vector<ValueId> key = keyOf(f(), f().current);
  const unsigned part = stores_in_inst_++;  // of a complex number
  for (DeferredStore& known : stores_) {
    if (known.key == key && known.part == part) return known;
  }
  llvm::Type* type = store.getValueOperand()->getType();
  stores_.push_back({key, part, type, store.getAlign(), makeSlot(out_.getInt1Ty(), true),
                     makeSlot(out_.getPtrTy(), true), makeSlot(type, true)});
  return stores_.back();
}

void LaneLowering::deferStore(llvm::StoreInst& store) {
  DeferredStore& slot = storeSlot(store);
  Value* address = store.getPointerOperand();
  Copies mask = load(slot.mask), places = load(slot.address), values = load(slot.value);
  for (unsigned copy = 0; copy < copies_; ++copy) {
    mask[copy] = out_.CreateOr(mask[copy], mask_[copy]);
    places[copy] = out_.CreateSelect(mask_[copy], copyOf(address, copy), places[copy]);
    values[copy] = out_.CreateSelect(mask_[copy], copyOf(store.getValueOperand(), copy), values[copy]);
  }
  this->store(slot.mask, mask);
  this->store(slot.address, places);
  this->store(slot.value, values);
  Value* first = first_lane_.lookup(address);
  const auto* step = llvm::dyn_cast<llvm::GetElementPtrInst>(address);
  if (!first || !step || !takesBytes(step->getSourceElementType(), slot.type, f().m.module.getDataLayout()))
    return;
  if (!slot.first_address) slot.first_address = makeSlot(out_.getPtrTy(), false).memory[0];
  out_.CreateStore(first, slot.first_address);
}

void LaneLowering::emitStores() {
  if (stores_.size() == 1) return storeWhole(stores_[0]);
  if (!stores_.empty()) storeInOrder();
}

void LaneLowering::storeWhole(const DeferredStore& store) {
  const Copies mask = load(store.mask), places = load(store.address), values = load(store.value);
  Value* first = store.first_address ? out_.CreateLoad(out_.getPtrTy(), store.first_address) : nullptr;
  for (unsigned copy = 0; copy < copies_; ++copy) {
    if (first)
      out_.CreateMaskedStore(values[copy], out_.CreateConstGEP1_64(store.type, first, copy * lanes_),
                             store.alignment, mask[copy]);
    else
      out_.CreateMaskedScatter(values[copy], places[copy], store.alignment, mask[copy]);
  }
}

// for lane in block: for store in text: if mask[lane]: *address[lane] = value[lane]
void LaneLowering::storeInOrder() {
  const int length = static_cast<int>(blockLength());
  const auto spill = [&](const Copies& copies, llvm::Type* type) {
    Value* memory = f().allocaAtEntry(type, length);
    for (unsigned copy = 0; copy < copies_; ++copy) {
      out_.CreateAlignedStore(copies[copy], out_.CreateConstGEP1_64(type, memory, copy * lanes_), kByte);
    }
    return memory;
  };
  struct Spilled {
    Value *mask, *address, *value;
  };
  std::vector<Spilled> spilled;
  for (const DeferredStore& store : stores_) {
    Copies mask = load(store.mask);
    for (Value*& copy : mask) copy = out_.CreateZExt(copy, wideType(out_.getInt8Ty()));
    spilled.push_back({spill(mask, out_.getInt8Ty()), spill(load(store.address), out_.getPtrTy()),
                       spill(load(store.value), store.type)});
  }
  llvm::BasicBlock* before = out_.GetInsertBlock();
  llvm::BasicBlock* head = newBlock("lanes.store");
  out_.CreateBr(head);
  out_.SetInsertPoint(head);
  llvm::PHINode* lane = out_.CreatePHI(f().i64(), 2, "lane");
  lane->addIncoming(f().word(0), before);
  for (size_t k = 0; k < stores_.size(); ++k) {
    const auto element = [&](Value* memory, llvm::Type* type) {
      return out_.CreateLoad(type, out_.CreateGEP(type, memory, lane));
    };
    llvm::BasicBlock* wanted = newBlock("lanes.store.one");
    llvm::BasicBlock* next = newBlock("lanes.store.next");
    out_.CreateCondBr(out_.CreateICmpNE(element(spilled[k].mask, out_.getInt8Ty()), out_.getInt8(0)), wanted,
                      next);
    out_.SetInsertPoint(wanted);
    out_.CreateAlignedStore(element(spilled[k].value, stores_[k].type),
                            element(spilled[k].address, out_.getPtrTy()), stores_[k].alignment);
    out_.CreateBr(next);
    out_.SetInsertPoint(next);
  }
  Value* following = out_.CreateAdd(lane, f().word(1), "", true, true);
  lane->addIncoming(following, out_.GetInsertBlock());
  llvm::BasicBlock* end = newBlock("lanes.stored");
  out_.CreateCondBr(out_.CreateICmpSLT(following, f().word(length)), head, end);
  out_.SetInsertPoint(end);
}

}  // namespace krait::lower
