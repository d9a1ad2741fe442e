// Indexing: elements of arrays and tuples, and views of arrays.
//
// Indices wrap once when negative and are checked against their axis. A view moves the address and keeps, cuts or drops
// extents and strides, part by part of the key; the bounds of a slice are clipped, as slice.indices does it.
#include "codegen/lower/array.h"
#include "codegen/lower/check_index.h"
#include "codegen/lower/list.h"
#include "codegen/lower/record.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

Parts checkedIndices(FunctionLowering& f, const ArrayView& array, ir::ValueId key) {
  Parts checked;
  const Parts indices = f.parts(key);
  for (size_t k = 0; k < indices.size(); ++k) {
    const int axis = static_cast<int>(k);
    checked.push_back(checkedIndex(f, {key, k, indices[k], array.extent(axis), axis}));
  }
  return checked;
}

void indexTuple(FunctionLowering& f, InstId id) {
  const ir::Type& tuple = f.typeData(f.inst(id).operands[0]);
  llvm::Value* index = f.part(f.inst(id).operands[1]);
  llvm::Value* size = f.word(static_cast<int64_t>(tuple.elements.size()));
  llvm::Value* is_negative = f.b.CreateICmpSLT(index, f.word(0));
  llvm::Value* wrapped = f.b.CreateSelect(is_negative, f.b.CreateAdd(index, size), index);
  f.raiseIf(f.b.CreateICmpUGE(wrapped, size), kr_error_tuple_index);
  f.define(f.inst(id).results[0], tupleItem(f, tuple, f.parts(f.inst(id).operands[0]), wrapped));
}

bool isOne(llvm::Value* value) {
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(value);
  return known && known->isOne();
}

// The parts of a slice that are there; null stands for None.
struct SliceParts {
  llvm::Value* start = nullptr;
  llvm::Value* stop = nullptr;
  llvm::Value* step = nullptr;
};

SliceParts sliceParts(const ir::Module& module, const ir::Type& slice, PartsRef parts) {
  SliceParts given;
  llvm::Value** const places[] = {&given.start, &given.stop, &given.step};
  for (size_t k = 0; k < 3; ++k) {
    if (slice.elements[k] == module.types.none) continue;
    *places[k] = parts.front();
    parts = parts.drop_front();
  }
  return given;
}

llvm::Value* clipped(FunctionLowering& f, llvm::Value* bound, llvm::Value* extent, llvm::Value* low, llvm::Value* high) {
  llvm::Value* wrapped = f.b.CreateSelect(f.b.CreateICmpSLT(bound, f.word(0)), f.b.CreateAdd(bound, extent), bound);
  llvm::Value* raised = f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, wrapped, low);
  return f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, raised, high);
}

// A slice of step 1.
SliceSpan cut(FunctionLowering& f, const SliceParts& given, llvm::Value* extent) {
  llvm::Value* zero = f.word(0);
  llvm::Value* start = given.start ? clipped(f, given.start, extent, zero, extent) : zero;
  llvm::Value* stop = given.stop ? clipped(f, given.stop, extent, zero, extent) : extent;
  llvm::Value* length = f.b.CreateSub(stop, start, "", false, true);
  return {start, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, length, zero), f.word(1)};
}

// How many items lie between two bounds, in either direction. The span is below 2^63, and so is its quotient.
llvm::Value* itemCount(FunctionLowering& f, llvm::Value* start, llvm::Value* stop, llvm::Value* step, llvm::Value* goes_back) {
  llvm::Value* low = f.b.CreateSelect(goes_back, stop, start);
  llvm::Value* high = f.b.CreateSelect(goes_back, start, stop);
  llvm::Value* stride = f.b.CreateSelect(goes_back, f.b.CreateNeg(step), step);
  llvm::Value* whole = f.b.CreateUDiv(f.b.CreateSub(f.b.CreateSub(high, low), f.word(1)), stride);
  return f.b.CreateSelect(f.b.CreateICmpSLT(low, high), f.b.CreateAdd(whole, f.word(1)), f.word(0));
}

