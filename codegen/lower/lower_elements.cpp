// Array expressions: the shapes they run over, and map and map_into as loop nests.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/element_nest.h"
#include "codegen/lower/parallel_elements.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Layout;
using ir::TypeKind;
using ir::ValueId;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// The extents of an array, or of a shape.
Parts extentsOf(FunctionLowering& f, ValueId value) {
  const ir::Type& type = f.typeData(value);
  const PartsRef parts = f.parts(value);
  if (type.kind != TypeKind::Array) return Parts(parts.begin(), parts.end());
  const PartsRef shape = parts.slice(2, type.ndim);
  return Parts(shape.begin(), shape.end());
}

llvm::Value* areSame(FunctionLowering& f, const std::vector<Parts>& shapes, PartsRef longest) {
  llvm::Value* same = f.b.getTrue();
  for (const Parts& shape : shapes) {
    for (size_t k = 0; k < shape.size(); ++k) {
      llvm::Value* extent = longest[longest.size() - shape.size() + k];
      if (extent != shape[k]) same = f.b.CreateAnd(same, f.b.CreateICmpEQ(extent, shape[k]));
    }
  }
  return same;
}

Parts broadcastAtRunTime(FunctionLowering& f, const std::vector<Parts>& shapes, size_t ndim) {
  Parts ndims, extents;
  for (const Parts& shape : shapes) {
    ndims.push_back(f.word(static_cast<int64_t>(shape.size())));
    extents.append(shape.begin(), shape.end());
  }
  llvm::Value* result = f.allocaAtEntry(f.i64(), static_cast<int>(ndim) + 1);
  f.callRuntime("kr_broadcast", {f.word(static_cast<int64_t>(shapes.size())), spillWords(f, ndims), spillWords(f, extents), result});
  return loadWords(f, result, 0, ndim);
}

// What a region is written for: its parameters are the elements of the operands.
void lowerRegion(FunctionLowering& f, ElementNest& nest, ir::BlockId region, size_t first_operand) {
  const std::vector<ValueId>& parameters = f.function[region].parameters;
  for (size_t k = 0; k < parameters.size(); ++k) f.define(parameters[k], nest.load(first_operand + k));
  f.lowerBlock(region);
}

const std::vector<ValueId>& given(FunctionLowering& f, ir::BlockId region) {
  return f.inst(f.function[region].insts.back()).operands;
}

// Strides in whose order the axes of the results lie: only looked at where the types leave that open.
Parts orderOfInputs(FunctionLowering& f, const ir::Type& result, ElementNest& inputs) {
  if (result.layout != Layout::Strided || result.ndim < 2) return Parts(result.ndim, f.word(0));
  llvm::Value* order = f.allocaAtEntry(f.i64(), result.ndim);
  f.callRuntime("kr_order_like", {f.word(result.ndim), f.word(static_cast<int64_t>(inputs.count())), inputs.spill().strides, order});
  return loadWords(f, order, 0, result.ndim);
}

std::vector<ValueId> inputsOf(FunctionLowering& f, InstId id) {
  const std::vector<ValueId>& operands = f.inst(id).operands;
  return {operands.begin() + static_cast<std::ptrdiff_t>(ir::operandsBeforeInputs(f.inst(id).op)), operands.end()};
}

bool isMadeBy(const ir::Function& function, ir::ValueId value, ir::Op op) {
  const ir::InstId made = function[value].inst;
  return made.valid() && function[made].op == op;
}

ir::ValueId operandOf(const ir::Function& function, ir::ValueId value, size_t k) {
  return function[function[value].inst].operands[k];
}

std::optional<int64_t> constantInt(const ir::Module& module, const ir::Function& function, ir::ValueId value) {
  if (!isMadeBy(function, value, ir::Op::constant)) return std::nullopt;
  const ir::Constant& constant = module.constants[function[function[value].inst].constant()];
  return constant.kind == ir::ConstKind::Int ? std::optional(constant.integer) : std::nullopt;
}

