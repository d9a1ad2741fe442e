// Functions that read the memory of an array as another shape or dtype, or copy it where that cannot be.
//
// Whether it can be is often known when the code runs only: then both are made, and the result, which has a reference of its own
// either way, is one of them.
#include "codegen/lower/element_loop.h"
#include "codegen/lower/views.h"

namespace krait::lower {
namespace {

using ir::DType;
using ir::Layout;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Elements in C or Fortran order; is_fortran is an i32.
struct Order {
  llvm::Value* is_fortran;
};

ir::Type denseType(DType dtype, int ndim) { return {.kind = ir::TypeKind::Array, .dtype = dtype, .ndim = static_cast<uint8_t>(ndim)}; }

Parts gaplessStrides(FunctionLowering& f, PartsRef extents, DType dtype, bool is_fortran) {
  Parts strides(extents.size());
  llvm::Value* step = f.word(ir::dtypeBytes(dtype));
  for (size_t k = 0; k < extents.size(); ++k) {
    const size_t axis = is_fortran ? k : extents.size() - 1 - k;
    strides[axis] = step;
    step = f.b.CreateMul(step, f.b.CreateBinaryIntrinsic(llvm::Intrinsic::umax, extents[axis], f.word(1)));
  }
  return strides;
}

Parts gaplessStrides(FunctionLowering& f, PartsRef extents, DType dtype, Order order) {
  const Parts rows = gaplessStrides(f, extents, dtype, false), columns = gaplessStrides(f, extents, dtype, true);
  llvm::Value* is_fortran = f.b.CreateICmpNE(order.is_fortran, f.b.getInt32(0));
  Parts strides;
  for (size_t k = 0; k < rows.size(); ++k) strides.push_back(choose(f, is_fortran, columns[k], rows[k]));
  return strides;
}

llvm::Value* isContiguous(FunctionLowering& f, const ViewParts& array, DType dtype, llvm::Value* is_fortran) {
  llvm::Value* answer = f.callRuntime("kr_is_contiguous", {f.word(static_cast<int64_t>(array.extents.size())), spilled(f, array.extents),
                                                           spilled(f, array.strides), f.word(ir::dtypeBytes(dtype)), is_fortran});
  return f.b.CreateICmpNE(answer, f.b.getInt32(0));
}

std::string_view orderText(CallLowering& call, size_t k) {
  return call.f.ir_module.constants[call.data(k).constant].text;
}

// 'A': Fortran order where the elements lie in that and not in C order.
Order orderOf(CallLowering& call, std::string_view text) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.data(0);
  if (text != "A" || type.layout == Layout::C) return {f.b.getInt32(text == "F" ? 1 : 0)};
  const ViewParts array(arrayArgument(call));
  llvm::Value* is_f = isContiguous(f, array, type.dtype, f.b.getInt32(1));
  llvm::Value* is_c = isContiguous(f, array, type.dtype, f.b.getInt32(0));
  return {f.b.CreateZExt(f.b.CreateAnd(is_f, f.b.CreateNot(is_c)), f.b.getInt32Ty())};
}

// The elements one after the other in an order, in new memory.
ViewParts copiedInOrder(FunctionLowering& f, const ViewParts& array, DType dtype, Order order) {
  const Parts made = newArray(f, denseType(dtype, 1), {product(f, array.extents)}, {}, false);
  const Parts strides = gaplessStrides(f, array.extents, dtype, order);
  f.callRuntime("kr_copy_elements", {f.word(static_cast<int64_t>(array.extents.size())), spilled(f, array.extents), made[1],
                                     spilled(f, strides), array.data, spilled(f, array.strides), f.word(ir::dtypeBytes(dtype))});
  return ViewParts(made[0], made[1]);
}

// One of two arrays of the same shape. Each is made where it is needed.
Parts eitherOf(FunctionLowering& f, llvm::Value* condition, llvm::function_ref<Parts()> if_true, llvm::function_ref<Parts()> if_false) {
  llvm::BasicBlock* blocks[] = {f.newBlock("view"), f.newBlock("copy")};
  llvm::BasicBlock* end = f.newBlock("either");
  f.b.CreateCondBr(condition, blocks[0], blocks[1]);
  Parts made[2];
  for (const int k : {0, 1}) {
    f.b.SetInsertPoint(blocks[k]);
    made[k] = k == 0 ? if_true() : if_false();
    blocks[k] = f.b.GetInsertBlock();
    f.b.CreateBr(end);
  }
  f.b.SetInsertPoint(end);
  Parts either;
  for (size_t part = 0; part < made[0].size(); ++part) {
    llvm::PHINode* phi = f.b.CreatePHI(made[0][part]->getType(), 2);
    for (const int k : {0, 1}) phi->addIncoming(made[k][part], blocks[k]);
    either.push_back(phi);
  }
  return either;
}

Parts retained(FunctionLowering& f, const ViewParts& view) {
  retainOwner(f, view.owner);
  return view.finish();
}

Parts withShape(FunctionLowering& f, ViewParts memory, PartsRef extents, DType dtype, Order order) {
  memory.extents.assign(extents.begin(), extents.end());
  memory.strides = gaplessStrides(f, extents, dtype, order);
  return memory.finish();
}

Parts extentsOfReshape(FunctionLowering& f, const ViewParts& array, PartsRef wanted) {
  const int ndim = static_cast<int>(wanted.size());
  llvm::Value* extents = roomForWords(f, ndim);
  f.callRuntime("kr_reshape_extents", {product(f, array.extents), f.word(ndim), spilled(f, wanted), extents});
  return loadedWords(f, extents, ndim);
}

// copy=None, True or False
struct CopyMode {
  bool always = false;
  bool never = false;
};

CopyMode copyMode(CallLowering& call, size_t k) {
  const ir::Type& type = call.data(k);
  if (type.kind == ir::TypeKind::None) return {};
  const bool copies = call.f.ir_module.constants[type.constant].integer != 0;
  return {copies, !copies};
}

Parts reshaped(CallLowering& call, PartsRef wanted, size_t order_argument, size_t copy_argument) {
  FunctionLowering& f = call.f;
  const ViewParts array(arrayArgument(call));
  const DType dtype = call.data(0).dtype;
  const int ndim = static_cast<int>(wanted.size());
  const std::string_view order_text = orderText(call, order_argument);
  const Order order = orderOf(call, order_text);
  const CopyMode copy = copyMode(call, copy_argument);
  const Parts extents = extentsOfReshape(f, array, wanted);
  const auto copied = [&] { return withShape(f, copiedInOrder(f, array, dtype, order), extents, dtype, order); };
  if (copy.always) return copied();
  const bool is_gapless = call.data(0).layout == Layout::C && order_text != "F";
  const bool is_fortran = order_text == "F" && (call.data(0).layout == Layout::F || (call.data(0).layout == Layout::C && call.data(0).ndim <= 1));
  if (is_gapless || is_fortran) {
    retainOwner(f, array.owner);
    return withShape(f, ViewParts(array.owner, array.data), extents, dtype, order);
  }
  llvm::Value* strides = roomForWords(f, ndim);
  llvm::Value* found = f.callRuntime("kr_reshape_strides",
                                     {f.word(static_cast<int64_t>(array.extents.size())), spilled(f, array.extents),
                                      spilled(f, array.strides), f.word(ndim), spilled(f, extents),
                                      f.word(ir::dtypeBytes(dtype)), order.is_fortran, strides});
  llvm::Value* is_view = f.b.CreateICmpNE(found, f.b.getInt32(0));
  const auto viewed = [&] {
    ViewParts view(array.owner, array.data);
    view.extents = extents;
    view.strides = loadedWords(f, strides, ndim);
    return retained(f, view);
  };
  if (!copy.never) return eitherOf(f, is_view, viewed, copied);
  f.raiseIf(f.b.CreateNot(is_view), kr_error_value_error, {f.text("Unable to avoid creating a copy while reshaping.")});
  return viewed();
}

// The array with its axes in the order of memory, which C's order reads in that order.
ViewParts inMemoryOrder(FunctionLowering& f, const ViewParts& array) {
  const int ndim = static_cast<int>(array.extents.size());
  ViewParts sorted(array.owner, array.data);
  llvm::Value* extents = spilled(f, array.extents);
  llvm::Value* strides = spilled(f, array.strides);
  f.callRuntime("kr_sort_axes", {f.word(ndim), extents, strides});
  sorted.extents = loadedWords(f, extents, ndim);
  sorted.strides = loadedWords(f, strides, ndim);
  return sorted;
}

struct Reading {
  ViewParts array;
  Order order;
  bool is_gapless;  // as far as the type says
};

Reading readingOf(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ViewParts array(arrayArgument(call));
  const Layout layout = call.data(0).layout;
  const std::string_view text = orderText(call, 1);
  if (text == "K" && layout != Layout::C && layout != Layout::F) return {inMemoryOrder(f, array), {f.b.getInt32(0)}, false};
  const bool is_c = layout == Layout::C && (text != "F" || call.data(0).ndim <= 1);
  const bool is_f = layout == Layout::F && (text == "F" || text == "K");
  const Order order = text == "K" ? Order{f.b.getInt32(layout == Layout::F)} : orderOf(call, text);
  return {array, order, is_c || is_f};
}

Parts flat(FunctionLowering& f, ViewParts memory, llvm::Value* size, DType dtype) {
  memory.extents = {size};
  memory.strides = {f.word(ir::dtypeBytes(dtype))};
  return memory.finish();
}

Parts flatCopy(FunctionLowering& f, const Reading& reading, DType dtype) {
  return flat(f, copiedInOrder(f, reading.array, dtype, reading.order), product(f, reading.array.extents), dtype);
}

ViewParts atLeastOneAxis(FunctionLowering& f, ViewParts array, DType dtype) {
  if (array.extents.empty()) array.addAxis(f.word(1), f.word(ir::dtypeBytes(dtype)));
  return array;
}

Parts converted(FunctionLowering& f, const ViewParts& array, DType from, const ir::Type& to) {
  const int ndim = static_cast<int>(array.extents.size());
  const Parts source = array.finish(), made = newArray(f, to, array.extents, {}, false);
  ir::Type type = denseType(from, ndim);
  type.layout = Layout::Strided;
  forEachIndex(f, array.extents, [&](PartsRef indices) {
    const Parts element = loadElement(f, from, elementAddress(f, type, ArrayView{source, ndim}, indices));
    const Parts value = convertNumber(f, element, {from, false}, {to.dtype, false});
    storeElement(f, to.dtype, elementAddress(f, to, ArrayView{made, ndim}, indices), value);
  });
  return made;
}

// The last axis in elements of another size.
Parts resized(CallLowering& call, DType from, DType to) {
  FunctionLowering& f = call.f;
  ViewParts view(arrayArgument(call));
  const auto refuseIf = [&](llvm::Value* condition, const char* text) { f.raiseIf(condition, kr_error_value_error, {f.text(text)}); };
  if (view.extents.empty()) {
    refuseIf(f.b.getTrue(), "Changing the dtype of a 0d array is only supported if the itemsize is unchanged");
    return view.finish();
  }
  llvm::Value* old_width = f.word(ir::dtypeBytes(from));
  llvm::Value* width = f.word(ir::dtypeBytes(to));
  llvm::Value* has_items = f.b.CreateICmpNE(product(f, view.extents), f.word(0));
  llvm::Value* is_long = f.b.CreateAnd(has_items, f.b.CreateICmpNE(view.extents.back(), f.word(1)));
  llvm::Value* has_gaps = f.b.CreateAnd(is_long, f.b.CreateICmpNE(view.strides.back(), old_width));
  refuseIf(has_gaps, "To change to a dtype of a different size, the last axis must be contiguous");
  llvm::Value* bytes = f.b.CreateMul(view.extents.back(), old_width);
  refuseIf(f.b.CreateICmpNE(f.b.CreateURem(bytes, width), f.word(0)),
           "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.");
  view.extents.back() = f.b.CreateUDiv(bytes, width);
  view.strides.back() = width;
  return view.finish();
}

Parts partOfComplex(FunctionLowering& f, const ir::Type& type, const ArrayView& array, bool is_imaginary) {
  ViewParts view(array);
  if (is_imaginary) view.data = movedBy(f, view.data, f.word(ir::dtypeBytes(type.dtype) / 2));
  return view.finish();
}

bool isComplexArray(const ir::Type& type) { return ir::dtypeKind(type.dtype) == ir::DTypeKind::Complex; }

}  // namespace

