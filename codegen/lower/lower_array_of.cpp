// np.array and np.asarray of numbers, arrays, and tuples and lists of them.
//
// The first elements say how long each axis is; then every element is stored where it belongs, and what has another length
// than the first on its axis raises. Tuples are stored element by element, lists and arrays by loops.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/element_loop.h"
#include "codegen/lower/list.h"
#include "frontend/ir/time_unit.h"
#include "typeinfer/function_table.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// A value that is an element of an axis, or of an array's element.
struct Element {
  PartsRef parts;
  TypeId type;
};

class ArrayFiller {
 public:
  ArrayFiller(FunctionLowering& f, const Type& result) : f_(f), result_(result) {}

  Parts make(const Element& object) {
    findShape(object);
    const bool is_array = typeOf(object).kind == TypeKind::Array;
    const PartsRef strides = is_array ? object.parts.take_back(typeOf(object).ndim) : PartsRef();
    array_ = newArray(f_, result_, shape_, strides, false);
    fill(object, {});
    return array_;
  }

 private:
  void findShape(const Element& object);
  void findShapeOfList(const Element& list);
  void fill(const Element& object, PartsRef index);
  void fillTuple(const Element& tuple, PartsRef index);
  void fillList(const Element& list, PartsRef index);
  void fillArray(const Element& array, PartsRef index);
  void store(PartsRef number, Number from, PartsRef index);
  void storeAs(PartsRef element, PartsRef index);
  void checkExtent(llvm::Value* extent, size_t axis);
  [[nodiscard]] const Type& typeOf(const Element& element) const { return f_.ir_module.types[element.type]; }

  FunctionLowering& f_;
  const Type& result_;
  Parts shape_;
  Parts array_;
};

void ArrayFiller::findShape(const Element& object) {
  const Type& type = typeOf(object);
  if (type.kind == TypeKind::List) return findShapeOfList(object);
  if (type.kind == TypeKind::Array) {
    const ArrayView array{object.parts, type.ndim};
    for (int axis = 0; axis < type.ndim; ++axis) shape_.push_back(array.extent(axis));
  }
  if (type.kind != TypeKind::Tuple) return;
  shape_.push_back(f_.word(static_cast<int64_t>(type.elements.size())));
  if (type.elements.empty()) return;
  findShape({object.parts.take_front(partCount(f_.ir_module, type.elements[0])), type.elements[0]});
}

// How many dimensions an empty list of lists has is not known to NumPy; here its type says more than its value.
void ArrayFiller::findShapeOfList(const Element& list) {
  llvm::Value* length = listLength(f_, list.parts[0]);
  shape_.push_back(length);
  const TypeId item_type = itemTypeOf(f_.ir_module, list.type);
  const TypeKind kind = f_.ir_module.types.kind(item_type);
  if (kind != TypeKind::List && kind != TypeKind::Array && kind != TypeKind::Tuple) return;
  f_.raiseIf(f_.b.CreateICmpEQ(length, f_.word(0)), kr_error_value_error,
             {f_.text("the array of an empty list of sequences has no known number of dimensions in compiled code")});
  findShape({listItem(f_, list.type, list.parts[0], f_.word(0)), item_type});
}

void ArrayFiller::checkExtent(llvm::Value* extent, size_t axis) {
  if (axis == 0) return;
  constexpr kr_error_kind kErrors[] = {kr_error_ragged_1, kr_error_ragged_2, kr_error_ragged_3};
  const size_t known = std::min(axis, std::size(kErrors));
  llvm::Value* differs = f_.b.CreateICmpNE(extent, shape_[axis]);
  switch (known) {
    case 1: return f_.raiseIf(differs, kErrors[0], {shape_[0]});
    case 2: return f_.raiseIf(differs, kErrors[1], {shape_[0], shape_[1]});
    default: return f_.raiseIf(differs, kErrors[2], {shape_[0], shape_[1], shape_[2]});
  }
}