// Whether an array is a view whose last axis was cut to extent 1, or 0, by a slice of literals: `a[:, 0:1]`.
bool isThin(const ir::Module& module, const ir::Function& function, ir::ValueId array) {
  if (!isMadeBy(function, array, ir::Op::getitem)) return false;
  ir::ValueId key = operandOf(function, array, 1);
  if (isMadeBy(function, key, ir::Op::convert)) key = operandOf(function, key, 0);
  if (!isMadeBy(function, key, ir::Op::build_tuple)) return false;
  const std::vector<ir::ValueId>& parts = function[function[key].inst].operands;
  if (parts.empty() || !isMadeBy(function, parts.back(), ir::Op::build_slice)) return false;
  const std::optional<int64_t> start = constantInt(module, function, operandOf(function, parts.back(), 0));
  const std::optional<int64_t> stop = constantInt(module, function, operandOf(function, parts.back(), 1));
  return start && stop && *stop == *start + 1 && *stop != 0;
}

void addInputs(FunctionLowering& f, ElementNest& nest, InstId id) {
  for (const ValueId input : inputsOf(f, id)) {
    nest.addInput(f.typeData(input), f.parts(input), isThin(f.ir_module, f.function, input));
  }
}

// The element to store: as an assignment converts it, where the region gives another type.
Parts storedElement(FunctionLowering& f, ir::DType dtype, ValueId value) { return elementToStore(f, dtype, value); }

class MapInto {
 public:
  MapInto(FunctionLowering& lowering, InstId id)
      : f(lowering), id_(id), array_(f.inst(id).operands[0]), type_(f.typeData(array_)), region_(f.inst(id).regions[0]),
        nest_(lowering, extentsOf(lowering, array_)) {
    nest_.add(type_, f.parts(array_));
    addInputs(f, nest_, id);
  }

  void lower() {
    if (type_.readonly) return f.raise(kr_error_read_only);
    if (isCopy()) return copy();
    if (isFill()) return fill();
    if (mayOverlap()) {
      throughCopy();
    } else {
      emit();
    }
  }

 private:
  [[nodiscard]] bool isMasked() const { return given(f, region_).size() == 2; }

  // `a[...] = b` of one dtype: little code for what the runtime does as fast, in a library function above all.
  [[nodiscard]] bool isCopy() const {
    const std::vector<ValueId>& parameters = f.function[region_].parameters;
    const bool gives_it = parameters.size() == 1 && !isMasked() && given(f, region_)[0] == parameters[0];
    return gives_it && type_.ndim > 0 && f.typeData(inputsOf(f, id_)[0]).dtype == type_.dtype;
  }

  void copy() {
    const ElementNest::Spilled spilled = nest_.spill();
    assignFrom(spilled.shape, spilled.strides, spilled.data);
  }

  // One element for all, in an array whose loop nest is more than one plain loop; or one that has to be checked, which the
  // pieces of a parallel loop would do over and over, and not at all for an array without elements.
  [[nodiscard]] bool isFill() const {
    const bool is_constant = f.function[region_].parameters.empty() && !isMasked();
    return is_constant && type_.ndim > 0 && (type_.layout != Layout::C || (f.function.parallel && isChecked()));
  }

  [[nodiscard]] bool isChecked() const {
    const ir::TypeId given_type = f.type(given(f, region_)[0]);
    return isNumber(f.ir_module, given_type) && numberOf(f.ir_module, given_type).dtype != type_.dtype;
  }

  // An element in memory, over which the source of the assignment does not move.
  void fill() {
    f.lowerBlock(region_);
    llvm::Value* element = f.allocaAtEntry(f.i64(), 2);
    storeElement(f, type_.dtype, element, storedElement(f, type_.dtype, given(f, region_)[0]));
    Parts strides(nest_.strides(0));
    strides.append(type_.ndim, f.word(0));
    const Parts data{f.b.CreatePtrToInt(f.parts(array_)[1], f.i64()), f.b.CreatePtrToInt(element, f.i64())};
    assignFrom(spillWords(f, extentsOf(f, array_)), spillWords(f, strides), spillWords(f, data));
  }

  void assignFrom(llvm::Value* shape, llvm::Value* strides, llvm::Value* data) {
    f.m.has_loops = true;  // it may take long: other threads may run meanwhile
    const char* symbol = runsOnThreads(f) ? "kr_assign_parallel" : "kr_assign";
    f.callRuntime(symbol, {f.word(type_.ndim), shape, strides, data, f.word(ir::dtypeBytes(type_.dtype))});
  }

