// Reductions as loop nests, in one of three forms:
//
//   all axes             one accumulator; the axes in any order
//   the innermost goes   an accumulator for each element of the result, over the reduced axes inside
//   the innermost stays  the result itself accumulates: row upon row is combined with a row of it
#include "codegen/lower/accumulation.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/element_nest.h"
#include "codegen/lower/outline.h"
#include "codegen/lower/symbols.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kColumns = 64;  // of a result, for one thread at least
constexpr uint32_t kNeedsElements = uint32_t{1} << 31;

class ReduceLowering {
 public:
  ReduceLowering(FunctionLowering& lowering, InstId id)
      : f(lowering), id_(id), over_(lowering, id), result_(f.inst(id).results[0]), axes_(f.inst(id).attribute & ~kNeedsElements),
        shape_(f.parts(f.inst(id).operands[0])) {
    for (size_t k = 2; k < f.inst(id).operands.size(); ++k) addInput(f.inst(id).operands[k]);
  }

  void lower() {
    if ((f.inst(id_).attribute & kNeedsElements) != 0) checkNotEmpty();
    if (f.typeData(result_).kind != ir::TypeKind::Array) return reduceAll();
    const Parts result = makeResult();
    if (isReduced(innermost())) {
      reduceInner(result);
    } else {
      fillWithInitial(f.typeData(result_), result);
      accumulateRows(result);
    }
  }

