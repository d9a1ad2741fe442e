// Instructions for one iteration become vectors.
//
// Lanes that are not here compute too, with whatever they hold. So nothing that is widened keeps a promise
// (nsw, inbounds) that only holds for the lanes that are here, and what may trap or is undefined for some
// operands gets harmless ones there.
#include "codegen/lower/lanes/lanes.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

namespace krait::lower {
namespace {

using llvm::Instruction;
using llvm::Value;

bool dividesIntegers(const Instruction& inst) {
  switch (inst.getOpcode()) {
  case Instruction::SDiv:
  case Instruction::UDiv:
  case Instruction::SRem:
  case Instruction::URem: return true;
  default: return false;
  }
}

bool isZero(const Value* value) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
  return constant && constant->isZero();
}

bool isOne(const Value* value) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(value);
  return constant && constant->isOne();
}

Value* isOutside(llvm::IRBuilder<>& b, Value* x, const llvm::ConstantRange& range) {
  llvm::CmpInst::Predicate inside;
  llvm::APInt bound, offset;
  range.getEquivalentICmp(inside, bound, offset);
  const auto constant = [&](const llvm::APInt& value) { return llvm::ConstantInt::get(x->getType(), value); };
  Value* shifted = offset.isZero() ? x : b.CreateAdd(x, constant(offset));
  return b.CreateICmp(llvm::CmpInst::getInversePredicate(inside), shifted, constant(bound));
}

// Vectors have no product of 128 bits. That of doubles says whether 64 bits hold it, but for a sliver where the
// scalar loop is asked.
Value* mayOverflow(llvm::IRBuilder<>& b, Value* x, Value* y) {
  constexpr double kSafeProduct = 9.2e18;
  llvm::Type* real = x->getType()->getWithNewType(b.getDoubleTy());
  Value* product = b.CreateFMul(b.CreateSIToFP(x, real), b.CreateSIToFP(y, real));
  Value* size = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, product);
  return b.CreateNot(b.CreateFCmpOLT(size, llvm::ConstantFP::get(real, kSafeProduct)));
}

}  // namespace

llvm::Value* LaneLowering::placeholder(llvm::Type* type, Copies copies) {
  auto* stand_in = new llvm::FreezeInst(llvm::PoisonValue::get(type), "", widened_);
  wide_[stand_in] = std::move(copies);
  return stand_in;
}

Value* LaneLowering::copyOf(Value* value, unsigned copy) {
  const auto found = wide_.find(value);
  return found != wide_.end() ? found->second[copy] : splat(value);
}

Copies LaneLowering::copiesOf(Value* value) {
  const auto found = wide_.find(value);
  return found != wide_.end() ? found->second : Copies(copies_, splat(value));
}

Value* LaneLowering::splat(Value* value) {
  if (splats_block_ != out_.GetInsertBlock()) splats_.clear();
  splats_block_ = out_.GetInsertBlock();
  Value*& made = splats_[value];
  if (!made) made = out_.CreateVectorSplat(lanes_, value);
  return made;
}

void LaneLowering::lowerStraight(ir::InstId id) {
  safe_ = mask_;
  stores_in_inst_ = 0;
  f().lowerInst(id);
  flush();
}

// What has been written for one iteration since the last time.
void LaneLowering::flush() {
  CHECK(f().b.GetInsertBlock() == scratch_, "an op that branches has no form in lanes");
  out_.SetCurrentDebugLocation(f().b.getCurrentDebugLocation());
  while (!scratch_->empty()) transfer(scratch_->front());
}

void LaneLowering::transfer(Instruction& inst) {
  auto* store = llvm::dyn_cast<llvm::StoreInst>(&inst);
  const bool is_wide =
      std::any_of(inst.op_begin(), inst.op_end(), [this](Value* operand) { return isWide(operand); });
  if (!store && !is_wide) return keepScalar(inst);
  store ? deferStore(*store) : widen(inst);
  inst.moveBefore(*widened_, widened_->end());
}

// Without bounds checks nothing says that an address is good where no lane is.
void LaneLowering::keepScalar(Instruction& inst) {
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&inst); load && !f().m.options.boundscheck) {
    const LaneSlot harmless = makeSlot(load->getType(), false);
    load->setOperand(0, out_.CreateSelect(anyLane(mask_), load->getPointerOperand(), harmless.memory[0]));
  }
  inst.moveBefore(*out_.GetInsertBlock(), out_.GetInsertPoint());
}

// The flags of fastmath are the instruction's own: checks have none.
void LaneLowering::widen(Instruction& inst) {
  const llvm::IRBuilderBase::FastMathFlagGuard guard(out_);
  out_.setFastMathFlags(llvm::isa<llvm::FPMathOperator>(inst) ? inst.getFastMathFlags() : llvm::FastMathFlags());
  wide_[&inst] = widenEach(inst);
  followFirstLane(inst);
}

