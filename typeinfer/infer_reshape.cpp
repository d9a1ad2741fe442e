// Result types of functions that read the memory of an array as another shape or dtype, or copy it where that cannot be.
#include "frontend/ir/time_unit.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::InstId;
using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

Type arrayArgument(const CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array) site.refuse(0, "Give an array.");
  return array;
}

char orderArgument(const CallSite& site, size_t k, std::string_view allowed) {
  const ir::Constant* order = site.literal(k);
  const std::string text = order ? order->text : "";
  const bool is_known = text.size() == 1 && allowed.find(text[0]) != std::string_view::npos;
  if (!is_known) site.t.error(DiagKind::not_a_constant, site.inst, {"order", "Use one of the letters " + std::string(allowed) + "."});
  return text[0];
}

bool isIndex(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && isInteger(number->dtype);
}

// Arguments from `first` on are a shape: ints, or one tuple of them. How many.
int shapeArguments(CallSite& site, size_t first) {
  const TypeId integer = site.t.module.types.integer;
  const bool is_tuple = site.count() == first + 1 && site.data(first).kind == TypeKind::Tuple;
  const std::vector<TypeId> tuple = is_tuple ? site.data(first).elements : std::vector<TypeId>();
  for (const TypeId extent : tuple) {
    if (!isIndex(site.t.module, extent)) site.refuse(first, "Give ints.");
  }
  if (is_tuple) {
    site.want(first, site.t.module.types.tuple(std::vector<TypeId>(tuple.size(), integer)));
    return static_cast<int>(tuple.size());
  }
  for (size_t k = first; k < site.count(); ++k) {
    if (!isIndex(site.t.module, site.type(k))) site.refuse(k, "Give ints, or a tuple of them.");
    site.want(k, integer);
  }
  return static_cast<int>(site.count() - first);
}

// copy=None, True, False
bool alwaysCopies(const CallSite& site, size_t k) {
  if (site.isNone(k)) return false;
  const ir::Constant* copy = site.literal(k);
  if (!copy || copy->kind != ir::ConstKind::Bool) site.t.error(DiagKind::not_a_constant, site.inst, {"copy", "Use None, True or False."});
  return copy->integer != 0;
}

// Elements that lie without gaps in the order in which they are read, or are copied into it, have the layout of that order.
TypeId reshaped(CallSite& site, int ndim, size_t order_argument, size_t copy_argument) {
  const Type array = arrayArgument(site);
  const char order = orderArgument(site, order_argument, "CFA");
  const bool is_c = array.layout == Layout::C;
  const bool is_f = array.layout == Layout::F || (is_c && array.ndim <= 1);
  const bool copies = alwaysCopies(site, copy_argument);
  Layout layout = Layout::Strided;
  if (order != 'F' && is_c) layout = Layout::C;
  if (order == 'F' && is_f) layout = Layout::F;
  if (copies && order != 'A') layout = order == 'C' ? Layout::C : Layout::F;
  return site.t.module.types.array(array.dtype, ndim, layout, array.readonly && !copies);
}

Layout viewLayout(const Type& array, DType dtype) {
  const bool has_rows = array.layout == Layout::C || array.layout == Layout::Rows;
  return has_rows || ir::dtypeBytes(dtype) == ir::dtypeBytes(array.dtype) ? array.layout : Layout::Strided;
}

TypeId partOfNumber(CallSite& site) {
  Numeric number = site.number(0);
  number.dtype = realOf(number.dtype);
  if (number.python && number.dtype == DType::Bool) number.dtype = DType::Int64;
  site.want(0, widen(site.t.module, site.type(0)));
  return numericType(site.t.module, number);
}

TypeId partOfComplex(ir::Module& module, const Type& array) {
  return module.types.array(realOf(array.dtype), array.ndim, Layout::Strided, array.readonly);
}

}  // namespace

// a, shape, order, copy
TypeId inferReshape(CallSite& site) {
  const Type shape = site.data(1);
  const bool is_tuple = shape.kind == TypeKind::Tuple;
  const std::vector<TypeId> extents = is_tuple ? shape.elements : std::vector<TypeId>{site.type(1)};
  for (const TypeId extent : extents) {
    if (!isIndex(site.t.module, extent)) site.refuse(1, "Give an int or a tuple of ints.");
  }
  const TypeId integer = site.t.module.types.integer;
  site.want(1, is_tuple ? site.t.module.types.tuple(std::vector<TypeId>(extents.size(), integer)) : integer);
  return reshaped(site, static_cast<int>(extents.size()), 2, 3);
}

// self, order, copy, *shape
TypeId inferReshapeMethod(CallSite& site) { return reshaped(site, shapeArguments(site, 3), 1, 2); }

TypeId inferRavel(CallSite& site) {
  const Type array = arrayArgument(site);
  static_cast<void>(orderArgument(site, 1, "CFAK"));
  return site.t.module.types.array(array.dtype, 1, Layout::C, array.readonly);
}

TypeId inferFlatten(CallSite& site) {
  static_cast<void>(orderArgument(site, 1, "CFAK"));
  return site.t.module.types.array(site.data(0).dtype, 1, Layout::C);
}

