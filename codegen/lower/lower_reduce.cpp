// Reductions as loop nests, in one of three forms:
//
//   all axes             one accumulator; the axes in any order
//   the innermost goes   an accumulator for each element of the result, over the reduced axes inside
//   the innermost stays  the result itself accumulates: row upon row is combined with a row of it
//
// Sums and products of floats that have an accumulator may be reassociated within blocks of kBlock elements, so that they are
// vectorised; the sums of blocks are added with their rounding errors kept apart (Knuth's two-sum). That is more accurate
// than NumPy's pairwise summation, and does not depend on the number of threads. Elements that are not neighbours are not
// worth vectors; their blocks are shorter, because fewer accumulators share them.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/element_nest.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kBlock = 256;
constexpr int64_t kStridedBlock = 256;
constexpr int64_t kTailBlock = 16;
constexpr int64_t kStrip = 32768;
constexpr uint32_t kAccumulators = 8;
constexpr uint32_t kNeedsElements = uint32_t{1} << 31;

// Accumulators that live in the function's frame until LLVM puts them into registers.
class Variable {
 public:
  Variable(FunctionLowering& lowering, PartsRef initial) : f(lowering) {
    for (llvm::Value* part : initial) places_.push_back(f.allocaAtEntry(part->getType(), 1));
    set(initial);
  }
  void set(PartsRef value) {
    for (size_t k = 0; k < places_.size(); ++k) f.b.CreateStore(value[k], places_[k]);
  }
  [[nodiscard]] Parts get() const {
    Parts parts;
    for (llvm::Value* place : places_) parts.push_back(f.b.CreateLoad(llvm::cast<llvm::AllocaInst>(place)->getAllocatedType(), place));
    return parts;
  }

 private:
  FunctionLowering& f;
  Parts places_;
};

class ReduceLowering {
 public:
  ReduceLowering(FunctionLowering& lowering, InstId id)
      : f(lowering), id_(id), elements_(f.inst(id).regions[0]), combination_(f.inst(id).regions[1]),
        result_(f.inst(id).results[0]), axes_(f.inst(id).attribute & ~kNeedsElements),
        accumulated_(numberOf(f.ir_module, f.type(f.function[combination_].parameters[0]))),
        shape_(f.parts(f.inst(id).operands[0])) {
    for (size_t k = 2; k < f.inst(id).operands.size(); ++k) addInput(f.inst(id).operands[k]);
  }

  void lower() {
    if ((f.inst(id_).attribute & kNeedsElements) != 0) checkNotEmpty();
    if (f.typeData(result_).kind != ir::TypeKind::Array) return reduceAll();
    if (isReduced(innermost())) {
      reduceInner();
    } else {
      accumulateRows();
    }
  }

 private:
  struct Input {
    ir::DType dtype;
    llvm::Value* data;
    Parts strides;  // one for each axis of the shape
  };

  void addInput(ValueId value) {
    const ir::Type& type = f.typeData(value);
    const ArrayView array{f.parts(value), type.ndim};
    const int ndim = static_cast<int>(shape_.size());
    Input input{type.dtype, array.data(), {}};
    for (int axis = 0; axis < ndim; ++axis) {
      const int own = type.ndim - ndim + axis;
      llvm::Value* stride = own < 0 ? f.word(0) : array.stride(own);
      const bool is_row = own >= 0 && own == type.ndim - 1 && (type.layout == Layout::C || type.layout == Layout::Rows);
      if (is_row) stride = f.word(ir::dtypeBytes(type.dtype));
      llvm::Value* extent = shape_[static_cast<size_t>(axis)];
      const bool runs = own < 0 || array.extent(own) == extent;
      input.strides.push_back(runs ? stride : f.b.CreateSelect(f.b.CreateICmpEQ(array.extent(own), extent), stride, f.word(0)));
    }
    is_fortran_ = inputs_.empty() && type.layout == Layout::F && type.ndim == ndim;
    inputs_.push_back(std::move(input));
  }

  [[nodiscard]] bool isReduced(size_t axis) const { return (axes_ >> axis & 1) != 0; }
  // The axis along which the first input goes on in memory, as far as its type says.
  [[nodiscard]] size_t innermost() const { return is_fortran_ ? 0 : shape_.size() - 1; }
  [[nodiscard]] std::vector<size_t> axesInOrder() const {
    std::vector<size_t> order;
    for (size_t k = 0; k < shape_.size(); ++k) order.push_back(is_fortran_ ? shape_.size() - 1 - k : k);
    return order;
  }