Parts lowerReshape(CallLowering& call) { return reshaped(call, call.parts(1), 2, 3); }

Parts lowerReshapeMethod(CallLowering& call) {
  Parts wanted;
  for (size_t k = 3; k < call.count(); ++k) wanted.append(call.parts(k));
  return reshaped(call, wanted, 1, 2);
}

Parts lowerRavel(CallLowering& call) {
  FunctionLowering& f = call.f;
  const DType dtype = call.data(0).dtype;
  const Reading reading = readingOf(call);
  const auto viewed = [&] {
    retainOwner(f, reading.array.owner);
    return flat(f, reading.array, product(f, reading.array.extents), dtype);
  };
  if (reading.is_gapless) return viewed();
  llvm::Value* is_view = isContiguous(f, reading.array, dtype, reading.order.is_fortran);
  return eitherOf(f, is_view, viewed, [&] { return flatCopy(f, reading, dtype); });
}

Parts lowerFlatten(CallLowering& call) { return flatCopy(call.f, readingOf(call), call.data(0).dtype); }

Parts lowerContiguous(CallLowering& call) {
  FunctionLowering& f = call.f;
  const ir::Type& type = call.data(0);
  const ViewParts array = atLeastOneAxis(f, ViewParts(arrayArgument(call)), type.dtype);
  if (type.dtype != call.resultData().dtype) return converted(f, array, type.dtype, call.resultData());
  const bool is_fortran = call.rowData() == "F";
  const bool is_gapless = type.layout == (is_fortran ? Layout::F : Layout::C) || (type.layout == Layout::C && type.ndim <= 1);
  if (is_gapless) return retained(f, array);
  const Order order{f.b.getInt32(is_fortran)};
  llvm::Value* is_view = isContiguous(f, array, type.dtype, order.is_fortran);
  const auto copied = [&] { return withShape(f, copiedInOrder(f, array, type.dtype, order), array.extents, type.dtype, order); };
  return eitherOf(f, is_view, [&] { return retained(f, array); }, copied);
}