// a, dtype, like
TypeId inferContiguous(CallSite& site) {
  const Type array = arrayArgument(site);
  const DType dtype = dtypeArgument(site, 1).value_or(array.dtype);
  site.refuseGiven(2, "like");
  if (dtype != array.dtype && (ir::isTime(dtype) || ir::isTime(array.dtype))) site.refuse(0, "It does not convert times.");
  if (isComplex(array.dtype) && !isComplex(dtype) && dtype != DType::Bool) site.refuse(0, "Take the .real of the array.");
  const int ndim = array.ndim == 0 ? 1 : array.ndim;
  const Layout layout = site.rowData() == "F" ? Layout::F : Layout::C;
  return site.t.module.types.array(dtype, ndim, layout, array.readonly && dtype == array.dtype);
}

// np.copy: a, order, subok
TypeId inferCopyOf(CallSite& site) {
  static_cast<void>(arrayArgument(site));
  const ir::Constant* subok = site.literal(2);
  if (!subok || subok->integer != 0) site.refuseGiven(2, "subok");
  return inferArrayCopy(site);
}

// self, dtype, type
TypeId inferArrayViewAs(CallSite& site) {
  const Type array = site.data(0);
  site.refuseGiven(2, "type");
  const DType dtype = dtypeArgument(site, 1).value_or(array.dtype);
  return site.t.module.types.array(dtype, array.ndim, viewLayout(array, dtype), array.readonly);
}

// x, shape, strides, subok, writeable
TypeId inferAsStrided(CallSite& site) {
  const Type array = arrayArgument(site);
  int ndims[2] = {array.ndim, array.ndim};
  for (const size_t k : {1, 2}) {
    const Type given = site.data(k);
    if (site.isNone(k)) continue;
    if (given.kind != TypeKind::Tuple) site.refuse(k, "Give a tuple of ints.");
    for (const TypeId each : given.elements) {
      if (!isIndex(site.t.module, each)) site.refuse(k, "Give a tuple of ints.");
    }
    ndims[k - 1] = static_cast<int>(given.elements.size());
    site.want(k, site.t.module.types.tuple(std::vector<TypeId>(given.elements.size(), site.t.module.types.integer)));
  }
  if (ndims[0] != ndims[1]) site.t.error(DiagKind::wrong_arguments, site.inst, {"as_strided", "takes a stride for each extent"});
  const ir::Constant* subok = site.literal(3);
  const ir::Constant* writeable = site.literal(4);
  if (!subok || subok->integer != 0) site.refuseGiven(3, "subok");
  if (!writeable) site.t.error(DiagKind::not_a_constant, site.inst, {"writeable", "Use True or False."});
  return site.t.module.types.array(array.dtype, ndims[0], Layout::Strided, array.readonly || writeable->integer == 0);
}

// Its one part is the array, so it is a method in form; the name tells it from one.
TypeId inferArrayFlags(Typing& t, InstId inst) {
  const TypeId array = t.operandType(inst, 0);
  const ir::ConstId name = t.module.constants.intern(ir::textConstant(ir::ConstKind::Str, "flags"));
  return t.module.types.composite(TypeKind::Method, {&array, 1}, name);
}

bool isFlags(const ir::Module& module, TypeId type) {
  const Type& method = module.types[type];
  return method.kind == TypeKind::Method && module.constants[method.constant].text == "flags";
}

TypeId inferArrayFlag(Typing& t, InstId) { return t.module.types.boolean; }

// Visited like np.nditer, but its items are the elements; the constant tells it apart.
TypeId inferArrayFlat(Typing& t, InstId inst) {
  const TypeId array = t.operandType(inst, 0);
  const ir::ConstId name = t.module.constants.intern(ir::textConstant(ir::ConstKind::Str, "flat"));
  return t.module.types.composite(TypeKind::NdIter, {&array, 1}, name);
}

TypeId inferArrayReal(Typing& t, InstId inst) {
  const Type array = t.typeData(t.operand(inst, 0));
  return isComplex(array.dtype) ? partOfComplex(t.module, array) : t.operandType(inst, 0);
}

// Of real arrays a new array of zeros, which is a call.
TypeId inferArrayImag(Typing& t, InstId inst) {
  const Type array = t.typeData(t.operand(inst, 0));
  if (isComplex(array.dtype)) return partOfComplex(t.module, array);
  if (t.finalizing) {
    t.function[inst].op = ir::Op::call_builtin;
    t.function[inst].attribute = static_cast<uint32_t>(FunctionId::numpy_imag);
  }
  const Layout layout = array.layout == Layout::F ? Layout::F : Layout::C;
  return t.module.types.array(array.dtype, array.ndim, layout, true);
}

TypeId inferRealPart(CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array) return partOfNumber(site);
  return isComplex(array.dtype) ? partOfComplex(site.t.module, array) : site.type(0);
}

TypeId inferImagPart(CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array) return partOfNumber(site);
  if (isComplex(array.dtype)) return partOfComplex(site.t.module, array);
  return site.t.module.types.array(array.dtype, array.ndim, array.layout == Layout::F ? Layout::F : Layout::C, true);
}

}  // namespace krait::infer
