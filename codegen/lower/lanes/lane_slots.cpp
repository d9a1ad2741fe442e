// Variables of the vector loop, and the places where lanes meet.
#include "codegen/lower/lanes/lanes.h"
#include "frontend/support/check.h"

namespace krait::lower {

using ir::ValueId;

LaneSlot LaneLowering::makeSlot(llvm::Type* type, bool is_varying) {
  LaneSlot slot{is_varying, {}};
  llvm::Type* held = is_varying ? wideType(type) : type;
  llvm::IRBuilder<> init(init_);
  for (unsigned copy = 0; copy < (is_varying ? copies_ : 1); ++copy) {
    slot.memory.push_back(llvm::cast<llvm::AllocaInst>(f().allocaAtEntry(held, 1)));
    init.CreateStore(llvm::Constant::getNullValue(held), slot.memory.back());
  }
  return slot;
}

std::vector<LaneSlot> LaneLowering::makeSlots(std::span<const ValueId> values) {
  std::vector<LaneSlot> slots;
  for (const ValueId value : values) {
    for (llvm::Type* type : partTypes(f().m.context(), f().ir_module, f().type(value))) {
      slots.push_back(makeSlot(type, frame_->values.isVarying(value)));
    }
  }
  return slots;
}

Copies LaneLowering::load(const LaneSlot& slot) {
  Copies copies;
  for (llvm::AllocaInst* memory : slot.memory)
    copies.push_back(out_.CreateLoad(memory->getAllocatedType(), memory));
  return copies;
}

void LaneLowering::store(const LaneSlot& slot, const Copies& copies) {
  for (size_t k = 0; k < slot.memory.size(); ++k) out_.CreateStore(copies[k], slot.memory[k]);
}

// In all lanes, or only in those of a mask.
void LaneLowering::storeParts(const std::vector<LaneSlot>& slots, std::span<const ValueId> values,
                              const Copies* where) {
  size_t next = 0;
  for (const ValueId value : values) {
    for (llvm::Value* part : f().parts(value)) {
      const LaneSlot& slot = slots[next++];
      if (!slot.is_varying) {
        CHECK(!isWide(part), "a uniform value differs between lanes");
        store(slot, {part});
        continue;
      }
      Copies copies = copiesOf(part);
      const Copies before = where ? load(slot) : Copies();
      for (size_t k = 0; where && k < copies.size(); ++k)
        copies[k] = out_.CreateSelect((*where)[k], copies[k], before[k]);
      store(slot, copies);
    }
  }
}

void LaneLowering::defineFrom(std::span<const ValueId> values, const std::vector<LaneSlot>& slots) {
  size_t next = 0;
  for (const ValueId value : values) {
    Parts parts;
    for (llvm::Type* type : partTypes(f().m.context(), f().ir_module, f().type(value))) {
      const LaneSlot& slot = slots[next++];
      const Copies copies = load(slot);
      parts.push_back(slot.is_varying ? placeholder(type, copies) : copies[0]);
    }
    f().define(value, std::move(parts));
  }
}

void LaneLowering::clear(const LaneSlot& mask) {
  store(mask, Copies(copies_, llvm::Constant::getNullValue(maskType())));
}

// The lanes that are here bring their values.
void LaneLowering::arrive(Meeting& meeting, std::span<const ValueId> values) {
  storeParts(meeting.parts, values, meeting.is_first ? nullptr : &mask_);
  Copies arrived = mask_;
  const Copies before = meeting.is_first ? Copies() : load(meeting.arrived);
  for (size_t k = 0; k < before.size(); ++k) arrived[k] = out_.CreateOr(before[k], arrived[k]);
  store(meeting.arrived, arrived);
}

}  // namespace krait::lower