  void checkNotEmpty() {
    llvm::Value* count = f.word(1);
    for (size_t axis = 0; axis < shape_.size(); ++axis) {
      if (isReduced(axis)) count = f.b.CreateMul(count, shape_[axis]);
    }
    // NumPy minds only if there is an element of the result that lacks elements.
    std::string_view name = functionRow(static_cast<FunctionId>(f.inst(combinationCall()).attribute)).name;
    name.remove_prefix(name.rfind('.') + 1);
    const std::string text = "zero-size array to reduction operation " + std::string(name) + " which has no identity";
    llvm::Value* is_empty = f.b.CreateICmpEQ(count, f.word(0));
    for (size_t axis = 0; axis < shape_.size(); ++axis) {
      if (!isReduced(axis)) is_empty = f.b.CreateAnd(is_empty, f.b.CreateICmpNE(shape_[axis], f.word(0)));
    }
    f.raiseIf(is_empty, kr_error_value_error, {f.text(text)});
  }

  [[nodiscard]] InstId combinationCall() const { return *(f.function[combination_].insts.end() - 2); }

  // Sums and products of floats: what is worth reassociating.
  [[nodiscard]] bool isBlocked() const {
    const bool is_float = accumulated_.isFloat() || accumulated_.isComplex();
    return is_float && (combineOp() == Op::add || combineOp() == Op::mul);
  }
  // Elements that the vectorised loop takes at a time, at most: four vectors of 64 bytes.
  [[nodiscard]] int64_t vectorSpan() const { return 4 * 64 / ir::dtypeBytes(partDType(accumulated_.dtype)); }
  [[nodiscard]] Op combineOp() const { return f.inst(combinationCall()).op; }

  [[nodiscard]] Parts neutral() const {
    Parts parts = f.emptyParts(f.type(f.function[combination_].parameters[0]));
    if (combineOp() == Op::mul) parts[0] = llvm::ConstantFP::get(parts[0]->getType(), 1.0);
    return parts;
  }

  // The greatest or least float, as an intrinsic: unlike the ufunc's comparisons, LLVM reduces it in vectors. Which of two
  // zeros it takes is left open, so it does not depend on their order.
  [[nodiscard]] std::optional<llvm::Intrinsic::ID> extremeIntrinsic() const {
    if (!accumulated_.isFloat() || combineOp() != Op::call_builtin) return std::nullopt;
    const std::string_view name = functionRow(static_cast<FunctionId>(f.inst(combinationCall()).attribute)).name;
    if (name == "numpy.maximum") return llvm::Intrinsic::maximum;
    if (name == "numpy.minimum") return llvm::Intrinsic::minimum;
    return std::nullopt;
  }

  Parts combine(PartsRef accumulator, PartsRef value, bool reassociates) {
    if (const auto intrinsic = extremeIntrinsic()) {
      auto* extreme = llvm::cast<llvm::Instruction>(f.b.CreateBinaryIntrinsic(*intrinsic, accumulator[0], value[0]));
      extreme->setHasNoSignedZeros(true);
      return {extreme};
    }
    const std::vector<ValueId>& parameters = f.function[combination_].parameters;
    f.define(parameters[0], Parts(accumulator.begin(), accumulator.end()));
    f.define(parameters[1], Parts(value.begin(), value.end()));
    const llvm::FastMathFlags flags = f.b.getFastMathFlags();
    if (reassociates) {
      llvm::FastMathFlags loose = flags;
      loose.setAllowReassoc();
      f.b.setFastMathFlags(loose);
    }
    f.lowerBlock(combination_);
    f.b.setFastMathFlags(flags);
    return f.parts(f.inst(f.function[combination_].insts.back()).operands[0]);
  }

  Parts elementAt(PartsRef addresses) {
    const std::vector<ValueId>& parameters = f.function[elements_].parameters;
    for (size_t k = 0; k < parameters.size(); ++k) f.define(parameters[k], loadElement(f, inputs_[k].dtype, addresses[k]));
    f.lowerBlock(elements_);
    return f.parts(f.inst(f.function[elements_].insts.back()).operands[0]);
  }

  // ---- An accumulator