 private:
  using Input = Accumulation::Input;

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
    is_fortran_ = over_.inputs.empty() && type.layout == Layout::F && type.ndim == ndim;
    over_.inputs.push_back(std::move(input));
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
    // NumPy minds also where the result has no elements, because another axis is empty, too.
    std::string_view name = functionRow(static_cast<FunctionId>(f.inst(over_.combinationCall()).attribute)).name;
    name.remove_prefix(name.rfind('.') + 1);
    const std::string text = "zero-size array to reduction operation " + std::string(name) + " which has no identity";
    f.raiseIf(f.b.CreateICmpEQ(count, f.word(0)), kr_error_value_error, {f.text(text)});
  }

  // ---- The three forms

  void reduceAll() {
    Parts shape = shape_;
    std::vector<Parts> strides;
    Parts starts;
    for (const Input& input : over_.inputs) strides.push_back(input.strides), starts.push_back(input.data);
    if (shape.empty()) shape.push_back(f.word(1)), llvm::for_each(strides, [&](Parts& each) { each.push_back(f.word(0)); });
    if (shape.size() > 1) planned(shape, strides);
    if (isParallel() && over_.isSeparable()) return reduceAllInChunks(starts, shape, strides);
    Accumulator accumulator = over_.makeAccumulator();
    over_.reduceNest(accumulator, starts, shape, strides);
    f.define(result_, toResult(over_.finish(accumulator)));
  }

  // ---- On several threads, in functions with parallel=True

  [[nodiscard]] bool isParallel() const { return f.function.parallel && !f.is_piece; }

  llvm::Value* productOf(PartsRef extents) {
    llvm::Value* product = f.word(1);
    for (llvm::Value* extent : extents) product = f.b.CreateMul(product, extent);
    return product;
  }

  // Each chunk is a stretch of the outermost axis and gives its accumulator.
  void reduceAllInChunks(PartsRef starts, PartsRef shape, llvm::ArrayRef<Parts> strides) {
    Outlined piece(f, id_, "reduction");
    piece.captureOutside(id_);
    ReduceLowering inner(piece.inner(), id_);
    std::vector<Parts> steps;
    for (const Parts& each : strides) steps.push_back(piece.capture(each));
    const size_t slots = inner.reduceStretch(piece, piece.capture(starts), piece.capture(shape), steps);
    const Outlined::Run run = piece.run(shape[0], slots, f.word(0), productOf(shape.drop_front()));
    Accumulator total = over_.makeAccumulator();
    forEachIndex(f, {run.chunks}, [&](PartsRef chunk) {
      llvm::Value* first = f.b.CreateInBoundsGEP(f.i64(), dataOfBuffer(f, run.results), f.b.CreateMul(chunk[0], f.word(static_cast<int64_t>(slots))));
      unsigned next = 0;
      const auto load = [&](const Parts& like) {
        Parts parts;
        for (llvm::Value* part : like) parts.push_back(loadSlot(f.b, part->getType(), first, next++));
        return parts;
      };
      const Parts value = load(total.value.get());
      over_.addChunk(total, value, total.lost ? load(total.lost->get()) : Parts());
    });
    f.callRuntime("kr_buffer_release", {f.context, run.results});
    f.define(result_, toResult(over_.finish(total)));
  }

  // In the piece; gives the number of slots of what comes out.
  size_t reduceStretch(Outlined& piece, Parts starts, Parts shape, llvm::ArrayRef<Parts> strides) {
    for (size_t k = 0; k < starts.size(); ++k) {
      starts[k] = f.b.CreateInBoundsGEP(f.b.getInt8Ty(), starts[k], f.b.CreateMul(piece.first(), strides[k][0], "", false, true));
    }
    shape[0] = f.b.CreateSub(piece.limit(), piece.first(), "", true, true);
    Accumulator accumulator = over_.makeChunkAccumulator();
    over_.reduceNest(accumulator, starts, shape, strides);
    Parts out = accumulator.value.get();
    if (accumulator.lost) out.append(accumulator.lost->get());
    for (unsigned k = 0; k < out.size(); ++k) storeSlot(f.b, out[k], piece.results(), k);
    piece.finish();
    return out.size();
  }

  // A stretch of what the result is made along: its first axis, or 64 of its columns at a time. The result is made already.
  using Stretch = llvm::function_ref<void(ReduceLowering&, llvm::Value* first, llvm::Value* limit)>;

  void overStretches(llvm::Value* count, llvm::Value* elements, Stretch reduce) {
    if (!isParallel()) return reduce(*this, f.word(0), count);
    Outlined piece(f, id_, "reduction");
    piece.captureOutside(id_);
    piece.capture(result_);
    ReduceLowering inner(piece.inner(), id_);
    reduce(inner, piece.first(), piece.limit());
    piece.finish();
    piece.runElements(count, elements);
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
    return convertNumber(f, value, over_.accumulated, {type.dtype, false});
  }

  // Strides in whose order NumPy would lay out the expression that is reduced.
  [[nodiscard]] Parts orderOfInputs() {
    if (over_.inputs.size() == 1) return over_.inputs[0].strides;
    Parts all;
    for (const Input& input : over_.inputs) all.append(input.strides.begin(), input.strides.end());
    const int64_t ndim = static_cast<int64_t>(shape_.size());
    llvm::Value* order = f.allocaAtEntry(f.i64(), static_cast<int>(ndim));
    const int64_t count = static_cast<int64_t>(over_.inputs.size());
    f.callRuntime("kr_order_like", {f.word(ndim), f.word(count), spillWords(f, all), order});
    return loadWords(f, order, 0, shape_.size());
  }

  // A new array for the result: over the axes that stay, in the order of the input's memory.
  Parts makeResult() {
    const ir::Type& type = f.typeData(result_);
    const bool is_ordered = type.layout == Layout::Strided && type.ndim > 1;
    const Parts strides = is_ordered ? orderOfInputs() : over_.inputs[0].strides;
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

  void reduceInner(const Parts& result) {
    const Split axes = split();
    if (axes.kept.empty()) return reduceInnerOf(result, nullptr, nullptr);
    const size_t outer = axes.kept.front();
    Parts others;
    for (size_t axis = 0; axis < shape_.size(); ++axis) {
      if (axis != outer) others.push_back(shape_[axis]);
    }
    overStretches(shape_[outer], productOf(others), [](ReduceLowering& own, llvm::Value* first, llvm::Value* limit) {
      own.reduceInnerOf(own.f.parts(own.result_), first, limit);
    });
  }

  void reduceInnerOf(const Parts& result, llvm::Value* first, llvm::Value* limit) {
    const ir::Type& type = f.typeData(result_);
    const ArrayView array{result, type.ndim};
    const Split axes = split();
    std::vector<Parts> kept_strides, reduced_strides;
    Parts data;
    for (const Input& input : over_.inputs) {
      kept_strides.push_back(pick(input.strides, axes.kept));
      reduced_strides.push_back(pick(input.strides, axes.reduced));
      data.push_back(input.data);
    }
    Accumulator accumulator = over_.makeAccumulator();
    const Parts start = over_.isBlocked() ? over_.neutral() : f.parts(f.inst(id_).operands[1]);
    Parts extents = pick(shape_, axes.kept);
    if (first) extents[0] = f.b.CreateSub(limit, first, "", true, true);
    forEachIndex(f, extents, [&](PartsRef from_first) {
      Parts indices(from_first.begin(), from_first.end());
      if (first) indices[0] = f.b.CreateAdd(indices[0], first, "", true, true);
      accumulator.value.set(start);
      if (accumulator.lost) accumulator.lost->set(f.emptyParts(f.type(f.function[over_.combination].parameters[0])));
      over_.reduceNest(accumulator, over_.addressesOf(data, kept_strides, indices), pick(shape_, axes.reduced), reduced_strides);
      Parts place(indices.size());
      for (size_t k = 0; k < indices.size(); ++k) place[placeInResult(axes.kept[k])] = indices[k];
      storeElement(f, type.dtype, elementAddress(f, type, array, place), toResult(over_.finish(accumulator)));
    });
  }

  // Rows are split among threads, never the sum of a column: it keeps its order.
  void accumulateRows(const Parts& result) {
    llvm::Value* length = shape_[axesInOrder().back()];
    llvm::Value* units = f.b.CreateUDiv(f.b.CreateAdd(length, f.word(kColumns - 1)), f.word(kColumns));
    if (!isParallel()) return accumulateColumns(result, f.word(0), length);
    Parts others;
    for (const size_t axis : axesInOrder()) others.push_back(shape_[axis]);
    others.back() = f.word(kColumns);
    overStretches(units, productOf(others), [](ReduceLowering& own, llvm::Value* first, llvm::Value* limit) {
      llvm::IRBuilder<>& b = own.f.b;
      llvm::Value* end = b.CreateMul(limit, own.f.word(kColumns), "", true, true);
      llvm::Value* most = own.shape_[own.axesInOrder().back()];
      own.accumulateColumns(own.f.parts(own.result_), b.CreateMul(first, own.f.word(kColumns), "", true, true),
                            b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, end, most));
    });
  }

  void accumulateColumns(const Parts& result, llvm::Value* first, llvm::Value* limit) {
    const ir::Type& type = f.typeData(result_);
    const std::vector<size_t> order = axesInOrder();
    std::vector<Parts> strides;
    Parts data;
    for (const Input& input : over_.inputs) strides.push_back(pick(input.strides, order)), data.push_back(input.data);
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
    for (size_t k = 0; k < data.size(); ++k) {
      data[k] = f.b.CreateInBoundsGEP(f.b.getInt8Ty(), data[k], f.b.CreateMul(first, strides[k].back(), "", false, true));
    }
    Parts shape = pick(shape_, order);
    shape.back() = f.b.CreateSub(limit, first, "", true, true);
    forEachIndex(f, PartsRef(shape).drop_back(), [&](PartsRef indices) {
      f.poll(ir::Poll::Strip, ir::Poll::Strip);
      combineRow(type.dtype, over_.addressesOf(data, strides, indices), strides, shape.back());
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
    llvm::Value* is_unit = f.b.CreateAnd(over_.areUnits(steps), f.b.CreateICmpEQ(steps.back(), f.word(ir::dtypeBytes(dtype))));
    over_.byUnit(is_unit, [&](bool unit) { emitRow(dtype, rows, steps, unit, length); });
  }

  void emitRow(ir::DType dtype, PartsRef rows, PartsRef steps, bool is_unit, llvm::Value* length) {
    ElementNest nest(f, {length});
    for (size_t k = 0; k < over_.inputs.size(); ++k) nest.addRow(over_.inputs[k].dtype, rows[k], steps[k], is_unit);
    nest.addRow(dtype, rows.back(), steps.back(), is_unit);
    nest.emit([&] {
      const std::vector<ValueId>& parameters = f.function[over_.elements].parameters;
      for (size_t k = 0; k < parameters.size(); ++k) f.define(parameters[k], nest.load(k));
      f.lowerBlock(over_.elements);
      const Parts element = f.parts(f.inst(f.function[over_.elements].insts.back()).operands[0]);
      const Parts old = convertNumber(f, nest.load(over_.inputs.size()), {dtype, false}, over_.accumulated);
      nest.store(over_.inputs.size(), convertNumber(f, over_.combine(old, element, false), over_.accumulated, {dtype, false}));
    });
  }

  FunctionLowering& f;
  const InstId id_;
  Accumulation over_;
  const ValueId result_;
  const uint32_t axes_;
  const Parts shape_;
  bool is_fortran_ = false;
};

}  // namespace

void lower_reduce(FunctionLowering& f, InstId id) { ReduceLowering(f, id).lower(); }

// The rule makes a `reduce` of every call.
Parts lowerReduce(CallLowering&) { CHECK(false, "a reduction is an op"); }

}  // namespace krait::lower