  // The array itself is read one element before that is written.
  [[nodiscard]] bool mayOverlap() const {
    const std::vector<ValueId> inputs = inputsOf(f, id_);
    return llvm::any_of(inputs, [&](ValueId input) { return input != array_; });
  }

  void emit() {
    const bool is_fill = f.function[region_].parameters.empty() && !isMasked();
    if (is_fill && !f.function.parallel) {
      f.lowerBlock(region_);
      const Parts value = storedElement(f, type_.dtype, given(f, region_)[0]);
      return nest_.emit([&] { nest_.store(0, value); });
    }
    emitElements(f, id_, nest_, [&](FunctionLowering& g, ElementNest& nest) {
      lowerRegion(g, nest, region_, 1);
      if (isMasked()) return storeMasked(g, nest);
      nest.store(0, storedElement(g, type_.dtype, given(g, region_)[0]));
    });
  }

  void storeMasked(FunctionLowering& g, ElementNest& nest) {
    Parts value = storedElement(g, type_.dtype, given(g, region_)[0]);
    const Parts old = nest.load(0);
    llvm::Value* mask = g.part(given(g, region_)[1]);
    for (size_t k = 0; k < value.size(); ++k) value[k] = g.b.CreateSelect(mask, value[k], old[k]);
    nest.store(0, value);
  }

  // If the array overlaps an input in another way than element by element, the elements go through memory of their own.
  void throughCopy() {
    const int64_t ndim = type_.ndim;
    const PartsRef parts = f.parts(array_);
    const Parts strides(parts.begin() + 2 + ndim, parts.end());
    const ElementNest::Spilled spilled = nest_.spill();
    llvm::Value* overlaps = f.b.CreateIsNotNull(f.callRuntime(
        "kr_is_overlapped", {f.word(ndim), f.word(static_cast<int64_t>(nest_.count())), spilled.shape, spilled.strides,
                             spilled.data, spilled.widths}));
    llvm::BasicBlock* before = f.b.GetInsertBlock();
    llvm::BasicBlock* copy = f.newBlock("copy");
    llvm::BasicBlock* go_on = f.newBlock("go.on");
    f.markUnlikely(f.b.CreateCondBr(overlaps, copy, go_on));
    f.b.SetInsertPoint(copy);
    ir::Type dense = type_;
    dense.layout = Layout::C;
    const Parts copied = newArray(f, dense, extentsOf(f, array_), {}, false);
    if (isMasked()) copyElements(ArrayView{copied, static_cast<int>(ndim)}, ArrayView{parts, static_cast<int>(ndim)});
    llvm::BasicBlock* copy_end = f.b.GetInsertBlock();
    f.b.CreateBr(go_on);
    f.b.SetInsertPoint(go_on);
    const auto choose = [&](llvm::Value* own, llvm::Value* of_copy) {
      llvm::PHINode* phi = f.b.CreatePHI(own->getType(), 2);
      phi->addIncoming(own, before);
      phi->addIncoming(of_copy, copy_end);
      return phi;
    };
    llvm::Value* owner = choose(f.word(0), copied[0]);
    llvm::Value* data = choose(parts[1], copied[1]);
    Parts chosen;
    for (int64_t axis = 0; axis < ndim; ++axis) {
      chosen.push_back(choose(nest_.strides(0)[static_cast<size_t>(axis)], copied[static_cast<size_t>(2 + ndim + axis)]));
    }
    nest_.redirect(data, chosen);
    emit();
    Parts result{owner, data};
    result.append(parts.begin() + 2, parts.begin() + 2 + ndim);
    result.append(chosen.begin(), chosen.end());
    copyBack(overlaps, ArrayView{result, static_cast<int>(ndim)}, ArrayView{parts, static_cast<int>(ndim)});
  }

  void copyBack(llvm::Value* overlaps, const ArrayView& from, const ArrayView& to) {
    llvm::BasicBlock* back = f.newBlock("copy.back");
    llvm::BasicBlock* end = f.newBlock("copied");
    f.b.CreateCondBr(overlaps, back, end);
    f.b.SetInsertPoint(back);
    copyElements(to, from);
    f.callRuntime("kr_buffer_release", {f.context, from.owner()});
    f.b.CreateBr(end);
    f.b.SetInsertPoint(end);
  }

