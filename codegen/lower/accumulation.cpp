// Rows combined with an accumulator; see accumulation.h.
#include "codegen/lower/accumulation.h"

#include <array>

#include "codegen/lower/element_loop.h"
#include "codegen/lower/element_nest.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kBlock = 256;
constexpr int64_t kStridedBlock = 256;
constexpr int64_t kTailBlock = 16;
constexpr int64_t kFewElements = 8;  // of which NumPy's pairwise summation makes one sum
constexpr int64_t kStrip = 32768;
constexpr uint32_t kAccumulators = 8;

}  // namespace

Variable::Variable(FunctionLowering& lowering, PartsRef initial) : f_(lowering) {
  for (llvm::Value* part : initial) places_.push_back(f_.allocaAtEntry(part->getType(), 1));
  set(initial);
}

void Variable::set(PartsRef value) {
  for (size_t k = 0; k < places_.size(); ++k) f_.b.CreateStore(value[k], places_[k]);
}

Parts Variable::get() const {
  Parts parts;
  for (llvm::Value* place : places_) parts.push_back(f_.b.CreateLoad(llvm::cast<llvm::AllocaInst>(place)->getAllocatedType(), place));
  return parts;
}

Accumulation::Accumulation(FunctionLowering& lowering, InstId reduce)
    : elements(lowering.inst(reduce).regions[0]), combination(lowering.inst(reduce).regions[1]),
      accumulated(numberOf(lowering.ir_module, lowering.type(lowering.function[combination].parameters[0]))), f(lowering), id_(reduce) {}

InstId Accumulation::combinationCall() const { return *(f.function[combination].insts.end() - 2); }

// Sums and products of floats: what is worth reassociating.
bool Accumulation::isBlocked() const {
  const bool is_float = accumulated.isFloat() || accumulated.isComplex();
  return is_float && (combineOp() == Op::add || combineOp() == Op::mul);
}

// Elements that the vectorised loop takes at a time, at most: four vectors of 64 bytes.
int64_t Accumulation::vectorSpan() const { return 4 * 64 / ir::dtypeBytes(partDType(accumulated.dtype)); }

Op Accumulation::combineOp() const { return f.inst(combinationCall()).op; }

Parts Accumulation::neutral() const {
  Parts parts = f.emptyParts(f.type(f.function[combination].parameters[0]));
  llvm::Type* type = parts[0]->getType();
  if (combineOp() == Op::mul) parts[0] = type->isIntegerTy() ? static_cast<llvm::Value*>(llvm::ConstantInt::get(type, 1)) : llvm::ConstantFP::get(type, 1.0);
  return parts;
}

bool Accumulation::isSeparable() const {
  constexpr std::array kIdempotent = {"numpy.maximum", "numpy.minimum", "numpy.fmax", "numpy.fmin", "numpy.logical_and", "numpy.logical_or"};
  const Op op = combineOp();
  if (op != Op::call_builtin) return op == Op::add || op == Op::mul || op == Op::bit_and || op == Op::bit_or;
  return llvm::is_contained(kIdempotent, functionRow(static_cast<FunctionId>(f.inst(combinationCall()).attribute)).name);
}

// The greatest or least float, as an intrinsic: unlike the ufunc's comparisons, LLVM reduces it in vectors. Which of two
// zeros it takes is left open, so it does not depend on their order.
std::optional<llvm::Intrinsic::ID> Accumulation::extremeIntrinsic() const {
  if (!accumulated.isFloat() || combineOp() != Op::call_builtin) return std::nullopt;
  const std::string_view name = functionRow(static_cast<FunctionId>(f.inst(combinationCall()).attribute)).name;
  if (name == "numpy.maximum") return llvm::Intrinsic::maximum;
  if (name == "numpy.minimum") return llvm::Intrinsic::minimum;
  return std::nullopt;
}