void ArrayFiller::fill(const Element& object, PartsRef index) {
  switch (typeOf(object).kind) {
    case TypeKind::Tuple: return fillTuple(object, index);
    case TypeKind::List: return fillList(object, index);
    case TypeKind::Array: return fillArray(object, index);
    case TypeKind::Scalar: return ir::isTime(result_.dtype) ? storeAs(object.parts, index)
                                                             : store(object.parts, numberOf(f_.ir_module, object.type), index);
    default: return store(object.parts, numberOf(f_.ir_module, object.type), index);
  }
}

void ArrayFiller::fillTuple(const Element& tuple, PartsRef index) {
  const std::vector<TypeId>& elements = typeOf(tuple).elements;
  checkExtent(f_.word(static_cast<int64_t>(elements.size())), index.size());
  PartsRef rest = tuple.parts;
  for (size_t k = 0; k < elements.size(); ++k) {
    const size_t count = partCount(f_.ir_module, elements[k]);
    Parts place(index.begin(), index.end());
    place.push_back(f_.word(static_cast<int64_t>(k)));
    fill({rest.take_front(count), elements[k]}, place);
    rest = rest.drop_front(count);
  }
}

void ArrayFiller::fillList(const Element& list, PartsRef index) {
  const TypeId item_type = itemTypeOf(f_.ir_module, list.type);
  llvm::Value* length = listLength(f_, list.parts[0]);
  checkExtent(length, index.size());
  if (item_type == f_.ir_module.types.never) return;
  forEachIndex(f_, {length}, [&](PartsRef position) {
    Parts place(index.begin(), index.end());
    place.push_back(position[0]);
    fill({listItem(f_, list.type, list.parts[0], position[0]), item_type}, place);
  });
}

void ArrayFiller::fillArray(const Element& array, PartsRef index) {
  const Type& type = typeOf(array);
  const ArrayView view{array.parts, type.ndim};
  Parts shape;
  for (int axis = 0; axis < type.ndim; ++axis) {
    checkExtent(view.extent(axis), index.size() + static_cast<size_t>(axis));
    shape.push_back(view.extent(axis));
  }
  forEachIndex(f_, shape, [&](PartsRef position) {
    Parts place(index.begin(), index.end());
    place.append(position.begin(), position.end());
    const Parts element = loadElement(f_, type.dtype, elementAddress(f_, type, view, position));
    storeAs(type.dtype == result_.dtype ? element : convertNumber(f_, element, {type.dtype, false}, {result_.dtype, false}), place);
  });
}

// A number goes into an array as by an assignment: NumPy's own into signed integers through int(), unless it stands alone.
void ArrayFiller::store(PartsRef number, Number from, PartsRef index) {
  const DType dtype = result_.dtype;
  const bool is_assigned = !index.empty() && !from.python && from.dtype != dtype && ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
  if (is_assigned) return storeAs(storedThroughInt(f_, number[0], from, dtype), index);
  const Number to{dtype, false};
  const bool is_through_int = from.python && from.isFloat() && to.isInt();
  storeAs(is_through_int ? pythonFloatToInt(f_, number[0], dtype) : convertNumber(f_, number, from, to), index);
}

void ArrayFiller::storeAs(PartsRef element, PartsRef index) {
  const ArrayView view{array_, result_.ndim};
  storeElement(f_, result_.dtype, elementAddress(f_, result_, view, index), element);
}

bool isShared(const CallLowering& call) {
  if (call.type(0) != call.resultType()) return false;
  const bool is_asarray = static_cast<FunctionId>(call.inst.attribute) == FunctionId::numpy_asarray;
  const Type& copy = call.data(is_asarray ? 4 : 2);
  const bool copies = copy.kind == TypeKind::Literal && call.f.ir_module.constants[copy.constant].integer == 1;
  return !copies;
}

}  // namespace

Parts lowerArrayOf(CallLowering& call) {
  FunctionLowering& f = call.f;
  if (isShared(call)) {
    f.callRuntime("kr_buffer_retain", {call.part(0)});
    return call.parts(0);
  }
  return ArrayFiller(f, call.resultData()).make({call.parts(0), call.type(0)});
}

}  // namespace krait::lower