Copies LaneLowering::widenEach(Instruction& inst) {
  if (auto* load = llvm::dyn_cast<llvm::LoadInst>(&inst)) return gather(*load);
  Copies copies;
  for (unsigned copy = 0; copy < copies_; ++copy) copies.push_back(widenCopy(inst, copy));
  return copies;
}

Value* LaneLowering::widenCopy(Instruction& inst, unsigned copy) {
  const auto operand = [&](unsigned k) { return copyOf(inst.getOperand(k), copy); };
  if (auto* binary = llvm::dyn_cast<llvm::BinaryOperator>(&inst)) return widenBinary(*binary, copy);
  if (auto* cast = llvm::dyn_cast<llvm::CastInst>(&inst)) return widenCast(*cast, copy);
  if (auto* compare = llvm::dyn_cast<llvm::CmpInst>(&inst))
    return out_.CreateCmp(compare->getPredicate(), operand(0), operand(1));
  if (auto* address = llvm::dyn_cast<llvm::GetElementPtrInst>(&inst)) return widenAddress(*address, copy);
  if (auto* call = llvm::dyn_cast<llvm::CallInst>(&inst)) return widenCall(*call, copy);
  switch (inst.getOpcode()) {
  case Instruction::FNeg: return out_.CreateFNegFMF(operand(0), &inst);
  case Instruction::Freeze: return out_.CreateFreeze(operand(0));
  case Instruction::ExtractValue:
    return out_.CreateExtractValue(operand(0), llvm::cast<llvm::ExtractValueInst>(inst).getIndices());
  case Instruction::Select: {
    Value* condition = inst.getOperand(0);
    return out_.CreateSelect(isWide(condition) ? operand(0) : condition, operand(1), operand(2));
  }
  default: CHECK(false, std::string("an instruction without a form in lanes: ") + inst.getOpcodeName());
  }
}

Value* LaneLowering::widenBinary(llvm::BinaryOperator& inst, unsigned copy) {
  Value* right = copyOf(inst.getOperand(1), copy);
  if (dividesIntegers(inst) && !llvm::isa<llvm::Constant>(inst.getOperand(1))) {
    right = out_.CreateSelect(safe_[copy], right, llvm::ConstantInt::get(right->getType(), 1));
  }
  if (inst.isShift() && !llvm::isa<llvm::Constant>(inst.getOperand(1))) {
    right = out_.CreateSelect(safe_[copy], right, llvm::Constant::getNullValue(right->getType()));
  }
  Value* result = out_.CreateBinOp(inst.getOpcode(), copyOf(inst.getOperand(0), copy), right);
  if (auto* made = llvm::dyn_cast<Instruction>(result); made && llvm::isa<llvm::FPMathOperator>(made))
    made->setFastMathFlags(out_.getFastMathFlags());
  return result;
}

Value* LaneLowering::widenCast(llvm::CastInst& inst, unsigned copy) {
  Value* operand = copyOf(inst.getOperand(0), copy);
  const bool may_overflow =
      inst.getOpcode() == Instruction::FPToSI || inst.getOpcode() == Instruction::FPToUI;
  if (may_overflow)
    operand = out_.CreateSelect(safe_[copy], operand, llvm::Constant::getNullValue(operand->getType()));
  return out_.CreateCast(inst.getOpcode(), operand, wideType(inst.getType()));
}

Value* LaneLowering::widenAddress(llvm::GetElementPtrInst& inst, unsigned copy) {
  const auto operand = [&](Value* value) { return isWide(value) ? copyOf(value, copy) : value; };
  llvm::SmallVector<Value*, 2> indices;
  for (const llvm::Use& index : inst.indices()) indices.push_back(operand(index));
  return out_.CreateGEP(inst.getSourceElementType(), operand(inst.getPointerOperand()), indices);
}

// Intrinsics by their operand's type; a flag among the operands stays one.
Value* LaneLowering::widenCall(llvm::CallInst& call, unsigned copy) {
  const llvm::Intrinsic::ID id = call.getIntrinsicID();
  if (id == llvm::Intrinsic::not_intrinsic) return callVectorForm(call, copy);
  if (llvm::isa<llvm::WithOverflowInst>(call)) return widenChecked(call, copy);
  llvm::SmallVector<Value*, 3> operands;
  for (unsigned k = 0; k < call.arg_size(); ++k) {
    Value* operand = call.getArgOperand(k);
    operands.push_back(call.paramHasAttr(k, llvm::Attribute::ImmArg) ? operand : copyOf(operand, copy));
  }
  return out_.CreateIntrinsic(id, {operands[0]->getType()}, operands, &call);
}

// Whole registers of a vector that is as wide as one, wider, or filled up with the lanes of `filler`.
Value* LaneLowering::registerOf(Value* vector, Value* filler, unsigned width, unsigned first) {
  llvm::SmallVector<int, 16> order(std::max(width, lanes_));
  for (size_t k = 0; k < order.size(); ++k) order[k] = static_cast<int>(std::min<size_t>(k, lanes_));
  auto* type = llvm::FixedVectorType::get(vector->getType()->getScalarType(), width);
  return out_.CreateExtractVector(type, out_.CreateShuffleVector(vector, filler, order), out_.getInt64(first));
}