Parts lowerArrayViewAs(CallLowering& call) {
  const DType from = call.data(0).dtype, to = call.resultData().dtype;
  return ir::dtypeBytes(from) == ir::dtypeBytes(to) ? call.parts(0) : resized(call, from, to);
}

Parts lowerAsStrided(CallLowering& call) {
  ViewParts view(arrayArgument(call));
  if (call.data(1).kind != ir::TypeKind::None) view.extents = call.parts(1);
  if (call.data(2).kind != ir::TypeKind::None) view.strides = call.parts(2);
  for (llvm::Value* extent : view.extents) {
    call.f.raiseIf(call.f.b.CreateICmpSLT(extent, call.f.word(0)), kr_error_negative_dimension);
  }
  return view.finish();
}

namespace {

llvm::Value* flag(CallLowering& call, bool is_fortran) {
  const ir::Type& array = call.f.ir_module.types[call.data(0).elements[0]];
  const ViewParts view(ArrayView{call.parts(0), array.ndim});
  return isContiguous(call.f, view, array.dtype, call.f.b.getInt32(is_fortran));
}

}  // namespace

Parts lowerFlagC(CallLowering& call) { return {flag(call, false)}; }
Parts lowerFlagF(CallLowering& call) { return {flag(call, true)}; }
Parts lowerFlagFortranOnly(CallLowering& call) { return {call.f.b.CreateAnd(flag(call, true), call.f.b.CreateNot(flag(call, false)))}; }
Parts lowerFlagEither(CallLowering& call) { return {call.f.b.CreateOr(flag(call, true), flag(call, false))}; }

Parts lowerFlagWriteable(CallLowering& call) {
  return {call.f.b.getInt1(!call.f.ir_module.types[call.data(0).elements[0]].readonly)};
}

Parts lowerArrayReal(CallLowering& call) { return call.parts(0); }
Parts lowerArrayImag(CallLowering& call) { return partOfComplex(call.f, call.data(0), arrayArgument(call), true); }

Parts lowerRealPart(CallLowering& call) {
  return call.data(0).kind == ir::TypeKind::Array ? call.parts(0) : lowerNumberReal(call);
}

Parts lowerImagPart(CallLowering& call) {
  const ir::Type& type = call.data(0);
  if (type.kind != ir::TypeKind::Array) return lowerNumberImag(call);
  const ArrayView array = arrayArgument(call);
  if (!isComplexArray(type)) return newArray(call.f, call.resultData(), ViewParts(array).extents, {}, true);
  retainOwner(call.f, array.owner());
  return partOfComplex(call.f, type, array, true);
}

}  // namespace krait::lower