  // Combines `count` elements from the addresses on, `strides` apart, with an accumulator.
  Parts reduceStretch(PartsRef starts, PartsRef strides, bool is_unit, llvm::Value* count, PartsRef initial) {
    llvm::IRBuilder<>& b = f.b;
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
    RunningOffsets offsets(f, is_unit ? 0 : inputs_.size(), before);
    b.CreateCondBr(b.CreateICmpULT(position, count), inside, end);
    b.SetInsertPoint(inside);
    Parts addresses;
    for (size_t k = 0; k < inputs_.size(); ++k) {
      llvm::Value* offset = is_unit ? b.CreateMul(position, f.word(ir::dtypeBytes(inputs_[k].dtype)), "", false, true) : offsets[k];
      addresses.push_back(b.CreateInBoundsGEP(b.getInt8Ty(), starts[k], offset));
    }
    const Parts element = elementAt(addresses);
    const Parts combined = combine(Parts(phis.begin(), phis.end()), element, isBlocked());
    for (size_t k = 0; k < phis.size(); ++k) phis[k]->addIncoming(combined[k], b.GetInsertBlock());
    if (!is_unit) offsets.advance(strides);
    position->addIncoming(b.CreateAdd(position, f.word(1), "", true, true), b.GetInsertBlock());
    llvm::BranchInst* again = b.CreateBr(head);
    if (!is_unit) interleave(again);
    b.SetInsertPoint(end);
    return Parts(phis.begin(), phis.end());
  }

  // Elements that are not neighbours are not worth vectors, but several accumulators hide what an addition waits for.
  void interleave(llvm::Instruction* branch) {
    llvm::LLVMContext& context = f.m.context();
    const auto property = [&](const char* name, uint32_t value) {
      return llvm::MDNode::get(context, {llvm::MDString::get(context, name), llvm::ConstantAsMetadata::get(f.b.getInt32(value))});
    };
    llvm::MDNode* loop = llvm::MDNode::getDistinct(
        context, {nullptr, property("llvm.loop.vectorize.width", 1), property("llvm.loop.interleave.count", kAccumulators)});
    loop->replaceOperandWith(0, loop);
    branch->setMetadata(llvm::LLVMContext::MD_loop, loop);
  }

  // An accumulator over a nest of axes; sums also keep what rounding took from them.
  struct Accumulator {
    Variable value;
    std::optional<Variable> lost;
  };

  Accumulator makeAccumulator() {
    const Parts start = isBlocked() ? neutral() : f.parts(f.inst(id_).operands[1]);
    Accumulator made{Variable(f, start), std::nullopt};
    if (isBlocked() && combineOp() == Op::add) made.lost.emplace(f, f.emptyParts(f.type(f.function[combination_].parameters[0])));
    return made;
  }