  void copyElements(const ArrayView& to, const ArrayView& from) {
    Parts to_strides, from_strides;
    for (int axis = 0; axis < to.ndim; ++axis) {
      to_strides.push_back(to.stride(axis));
      from_strides.push_back(from.stride(axis));
    }
    f.callRuntime("kr_copy_elements", {f.word(to.ndim), spillWords(f, extentsOf(f, array_)), to.data(), spillWords(f, to_strides),
                                       from.data(), spillWords(f, from_strides), f.word(ir::dtypeBytes(type_.dtype))});
  }

  FunctionLowering& f;
  const InstId id_;
  const ValueId array_;
  const ir::Type type_;
  const ir::BlockId region_;
  ElementNest nest_;
};

}  // namespace

void lower_give(FunctionLowering&, InstId) {}  // its owner takes what it gives

// If all shapes are the same, the longest is the result as it is.
void lower_broadcast(FunctionLowering& f, InstId id) {
  std::vector<Parts> shapes;
  for (const ValueId operand : f.inst(id).operands) shapes.push_back(extentsOf(f, operand));
  const auto longest = std::ranges::max_element(shapes, {}, [](const Parts& shape) { return shape.size(); });
  llvm::Value* same = areSame(f, shapes, *longest);
  if (same == f.b.getTrue()) return f.define(f.inst(id).results[0], *longest);
  llvm::BasicBlock* before = f.b.GetInsertBlock();
  llvm::BasicBlock* differ = f.newBlock("shapes.differ");
  llvm::BasicBlock* end = f.newBlock("shape");
  f.b.CreateCondBr(same, end, differ);
  f.b.SetInsertPoint(differ);
  const Parts found = broadcastAtRunTime(f, shapes, longest->size());
  llvm::BasicBlock* found_end = f.b.GetInsertBlock();
  f.b.CreateBr(end);
  f.b.SetInsertPoint(end);
  Parts shape;
  for (size_t k = 0; k < longest->size(); ++k) {
    llvm::PHINode* extent = f.b.CreatePHI(f.i64(), 2);
    extent->addIncoming((*longest)[k], before);
    extent->addIncoming(found[k], found_end);
    shape.push_back(extent);
  }
  f.define(f.inst(id).results[0], std::move(shape));
}

void lower_fit(FunctionLowering& f, InstId id) {
  const Parts shape = extentsOf(f, f.inst(id).operands[0]);
  const Parts value = extentsOf(f, f.inst(id).operands[1]);
  llvm::Value* same = f.b.getInt1(shape.size() == value.size());
  for (size_t k = 0; k < shape.size() && shape.size() == value.size(); ++k) {
    if (shape[k] != value[k]) same = f.b.CreateAnd(same, f.b.CreateICmpEQ(shape[k], value[k]));
  }
  if (same == f.b.getTrue()) return;
  llvm::BasicBlock* differ = f.newBlock("shapes.differ");
  llvm::BasicBlock* end = f.newBlock("fits");
  f.b.CreateCondBr(same, end, differ);
  f.b.SetInsertPoint(differ);
  f.callRuntime("kr_fit", {f.word(f.inst(id).attribute), f.word(static_cast<int64_t>(shape.size())), spillWords(f, shape),
                           f.word(static_cast<int64_t>(value.size())), spillWords(f, value)});
  f.b.CreateBr(end);
  f.b.SetInsertPoint(end);
}

void lower_map(FunctionLowering& f, InstId id) {
  const Parts shape = extentsOf(f, f.inst(id).operands[0]);
  const std::vector<ValueId> results = f.inst(id).results;
  const ir::BlockId region = f.inst(id).regions[0];
  ElementNest order(f, shape);
  addInputs(f, order, id);
  ElementNest nest(f, shape);
  for (const ValueId result : results) {
    const ir::Type& type = f.typeData(result);
    f.define(result, newArray(f, type, shape, orderOfInputs(f, type, order), false));
    nest.add(type, f.parts(result));
  }
  addInputs(f, nest, id);
  emitElements(f, id, nest, [&](FunctionLowering& g, ElementNest& inner) {
    lowerRegion(g, inner, region, results.size());
    for (size_t k = 0; k < results.size(); ++k) inner.store(k, g.parts(given(g, region)[k]));
  });
}

void lower_map_into(FunctionLowering& f, InstId id) { MapInto(f, id).lower(); }

}  // namespace krait::lower
