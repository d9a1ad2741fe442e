// Values that a loop carries, formed when all lanes are done: one iteration after the other, in the order of
// the loop, so that a sum has the bits of the loop's. What goes into them is in memory by then.
//
//   for lane in block: total = total + n[lane]
#include <algorithm>

#include "codegen/lower/lanes/lanes.h"

namespace krait::lower {

using ir::InstId;
using ir::ValueId;
using llvm::Value;

bool LaneLowering::isInChain(InstId id) const { return std::ranges::find(chain_, id) != chain_.end(); }

// Every carried value is looked at by the chain; others only the scalar loop makes.
bool LaneLowering::makesAllCarried() const {
  const std::vector<ValueId>& parameters = f().function[f().inst(loop_).regions[0]].parameters;
  return std::all_of(parameters.begin() + 2, parameters.end(), [this](ValueId parameter) {
    return std::ranges::any_of(
        chain_, [&](InstId id) { return std::ranges::count(f().inst(id).operands, parameter) != 0; });
  });
}

Value* LaneLowering::spill(Value* part) {
  const bool is_bool = part->getType()->isIntegerTy(1);
  llvm::Type* type = is_bool ? out_.getInt8Ty() : part->getType();
  Value* memory = f().allocaAtEntry(type, static_cast<int>(blockLength()));
  for (unsigned copy = 0; copy < copies_; ++copy) {
    Value* values = copyOf(part, copy);
    if (is_bool) values = out_.CreateZExt(values, wideType(type));
    out_.CreateAlignedStore(values, out_.CreateConstInBoundsGEP1_64(type, memory, copy * lanes_),
                            llvm::Align(1));
  }
  return memory;
}

// What the chain takes from outside itself.
void LaneLowering::spillOperands(std::vector<Spilled>& spilled) {
  const std::vector<ValueId>& parameters = f().function[f().inst(loop_).regions[0]].parameters;
  const auto isKnown = [&](ValueId value) {
    const InstId definition = f().function[value].inst;
    const bool is_carried = std::find(parameters.begin() + 2, parameters.end(), value) != parameters.end();
    const bool is_spilled =
        std::ranges::any_of(spilled, [&](const Spilled& known) { return known.value == value; });
    return is_carried || is_spilled || (definition.valid() && isInChain(definition));
  };
  for (const InstId id : chain_) {
    for (const ValueId operand : f().inst(id).operands) {
      if (isKnown(operand)) continue;
      Spilled entry{operand, {}, f().parts(operand)};
      for (Value* part : entry.parts) entry.memory.push_back(isWide(part) ? spill(part) : nullptr);
      spilled.push_back(std::move(entry));
    }
  }
}

void LaneLowering::defineLane(const Spilled& spilled, Value* lane) {
  Parts parts = spilled.parts;
  for (size_t k = 0; k < parts.size(); ++k) {
    if (!spilled.memory[k]) continue;
    const bool is_bool = parts[k]->getType()->isIntegerTy(1);
    llvm::Type* type = is_bool ? out_.getInt8Ty() : parts[k]->getType();
    parts[k] = out_.CreateLoad(type, out_.CreateInBoundsGEP(type, spilled.memory[k], lane));
    if (is_bool) parts[k] = out_.CreateICmpNE(parts[k], out_.getInt8(0));
  }
  f().define(spilled.value, std::move(parts));
}

// The chain for one lane, with what it carries so far; gives what it carries on.
Parts LaneLowering::runChainOnce(const Parts& carried) {
  const ir::BlockId body = f().inst(loop_).regions[0];
  const std::vector<ValueId>& parameters = f().function[body].parameters;
  const std::vector<ValueId>& handed_on = f().inst(f().function[body].insts.back()).operands;
  size_t next = 0;
  for (size_t k = 2; k < parameters.size(); ++k) {
    const size_t count = partCount(f().ir_module, f().type(parameters[k]));
    f().define(parameters[k], Parts(carried.begin() + next, carried.begin() + next + count));
    next += count;
  }
  for (const InstId id : chain_) lowerStraight(id);
  Parts results;
  for (size_t k = 0; k < handed_on.size(); ++k) {
    const InstId definition = f().function[handed_on[k]].inst;
    const bool is_made = definition.valid() && isInChain(definition);
    const Parts& parts = f().parts(is_made ? handed_on[k] : parameters[k + 2]);
    results.append(parts.begin(), parts.end());
  }
  return results;
}

Parts LaneLowering::runChain(Parts carried, Value* rest) {
  std::vector<Spilled> spilled;
  spillOperands(spilled);
  Value* limit = out_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rest, f().word(blockLength()));
  llvm::BasicBlock* before = out_.GetInsertBlock();
  llvm::BasicBlock* head = newBlock("lanes.carry");
  llvm::BasicBlock* end = newBlock("lanes.carried");
  out_.CreateBr(head);
  out_.SetInsertPoint(head);
  llvm::PHINode* lane = out_.CreatePHI(f().i64(), 2, "lane");
  lane->addIncoming(f().word(0), before);
  Parts so_far;
  for (Value* part : carried) {
    llvm::PHINode* phi = out_.CreatePHI(part->getType(), 2);
    phi->addIncoming(part, before);
    so_far.push_back(phi);
  }
  for (const Spilled& entry : spilled) defineLane(entry, lane);
  const Parts results = runChainOnce(so_far);
  Value* following = out_.CreateAdd(lane, f().word(1), "", true, true);
  lane->addIncoming(following, out_.GetInsertBlock());
  for (size_t k = 0; k < so_far.size(); ++k)
    llvm::cast<llvm::PHINode>(so_far[k])->addIncoming(results[k], out_.GetInsertBlock());
  out_.CreateCondBr(out_.CreateICmpSLT(following, limit), head, end);
  out_.SetInsertPoint(end);
  return results;
}

}  // namespace krait::lower