// Vectors of `width` that go through registers: _ZGVeN8v_name(<8 x double>).
llvm::FunctionCallee LaneLowering::vectorForm(const llvm::CallInst& call, unsigned width) {
  const std::string name = call.getCalledFunction()->getName().str();
  CHECK(vectorFormOf(name) == VectorForm::Kernel, "a call without a form in lanes: " + name);
  const std::string form = std::string("_ZGV") + (f().m.vector_bits == 512 ? 'e' : 'd') + "N" + std::to_string(width) +
                           std::string(call.arg_size(), 'v') + "_" + name;
  auto* type = llvm::FixedVectorType::get(call.getType(), width);
  const std::vector<llvm::Type*> parameters(call.arg_size(), type);
  llvm::FunctionCallee callee = f().m.module.getOrInsertFunction(form, llvm::FunctionType::get(type, parameters, false));
  auto* kernel = llvm::cast<llvm::Function>(callee.getCallee());
  kernel->setDoesNotAccessMemory();
  kernel->setDoesNotThrow();
  kernel->setWillReturn();
  return callee;
}

// A kernel of ours: the same bits in every lane of every form. Lanes that are not here get a number that is
// quickly done.
Value* LaneLowering::callVectorForm(llvm::CallInst& call, unsigned copy) {
  const unsigned width = f().m.vector_bits / call.getType()->getScalarSizeInBits();
  const llvm::FunctionCallee kernel = vectorForm(call, width);
  Value* ones = llvm::ConstantFP::get(wideType(call.getType()), 1.0);
  llvm::SmallVector<Value*, 2> arguments;
  for (Value* argument : call.args()) arguments.push_back(out_.CreateSelect(mask_[copy], copyOf(argument, copy), ones));
  Value* result = nullptr;
  for (unsigned first = 0; first < lanes_; first += width) {
    llvm::SmallVector<Value*, 2> parts;
    for (Value* argument : arguments) parts.push_back(registerOf(argument, ones, width, first));
    Value* values = out_.CreateCall(kernel, parts);
    if (lanes_ <= width) return out_.CreateExtractVector(wideType(call.getType()), values, out_.getInt64(0));
    result = out_.CreateInsertVector(wideType(call.getType()), result ? result : ones, values,
                                     out_.getInt64(first));
  }
  return result;
}

// With a constant, the operands that overflow are those outside of one range: a comparison.
Value* LaneLowering::widenChecked(llvm::CallInst& call, unsigned copy) {
  auto& checked = llvm::cast<llvm::WithOverflowInst>(call);
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(checked.getRHS());
  Value* left = copyOf(checked.getLHS(), copy);
  Value* right = copyOf(checked.getRHS(), copy);
  Value* overflows;
  if (constant) {
    const llvm::ConstantRange exact = llvm::ConstantRange::makeExactNoWrapRegion(
        checked.getBinaryOp(), constant->getValue(), checked.getNoWrapKind());
    overflows = isOutside(out_, left, exact);
  } else if (checked.getBinaryOp() == Instruction::Mul) {
    overflows = mayOverflow(out_, left, right);
  } else {
    return out_.CreateIntrinsic(call.getIntrinsicID(), {left->getType()}, {left, right});
  }
  Value* pair = llvm::PoisonValue::get(llvm::StructType::get(left->getType(), maskType()));
  Value* result = out_.CreateBinOp(checked.getBinaryOp(), left, right);
  return out_.CreateInsertValue(out_.CreateInsertValue(pair, result, 0), overflows, 1);
}

// position + 1, array + position: the lanes' elements lie one after the other.
void LaneLowering::followFirstLane(Instruction& inst) {
  if (inst.getNumOperands() != 2) return;
  Value* operands[] = {inst.getOperand(0), inst.getOperand(1)};
  Value* first[] = {first_lane_.lookup(operands[0]), first_lane_.lookup(operands[1])};
  const auto* address = llvm::dyn_cast<llvm::GetElementPtrInst>(&inst);
  if (address && first[1] && !isWide(operands[0])) {
    first_lane_[&inst] = out_.CreateGEP(address->getSourceElementType(), operands[0], first[1]);
    return;
  }
  const unsigned opcode = inst.getOpcode();
  for (unsigned k = 0; k < 2; ++k) {
    Value* other = operands[1 - k];
    if (!first[k] || isWide(other)) continue;
    const bool is_same =
        (opcode == Instruction::Mul && isOne(other)) || (opcode == Instruction::Add && isZero(other));
    if (is_same)
      first_lane_[&inst] = first[k];
    else if (opcode == Instruction::Add)
      first_lane_[&inst] = out_.CreateAdd(first[k], other);
    else if (opcode == Instruction::Sub && k == 0)
      first_lane_[&inst] = out_.CreateSub(first[k], other);
  }
}

}  // namespace krait::lower