Parts Accumulation::combine(PartsRef accumulator, PartsRef value, bool reassociates) {
  if (const auto intrinsic = extremeIntrinsic()) {
    auto* extreme = llvm::cast<llvm::Instruction>(f.b.CreateBinaryIntrinsic(*intrinsic, accumulator[0], value[0]));
    extreme->setHasNoSignedZeros(true);
    return {extreme};
  }
  const std::vector<ValueId>& parameters = f.function[combination].parameters;
  f.define(parameters[0], Parts(accumulator.begin(), accumulator.end()));
  f.define(parameters[1], Parts(value.begin(), value.end()));
  const llvm::FastMathFlags flags = f.b.getFastMathFlags();
  if (reassociates) {
    llvm::FastMathFlags loose = flags;
    loose.setAllowReassoc();
    f.b.setFastMathFlags(loose);
  }
  f.lowerBlock(combination);
  f.b.setFastMathFlags(flags);
  return f.parts(f.inst(f.function[combination].insts.back()).operands[0]);
}

Parts Accumulation::elementAt(PartsRef addresses) {
  const std::vector<ValueId>& parameters = f.function[elements].parameters;
  for (size_t k = 0; k < parameters.size(); ++k) f.define(parameters[k], loadElement(f, inputs[k].dtype, addresses[k]));
  f.lowerBlock(elements);
  return f.parts(f.inst(f.function[elements].insts.back()).operands[0]);
}

// Combines `count` elements from the addresses on, `strides` apart, with an accumulator.
Parts Accumulation::reduceStretch(PartsRef starts, PartsRef strides, Stretch stretch, llvm::Value* count,
                                  PartsRef initial) {
  llvm::IRBuilder<>& b = f.b;
  const bool is_unit = stretch == Stretch::Unit;
  llvm::BasicBlock* before = b.GetInsertBlock();
  llvm::BasicBlock* head = f.newBlock("reduce");
  llvm::BasicBlock* inside = f.newBlock("reduce.element");
  llvm::BasicBlock* end = f.newBlock("reduced");
  b.CreateBr(head);
  b.SetInsertPoint(head);
  llvm::PHINode* position = b.CreatePHI(f.i64(), 2);
  position->addIncoming(f.word(0), before);
  llvm::SmallVector<llvm::PHINode*, 2> phis;
  for (llvm::Value* part : initial) {
    phis.push_back(b.CreatePHI(part->getType(), 2));
    phis.back()->addIncoming(part, before);
  }
  RunningOffsets offsets(f, is_unit ? 0 : inputs.size(), before);
  b.CreateCondBr(b.CreateICmpULT(position, count), inside, end);
  b.SetInsertPoint(inside);
  Parts addresses;
  for (size_t k = 0; k < inputs.size(); ++k) {
    llvm::Value* offset = is_unit ? b.CreateMul(position, f.word(ir::dtypeBytes(inputs[k].dtype)), "", false, true) : offsets[k];
    addresses.push_back(b.CreateInBoundsGEP(b.getInt8Ty(), starts[k], offset));
  }
  const Parts element = elementAt(addresses);
  const Parts combined = combine(Parts(phis.begin(), phis.end()), element, isBlocked() && stretch != Stretch::Few);
  for (size_t k = 0; k < phis.size(); ++k) phis[k]->addIncoming(combined[k], b.GetInsertBlock());
  if (!is_unit) offsets.advance(strides);
  position->addIncoming(b.CreateAdd(position, f.word(1), "", true, true), b.GetInsertBlock());
  llvm::BranchInst* again = b.CreateBr(head);
  if (stretch == Stretch::Strided) interleave(again);
  if (stretch == Stretch::Few) f.keepScalar(again);
  b.SetInsertPoint(end);
  return Parts(phis.begin(), phis.end());
}

// Elements that are not neighbours are not worth vectors, but several accumulators hide what an addition waits for.
void Accumulation::interleave(llvm::Instruction* branch) {
  llvm::LLVMContext& context = f.m.context();
  const auto property = [&](const char* name, uint32_t value) {
    return llvm::MDNode::get(context, {llvm::MDString::get(context, name), llvm::ConstantAsMetadata::get(f.b.getInt32(value))});
  };
  llvm::MDNode* loop = llvm::MDNode::getDistinct(
      context, {nullptr, property("llvm.loop.vectorize.width", 1), property("llvm.loop.interleave.count", kAccumulators)});
  loop->replaceOperandWith(0, loop);
  branch->setMetadata(llvm::LLVMContext::MD_loop, loop);
}