// Any slice. One without items starts at 0 and has step 1, as NumPy has it.
SliceSpan spanOf(FunctionLowering& f, const SliceParts& given, llvm::Value* extent) {
  if (!given.step || isOne(given.step)) return cut(f, given, extent);
  llvm::Value* zero = f.word(0);
  f.raiseIf(f.b.CreateICmpEQ(given.step, zero), kr_error_value_error, {f.text("slice step cannot be zero")});
  llvm::Value* goes_back = f.b.CreateICmpSLT(given.step, zero);
  llvm::Value* low = f.b.CreateSelect(goes_back, f.word(-1), zero);
  llvm::Value* high = f.b.CreateAdd(extent, low);
  llvm::Value* start = given.start ? clipped(f, given.start, extent, low, high) : f.b.CreateSelect(goes_back, high, zero);
  llvm::Value* stop = given.stop ? clipped(f, given.stop, extent, low, high) : f.b.CreateSelect(goes_back, low, extent);
  llvm::Value* count = itemCount(f, start, stop, given.step, goes_back);
  llvm::Value* is_empty = f.b.CreateICmpEQ(count, zero);
  return {f.b.CreateSelect(is_empty, zero, start), count, f.b.CreateSelect(is_empty, f.word(1), given.step)};
}

// Builds a view, one part of the key after the other.
class ViewBuilder {
 public:
  ViewBuilder(FunctionLowering& lowering, const ArrayView& array) : f_(lowering), array_(array), offset_(f_.word(0)) {}

  void takeInteger(llvm::Value* index, ir::ValueId key, size_t place) {
    moveBy(checkedIndex(f_, {key, place, index, array_.extent(axis_), axis_}));
    ++axis_;
  }

  void takeSlice(const SliceParts& given) {
    const SliceSpan span = spanOf(f_, given, array_.extent(axis_));
    moveBy(span.start);
    keep(span.count, isOne(span.step) ? array_.stride(axis_) : f_.b.CreateMul(array_.stride(axis_), span.step));
    ++axis_;
  }

  void takeWhole(int count) {
    for (; count > 0; --count, ++axis_) keep(array_.extent(axis_), array_.stride(axis_));
  }

  void addAxis() { keep(f_.word(1), f_.word(0)); }

  [[nodiscard]] Parts finish() {
    takeWhole(array_.ndim - axis_);
    Parts view{array_.owner(), f_.b.CreateGEP(f_.b.getInt8Ty(), array_.data(), offset_)};
    view.append(extents_);
    view.append(strides_);
    return view;
  }

 private:
  void moveBy(llvm::Value* items) { offset_ = f_.b.CreateAdd(offset_, f_.b.CreateMul(items, array_.stride(axis_))); }

  void keep(llvm::Value* extent, llvm::Value* stride) {
    extents_.push_back(extent);
    strides_.push_back(stride);
  }

  FunctionLowering& f_;
  const ArrayView& array_;
  llvm::Value* offset_;
  int axis_ = 0;
  Parts extents_, strides_;
};

// The types of the parts of a key.
std::vector<ir::TypeId> partTypesOf(const FunctionLowering& f, ir::ValueId key) {
  const ir::Type& type = f.typeData(key);
  return type.kind == TypeKind::Tuple ? type.elements : std::vector<ir::TypeId>{f.type(key)};
}

int axesTaken(const ir::Module& module, const std::vector<ir::TypeId>& key) {
  return static_cast<int>(std::ranges::count_if(key, [&](ir::TypeId part) {
    return part == module.types.integer || module.types.kind(part) == TypeKind::Slice;
  }));
}

Parts viewOf(FunctionLowering& f, const ArrayView& array, ir::ValueId key) {
  const ir::Module& module = f.ir_module;
  const std::vector<ir::TypeId> types = partTypesOf(f, key);
  PartsRef rest = f.parts(key);
  ViewBuilder view(f, array);
  for (size_t k = 0; k < types.size(); ++k) {
    const ir::Type& type = module.types[types[k]];
    const size_t count = partCount(module, types[k]);
    const PartsRef parts = rest.take_front(count);
    rest = rest.drop_front(count);
    switch (type.kind) {
      case TypeKind::Int: view.takeInteger(parts[0], key, k); break;
      case TypeKind::Slice: view.takeSlice(sliceParts(module, type, parts)); break;
      case TypeKind::None: view.addAxis(); break;
      default: view.takeWhole(array.ndim - axesTaken(module, types));  // `...`
    }
  }
  return view.finish();
}

bool isAllIntegers(const FunctionLowering& f, ir::ValueId key) {
  return std::ranges::all_of(partTypesOf(f, key), [&](ir::TypeId part) { return part == f.ir_module.types.integer; });
}