  void addBlock(Accumulator& to, PartsRef block) {
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
  Parts finish(Accumulator& from) {
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
  void reduceNest(Accumulator& accumulator, PartsRef starts, PartsRef shape, llvm::ArrayRef<Parts> strides) {
    forEachIndex(f, shape.drop_back(), [&](PartsRef indices) {
      const Parts rows = addressesOf(starts, strides, indices);
      Parts steps;
      for (const Parts& each : strides) steps.push_back(each.back());
      reduceRow(accumulator, rows, steps, shape.back());
    });
  }

  Parts addressesOf(PartsRef starts, llvm::ArrayRef<Parts> strides, PartsRef indices) {
    Parts addresses(starts.begin(), starts.end());
    for (size_t k = 0; k < addresses.size(); ++k) {
      for (size_t axis = 0; axis < indices.size(); ++axis) {
        llvm::Value* step = f.b.CreateMul(indices[axis], strides[k][axis], "", false, true);
        addresses[k] = f.b.CreateInBoundsGEP(f.b.getInt8Ty(), addresses[k], step);
      }
    }
    return addresses;
  }

  void reduceRow(Accumulator& accumulator, PartsRef rows, PartsRef steps, llvm::Value* length) {
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
        const Parts sum = reduceStretch(starts, steps, unit, count, initial);
        if (isBlocked()) addBlock(accumulator, sum);
        else accumulator.value.set(sum);
      };
      byUnit(is_unit, take);
    });
  }

  void byUnit(llvm::Value* is_unit, llvm::function_ref<void(bool)> emit) {
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

  [[nodiscard]] llvm::Value* areUnits(PartsRef steps) {
    llvm::Value* all = f.b.getTrue();
    for (size_t k = 0; k < inputs_.size(); ++k) {
      all = f.b.CreateAnd(all, f.b.CreateICmpEQ(steps[k], f.word(ir::dtypeBytes(inputs_[k].dtype))));
    }
    return all;
  }

  // ---- The three forms

  void reduceAll() {
    Parts shape = shape_;
    std::vector<Parts> strides;
    Parts starts;
    for (const Input& input : inputs_) strides.push_back(input.strides), starts.push_back(input.data);
    if (shape.empty()) shape.push_back(f.word(1)), llvm::for_each(strides, [&](Parts& each) { each.push_back(f.word(0)); });
    if (shape.size() > 1) planned(shape, strides);
    Accumulator accumulator = makeAccumulator();
    reduceNest(accumulator, starts, shape, strides);
    f.define(result_, toResult(finish(accumulator)));
  }

  void planned(Parts& shape, std::vector<Parts>& strides) {
    Parts all;
    for (const Parts& each : strides) all.append(each.begin(), each.end());
    llvm::Value* extents = spillWords(f, shape);
    llvm::Value* steps = spillWords(f, all);
    const size_t ndim = shape.size();
    f.callRuntime("kr_plan_loops", {f.word(static_cast<int64_t>(ndim)), f.word(static_cast<int64_t>(strides.size())), extents, steps});
    shape = loadWords(f, extents, 0, ndim);
    for (size_t k = 0; k < strides.size(); ++k) strides[k] = loadWords(f, steps, k * ndim, ndim);
  }

  [[nodiscard]] Parts toResult(PartsRef value) {
    const ir::Type& type = f.typeData(result_);
    return convertNumber(f, value, accumulated_, {type.dtype, false});
  }

  // Strides in whose order NumPy would lay out the expression that is reduced.
  [[nodiscard]] Parts orderOfInputs() {
    if (inputs_.size() == 1) return inputs_[0].strides;
    Parts all;
    for (const Input& input : inputs_) all.append(input.strides.begin(), input.strides.end());
    const int64_t ndim = static_cast<int64_t>(shape_.size());
    llvm::Value* order = f.allocaAtEntry(f.i64(), static_cast<int>(ndim));
    const int64_t count = static_cast<int64_t>(inputs_.size());
    f.callRuntime("kr_order_like", {f.word(ndim), f.word(count), spillWords(f, all), order});
    return loadWords(f, order, 0, shape_.size());
  }

  // A new array for the result: over the axes that stay, in the order of the input's memory.
  Parts makeResult() {
    const ir::Type& type = f.typeData(result_);
    const bool is_ordered = type.layout == Layout::Strided && type.ndim > 1;
    const Parts strides = is_ordered ? orderOfInputs() : inputs_[0].strides;
    Parts shape, order;
    for (size_t axis = 0; axis < shape_.size(); ++axis) {
      if (isReduced(axis)) continue;
      shape.push_back(shape_[axis]);
      order.push_back(strides[axis]);
    }
    Parts result = newArray(f, type, shape, order, false);
    f.define(result_, result);
    return result;
  }

  // Axes that stay, and those that go, in the order in which the loops are nested.
  struct Split {
    std::vector<size_t> kept, reduced;
  };
  [[nodiscard]] Split split() const {
    Split axes;
    for (const size_t axis : axesInOrder()) (isReduced(axis) ? axes.reduced : axes.kept).push_back(axis);
    return axes;
  }

  [[nodiscard]] Parts pick(PartsRef all, const std::vector<size_t>& axes) const {
    Parts picked;
    for (const size_t axis : axes) picked.push_back(all[axis]);
    return picked;
  }

  // Where an axis of the shape is among the axes of the result.
  [[nodiscard]] size_t placeInResult(size_t axis) const { return axis - static_cast<size_t>(__builtin_popcount(axes_ & ((1U << axis) - 1))); }

  void reduceInner() {
    const Parts result = makeResult();
    const ir::Type& type = f.typeData(result_);
    const ArrayView array{result, type.ndim};
    const Split axes = split();
    std::vector<Parts> kept_strides, reduced_strides;
    Parts data;
    for (const Input& input : inputs_) {
      kept_strides.push_back(pick(input.strides, axes.kept));
      reduced_strides.push_back(pick(input.strides, axes.reduced));
      data.push_back(input.data);
    }
    Accumulator accumulator = makeAccumulator();
    const Parts start = isBlocked() ? neutral() : f.parts(f.inst(id_).operands[1]);
    forEachIndex(f, pick(shape_, axes.kept), [&](PartsRef indices) {
      accumulator.value.set(start);
      if (accumulator.lost) accumulator.lost->set(f.emptyParts(f.type(f.function[combination_].parameters[0])));
      reduceNest(accumulator, addressesOf(data, kept_strides, indices), pick(shape_, axes.reduced), reduced_strides);
      Parts place(indices.size());
      for (size_t k = 0; k < indices.size(); ++k) place[placeInResult(axes.kept[k])] = indices[k];
      storeElement(f, type.dtype, elementAddress(f, type, array, place), toResult(finish(accumulator)));
    });
  }

  void accumulateRows() {
    const Parts result = makeResult();
    const ir::Type& type = f.typeData(result_);
    fillWithInitial(type, result);
    const std::vector<size_t> order = axesInOrder();
    std::vector<Parts> strides;
    Parts data;
    for (const Input& input : inputs_) strides.push_back(pick(input.strides, order)), data.push_back(input.data);
    Parts own;  // of the result, which stays where it is along the reduced axes
    const ArrayView array{result, type.ndim};
    for (const size_t axis : order) {
      const bool is_row = type.layout == Layout::C && !isReduced(axis) && placeInResult(axis) + 1 == type.ndim;
      own.push_back(isReduced(axis) ? f.word(0)
                    : is_row        ? f.word(ir::dtypeBytes(type.dtype))
                                    : array.stride(static_cast<int>(placeInResult(axis))));
    }
    strides.push_back(own);
    data.push_back(array.data());
    const Parts shape = pick(shape_, order);
    forEachIndex(f, PartsRef(shape).drop_back(), [&](PartsRef indices) {
      f.poll(ir::Poll::Strip, ir::Poll::Strip);
      combineRow(type.dtype, addressesOf(data, strides, indices), strides, shape.back());
    });
  }

  void fillWithInitial(const ir::Type& type, PartsRef result) {
    const Parts initial = toResult(f.parts(f.inst(id_).operands[1]));
    llvm::Value* count = f.word(1);
    for (size_t axis = 0; axis < type.ndim; ++axis) count = f.b.CreateMul(count, result[2 + axis], "", true, true);
    forEachIndex(f, {count}, [&](PartsRef position) {
      llvm::Value* offset = f.b.CreateMul(position[0], f.word(ir::dtypeBytes(type.dtype)), "", true, true);
      storeElement(f, type.dtype, f.b.CreateInBoundsGEP(f.b.getInt8Ty(), result[1], offset), initial);
    });
  }

  // One row of the input upon a row of the result. The elements of a row do not depend on each other.
  void combineRow(ir::DType dtype, PartsRef rows, llvm::ArrayRef<Parts> strides, llvm::Value* length) {
    Parts steps;
    for (const Parts& each : strides) steps.push_back(each.back());
    llvm::Value* is_unit = f.b.CreateAnd(areUnits(steps), f.b.CreateICmpEQ(steps.back(), f.word(ir::dtypeBytes(dtype))));
    byUnit(is_unit, [&](bool unit) { emitRow(dtype, rows, steps, unit, length); });
  }

  void emitRow(ir::DType dtype, PartsRef rows, PartsRef steps, bool is_unit, llvm::Value* length) {
    ElementNest nest(f, {length});
    for (size_t k = 0; k < inputs_.size(); ++k) nest.addRow(inputs_[k].dtype, rows[k], steps[k], is_unit);
    nest.addRow(dtype, rows.back(), steps.back(), is_unit);
    nest.emit([&] {
      const std::vector<ValueId>& parameters = f.function[elements_].parameters;
      for (size_t k = 0; k < parameters.size(); ++k) f.define(parameters[k], nest.load(k));
      f.lowerBlock(elements_);
      const Parts element = f.parts(f.inst(f.function[elements_].insts.back()).operands[0]);
      const Parts old = convertNumber(f, nest.load(inputs_.size()), {dtype, false}, accumulated_);
      nest.store(inputs_.size(), convertNumber(f, combine(old, element, false), accumulated_, {dtype, false}));
    });
  }

  FunctionLowering& f;
  const InstId id_;
  const BlockId elements_, combination_;
  const ValueId result_;
  const uint32_t axes_;
  const Number accumulated_;
  const Parts shape_;
  std::vector<Input> inputs_;
  bool is_fortran_ = false;
};

}  // namespace

void lower_reduce(FunctionLowering& f, InstId id) { ReduceLowering(f, id).lower(); }

// The rule makes a `reduce` of every call.
Parts lowerReduce(CallLowering&) { CHECK(false, "a reduction is an op"); }

}  // namespace krait::lower