Accumulator Accumulation::makeAccumulator() {
  const Parts start = isBlocked() ? neutral() : f.parts(f.inst(id_).operands[1]);
  Accumulator made{Variable(f, start), std::nullopt};
  if (isBlocked() && combineOp() == Op::add) made.lost.emplace(f, f.emptyParts(f.type(f.function[combination].parameters[0])));
  return made;
}

// An operation without a neutral value here takes the initial one any number of times.
Accumulator Accumulation::makeChunkAccumulator() {
  Accumulator made = makeAccumulator();
  if (combineOp() == Op::add || combineOp() == Op::mul) made.value.set(neutral());
  return made;
}

void Accumulation::addChunk(Accumulator& to, const Parts& value, const Parts& lost) {
  addBlock(to, value);
  if (!to.lost) return;
  Parts sums = to.lost->get();
  for (size_t k = 0; k < sums.size(); ++k) sums[k] = f.b.CreateFAdd(sums[k], lost[k]);
  to.lost->set(sums);
}

void Accumulation::addBlock(Accumulator& to, PartsRef block) {
  if (!to.lost) return to.value.set(combine(to.value.get(), block, false));
  llvm::IRBuilder<>& b = f.b;
  const Parts sum = to.value.get(), lost = to.lost->get();
  Parts next, next_lost;
  for (size_t k = 0; k < sum.size(); ++k) {
    llvm::Value* total = b.CreateFAdd(sum[k], block[k]);
    llvm::Value* of_block = b.CreateFSub(total, sum[k]);
    llvm::Value* error = b.CreateFAdd(b.CreateFSub(sum[k], b.CreateFSub(total, of_block)), b.CreateFSub(block[k], of_block));
    next.push_back(total);
    next_lost.push_back(b.CreateFAdd(lost[k], error));
  }
  to.value.set(next);
  to.lost->set(next_lost);
}

// Infinities have no rounding errors.
Parts Accumulation::finish(Accumulator& from) {
  Parts total = from.value.get();
  if (from.lost) {
    const Parts lost = from.lost->get();
    for (size_t k = 0; k < total.size(); ++k) {
      llvm::Value* is_number = f.b.CreateFCmpORD(lost[k], lost[k]);
      total[k] = f.b.CreateSelect(is_number, f.b.CreateFAdd(total[k], lost[k]), total[k]);
    }
  }
  return isBlocked() ? combine(f.parts(f.inst(id_).operands[1]), total, false) : total;
}

// Over a nest of axes from the addresses on.
void Accumulation::reduceNest(Accumulator& accumulator, PartsRef starts, PartsRef shape, llvm::ArrayRef<Parts> strides) {
  const bool may_be_short = shape.size() == 1 && !f.loops.open.empty();
  if (may_be_short) {
    Parts steps;
    for (const Parts& each : strides) steps.push_back(each.back());
    return reduceShortRow(accumulator, starts, steps, shape[0]);
  }
  forEachIndex(f, shape.drop_back(), [&](PartsRef indices) {
    const Parts rows = addressesOf(starts, strides, indices);
    Parts steps;
    for (const Parts& each : strides) steps.push_back(each.back());
    reduceRow(accumulator, rows, steps, shape.back());
  });
}

Parts Accumulation::addressesOf(PartsRef starts, llvm::ArrayRef<Parts> strides, PartsRef indices) {
  Parts addresses(starts.begin(), starts.end());
  for (size_t k = 0; k < addresses.size(); ++k) {
    for (size_t axis = 0; axis < indices.size(); ++axis) {
      llvm::Value* step = f.b.CreateMul(indices[axis], strides[k][axis], "", false, true);
      addresses[k] = f.b.CreateInBoundsGEP(f.b.getInt8Ty(), addresses[k], step);
    }
  }
  return addresses;
}