bool isFieldName(const FunctionLowering& f, ir::ValueId key) {
  const ir::Type& type = f.typeData(key);
  return type.kind == TypeKind::Literal && f.ir_module.constants[type.constant].kind == ir::ConstKind::Str;
}

Parts arrayAt(FunctionLowering& f, const ir::Type& type, const ArrayView& array, ir::ValueId key) {
  if (!isAllIntegers(f, key)) return viewOf(f, array, key);
  const Parts indices = checkedIndices(f, array, key);
  if (type.kind == TypeKind::RecordArray) return recordAt(f, type, array.parts, indices);
  llvm::Value* address = elementAddress(f, type, array, indices);
  const int indexed = static_cast<int>(indices.size());
  return indexed == type.ndim ? loadElement(f, type.dtype, address) : rowView(array, address, indexed);
}

// Where a.flat[i] is, i counted in C's order.
llvm::Value* flatAddress(FunctionLowering& f, const ir::Type& array, const ArrayView& view, llvm::Value* index) {
  llvm::Value* size = f.word(1);
  for (int axis = 0; axis < array.ndim; ++axis) size = f.b.CreateMul(size, view.extent(axis));
  llvm::Value* is_negative = f.b.CreateICmpSLT(index, f.word(0));
  llvm::Value* position = f.b.CreateSelect(is_negative, f.b.CreateAdd(index, size), index);
  f.raiseIf(f.b.CreateICmpUGE(position, size), kr_error_flat_index_out_of_bounds, {index, size});
  Parts indices(array.ndim, position);
  for (int axis = array.ndim - 1; axis > 0; --axis) {
    indices[static_cast<size_t>(axis)] = f.b.CreateURem(position, view.extent(axis));
    position = indices[0] = f.b.CreateUDiv(position, view.extent(axis));
  }
  return elementAddress(f, array, view, indices);
}

Parts flatItem(FunctionLowering& f, ir::ValueId object, llvm::Value* index) {
  const ir::Type& array = f.ir_module.types[f.typeData(object).elements[0]];
  return loadElement(f, array.dtype, flatAddress(f, array, ArrayView{f.parts(object), array.ndim}, index));
}

void storeFlat(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::Type& array = f.ir_module.types[f.typeData(object).elements[0]];
  if (array.readonly) return f.raise(kr_error_value_error, {f.text("underlying array is read-only")});
  llvm::Value* address = flatAddress(f, array, ArrayView{f.parts(object), array.ndim}, f.part(f.inst(id).operands[1]));
  f.only_error_text = "Error setting single item of array.";
  const Parts value = elementToStore(f, array.dtype, f.inst(id).operands[2]);
  f.only_error_text = nullptr;
  storeElement(f, array.dtype, address, value);
}

}  // namespace

SliceSpan sliceSpan(FunctionLowering& f, const ir::Type& slice, PartsRef parts, llvm::Value* extent) {
  return spanOf(f, sliceParts(f.ir_module, slice, parts), extent);
}

void lower_getitem(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::ValueId key = f.inst(id).operands[1];
  const ir::Type& type = f.typeData(object);
  if (type.kind == TypeKind::Tuple) return indexTuple(f, id);
  if (type.kind == TypeKind::List) return lowerListGet(f, id);
  if (type.kind == TypeKind::Record || isFieldName(f, key)) return lowerRecordGet(f, id);
  if (type.kind == TypeKind::NdIter) return f.define(f.inst(id).results[0], flatItem(f, object, f.part(key)));
  f.define(f.inst(id).results[0], arrayAt(f, type, ArrayView{f.parts(object), type.ndim}, key));
}

void lower_setitem(FunctionLowering& f, InstId id) {
  const ir::ValueId object = f.inst(id).operands[0];
  const ir::Type& type = f.typeData(object);
  if (type.kind == TypeKind::Record) return lowerRecordSet(f, id);
  if (type.kind == TypeKind::List) return lowerListSet(f, id);
  if (type.kind == TypeKind::NdIter) return storeFlat(f, id);
  if (type.readonly) return f.raise(kr_error_read_only);
  const ArrayView array{f.parts(object), type.ndim};
  const Parts indices = checkedIndices(f, array, f.inst(id).operands[1]);
  if (type.kind == TypeKind::RecordArray) return storeRecordAt(f, id, indices);
  const Parts value = elementToStore(f, type.dtype, f.inst(id).operands[2]);
  storeElement(f, type.dtype, elementAddress(f, type, array, indices), value);
}

}  // namespace krait::lower