void Accumulation::reduceRow(Accumulator& accumulator, PartsRef rows, PartsRef steps, llvm::Value* length) {
  llvm::IRBuilder<>& b = f.b;
  llvm::Value* is_unit = areUnits(steps);
  llvm::Value* size = isBlocked() ? b.CreateSelect(is_unit, f.word(kBlock), f.word(kStridedBlock)) : f.word(kStrip);
  // What is left over after whole vectors would be added to their sum one by one: it goes into short blocks of its own.
  llvm::Value* tail = isBlocked() ? b.CreateAnd(length, f.word(vectorSpan() - 1)) : f.word(0);
  llvm::Value* body = b.CreateSub(length, tail);
  llvm::Value* whole = b.CreateUDiv(b.CreateAdd(body, b.CreateSub(size, f.word(1))), size);
  llvm::Value* pieces = b.CreateUDiv(b.CreateAdd(tail, f.word(kTailBlock - 1)), f.word(kTailBlock));
  llvm::Value* stretches = b.CreateAdd(whole, pieces);
  forEachIndex(f, {stretches}, [&](PartsRef stretch) {
    f.poll(ir::Poll::Strip, ir::Poll::Strip);
    llvm::Value* is_body = b.CreateICmpULT(stretch[0], whole);
    llvm::Value* in_tail = b.CreateMul(b.CreateSub(stretch[0], whole), f.word(kTailBlock));
    llvm::Value* done = b.CreateSelect(is_body, b.CreateMul(stretch[0], size, "", true, true), b.CreateAdd(body, in_tail));
    llvm::Value* rest = b.CreateSub(b.CreateSelect(is_body, body, length), done);
    llvm::Value* most = b.CreateSelect(is_body, size, f.word(kTailBlock));
    llvm::Value* count = b.CreateBinaryIntrinsic(llvm::Intrinsic::umin, rest, most);
    Parts starts;
    for (size_t k = 0; k < rows.size(); ++k) {
      starts.push_back(b.CreateInBoundsGEP(b.getInt8Ty(), rows[k], b.CreateMul(done, steps[k], "", false, true)));
    }
    const Parts initial = isBlocked() ? neutral() : accumulator.value.get();
    const auto take = [&](bool unit) {
      const Parts sum = reduceStretch(starts, steps, unit ? Stretch::Unit : Stretch::Strided, count, initial);
      if (isBlocked()) addBlock(accumulator, sum);
      else accumulator.value.set(sum);
    };
    byUnit(is_unit, take);
  });
}

// The only row, in a loop: what is done once for a long one is a good part of a short one. Its sum, the first of all,
// has no rounding error to be kept.
void Accumulation::reduceShortRow(Accumulator& accumulator, PartsRef rows, PartsRef steps, llvm::Value* length) {
  llvm::BasicBlock* few = f.newBlock("few");
  llvm::BasicBlock* many = f.newBlock("many");
  llvm::BasicBlock* end = f.newBlock("row.end");
  f.b.CreateCondBr(f.b.CreateICmpULT(length, f.word(kFewElements)), few, many);
  f.b.SetInsertPoint(few);
  accumulator.value.set(reduceStretch(rows, steps, Stretch::Few, length, accumulator.value.get()));
  f.b.CreateBr(end);
  f.b.SetInsertPoint(many);
  reduceRow(accumulator, rows, steps, length);
  f.b.CreateBr(end);
  f.b.SetInsertPoint(end);
}

void Accumulation::byUnit(llvm::Value* is_unit, llvm::function_ref<void(bool)> emit) {
  llvm::IRBuilder<>& b = f.b;
  if (is_unit == b.getTrue()) return emit(true);
  llvm::BasicBlock* unit = f.newBlock("unit");
  llvm::BasicBlock* strided = f.newBlock("strided");
  llvm::BasicBlock* end = f.newBlock("stretch.end");
  b.CreateCondBr(is_unit, unit, strided);
  b.SetInsertPoint(unit);
  emit(true);
  b.CreateBr(end);
  b.SetInsertPoint(strided);
  emit(false);
  b.CreateBr(end);
  b.SetInsertPoint(end);
}

llvm::Value* Accumulation::areUnits(PartsRef steps) {
  llvm::Value* all = f.b.getTrue();
  for (size_t k = 0; k < inputs.size(); ++k) {
    all = f.b.CreateAnd(all, f.b.CreateICmpEQ(steps[k], f.word(ir::dtypeBytes(inputs[k].dtype))));
  }
  return all;
}

}  // namespace krait::lower
