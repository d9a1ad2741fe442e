// Result types of NumPy's array creation, and of the methods that make, fill or read a whole array.
#include "frontend/ir/record_type.h"
#include "typeinfer/call_site.h"
#include "typeinfer/elements.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

bool isIndex(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && isInteger(number->dtype);
}

// The number of dimensions of a shape argument: an int, or a tuple of ints. Asks for ints.
int shapeArgument(CallSite& site, size_t k) {
  const Type shape = site.data(k);
  const TypeId integer = site.t.module.types.integer;
  if (shape.kind != TypeKind::Tuple) {
    if (!isIndex(site.t.module, site.type(k))) site.refuse(k, "Give an int or a tuple of ints.");
    site.want(k, integer);
    return 1;
  }
  for (const TypeId element : shape.elements) {
    if (!isIndex(site.t.module, element)) site.refuse(k, "Give an int or a tuple of ints.");
  }
  site.want(k, site.t.module.types.tuple(std::vector<TypeId>(shape.elements.size(), integer)));
  return static_cast<int>(shape.elements.size());
}

[[noreturn]] void refuseOrder(const CallSite& site) { site.t.error(DiagKind::not_a_constant, site.inst, {"order", "Use 'C' or 'F'."}); }

// order='C' or 'F'.
Layout newOrder(const CallSite& site, size_t k) {
  const ir::Constant* order = site.literal(k);
  const std::string text = order ? order->text : "";
  if (text != "C" && text != "F") refuseOrder(site);
  return text == "C" ? Layout::C : Layout::F;
}

// The same with 'A' and 'K', which ask the prototype. A strided one gives an array with its axes in the prototype's order.
Layout orderLike(const CallSite& site, size_t k, const Type& prototype, int ndim) {
  const ir::Constant* order = site.literal(k);
  const std::string text = order ? order->text : "";
  if (text == "A") return prototype.layout == Layout::F ? Layout::F : Layout::C;
  if (text != "K") return newOrder(site, k);
  if (ndim <= 1 || ndim != prototype.ndim || prototype.layout == Layout::Rows) return Layout::C;
  return prototype.layout;
}

void refuseDevice(const CallSite& site, size_t k) {
  const ir::Constant* device = site.literal(k);
  if (!device || device->text != "cpu") site.refuseGiven(k, "device");
}

// An array, or a number as an array of no dimensions.
Type prototypeArgument(CallSite& site) {
  const Type prototype = site.data(0);
  if (prototype.kind == TypeKind::Array || prototype.kind == TypeKind::RecordArray) return prototype;
  const std::optional<Numeric> number = numericOf(site.t.module, site.type(0));
  if (!number) site.refuse(0, "Give an array.");
  site.want(0, widen(site.t.module, site.type(0)));
  return {.kind = TypeKind::Array, .dtype = number->dtype};
}

// New arrays are aligned in memory.
TypeId newArrayOf(ir::Module& module, TypeId element, int ndim, Layout layout) {
  const Type data = module.types[element];
  if (data.kind != TypeKind::Record) return module.types.array(data.dtype, ndim, layout);
  return ir::recordArrayType(module, ir::placedRecord(module, element, false, false), ndim, layout, false);
}

TypeId elementOf(ir::Module& module, const Type& array) {
  return array.kind == TypeKind::RecordArray ? array.elements[0] : module.types.scalar(array.dtype);
}

// ones() and full() put a value into each field.
void refuseFilledRecords(const CallSite& site, TypeId element) {
  const bool is_filled = site.rowData() == "ones" || site.rowData() == "full";
  if (!is_filled || site.t.module.types.kind(element) != TypeKind::Record) return;
  site.refuse(0, "Records are not filled: make the array by np.zeros() and store into it.");
}

// A np.recarray gives one, with subok=False a plain array.
TypeId sameClass(const CallSite& site, const Type& prototype, TypeId array, size_t subok) {
  const ir::Constant* keeps = site.literal(subok);
  if (!keeps || keeps->kind != ir::ConstKind::Bool) site.refuse(subok, "Give True or False.");
  if (!ir::isRecarray(prototype) || keeps->integer == 0) return array;
  if (site.t.module.types.kind(array) != TypeKind::RecordArray) site.refuse(0, "A recarray holds records: give subok=False.");
  return ir::asRecarray(site.t.module, array);
}

TypeId newArrayLike(CallSite& site, size_t first_optional) {
  const Type prototype = prototypeArgument(site);
  const TypeId element = elementArgument(site, first_optional).value_or(elementOf(site.t.module, prototype));
  refuseFilledRecords(site, element);
  const size_t shape = first_optional + 3;
  const int ndim = site.isNone(shape) ? prototype.ndim : shapeArgument(site, shape);
  refuseDevice(site, first_optional + 4);
  const Layout layout = orderLike(site, first_optional + 1, prototype, ndim);
  return sameClass(site, prototype, newArrayOf(site.t.module, element, ndim, layout), first_optional + 2);
}

void refuseComplexInReal(const CallSite& site, size_t k, DType dtype) {
  if (isComplex(site.number(k).dtype) && !isComplex(dtype) && dtype != DType::Bool) site.refuse(k, "Take its .real.");
}

// The value that fills a new array is cast to its dtype; only a Python int is checked.
void wantFillValue(CallSite& site, size_t k, DType dtype) {
  if (ir::isTime(dtype)) {
    if (!isStorableAsTime(site.t.module, site.type(k), dtype)) site.refuse(k, "Give a value of the array's kind and unit.");
    for (const TypeId step : stepsToTime(site.t.module, site.type(k), site.t.module.types.scalar(dtype))) site.want(k, step);
    return;
  }
  refuseComplexInReal(site, k, dtype);
  site.want(k, site.t.module.types.scalar(dtype));
}

// Methods whose conversions are those of numbers.
void refuseTimes(const CallSite& site, DType dtype) {
  if (ir::isTime(dtype)) site.refuse(0, "Write the loop over the elements.");
}

void checkAstypeCasting(const CallSite& site, DType from, DType to) {
  const ir::Constant* casting = site.literal(3);
  if (!casting || casting->kind != ir::ConstKind::Str) site.refuseGiven(3, "casting");
  if (casting && canCast(from, to, casting->text)) return;
  const std::string pair = std::string(ir::dtypeName(from)) + " to " + std::string(ir::dtypeName(to));
  site.t.error(DiagKind::unsupported_argument, site.inst,
               {"astype", "casting='" + (casting ? casting->text : "") + "' from " + pair, "NumPy raises TypeError."});
}

// copy=False: whether the array itself is the result.
bool mayShare(const CallSite& site, DType from, DType to) {
  const ir::Constant* copies = site.literal(5);
  if (!copies || copies->kind != ir::ConstKind::Bool) site.refuse(5, "Write True or False.");
  if (copies->integer != 0 || from != to) return false;
  const ir::Constant* order = site.literal(2);
  if (order && order->text == "K") return true;
  const Layout wanted = order && order->text == "F" ? Layout::F : Layout::C;
  const bool is_known = site.data(0).layout == wanted || (order && order->text == "A" && site.data(0).layout == Layout::F);
  if (!is_known) site.refuse(5, "Whether the array has this order is known when it runs: use np.ascontiguousarray().");
  return true;
}

TypeId copyType(CallSite& site, DType dtype, size_t order) {
  const Type array = site.data(0);
  return site.t.module.types.array(dtype, array.ndim, orderLike(site, order, array, array.ndim));
}

}  // namespace

TypeId inferNewArray(CallSite& site) {
  const int ndim = shapeArgument(site, 0);
  const TypeId element = elementArgument(site, 1).value_or(site.t.module.types.scalar(DType::Float64));
  refuseFilledRecords(site, element);
  if (site.count() == 5) refuseDevice(site, 3);
  site.refuseGiven(site.count() - 1, "like");
  return newArrayOf(site.t.module, element, ndim, newOrder(site, 2));
}

TypeId inferNewArrayFull(CallSite& site) {
  const int ndim = shapeArgument(site, 0);
  const std::optional<DType> given = dtypeArgument(site, 2);
  const std::optional<DType> time = timeOf(site.t.module, site.type(1));
  const DType dtype = given ? *given : time ? *time : site.number(1).dtype;
  wantFillValue(site, 1, dtype);
  refuseDevice(site, 4);
  site.refuseGiven(5, "like");
  return site.t.module.types.array(dtype, ndim, newOrder(site, 3));
}

TypeId inferNewArrayLike(CallSite& site) { return newArrayLike(site, 1); }

TypeId inferNewArrayFullLike(CallSite& site) {
  const TypeId result = newArrayLike(site, 2);
  wantFillValue(site, 1, site.t.module.types[result].dtype);
  return result;
}

// item(), item(flat index), item(i, j ...), item((i, j ...)): a Python number.
TypeId inferArrayItem(CallSite& site) {
  const Type array = site.data(0);
  refuseTimes(site, array.dtype);
  const bool is_tuple = site.count() == 2 && site.data(1).kind == TypeKind::Tuple;
  const size_t indices = is_tuple ? site.data(1).elements.size() : site.count() - 1;
  const bool is_flat = !is_tuple && indices == 1;
  const bool is_alone = !is_tuple && indices == 0;
  const bool is_first_axis = is_tuple && indices == 1;
  if (!is_flat && !is_alone && !is_first_axis && indices != array.ndim) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"item", "takes one index, or one for each axis"});
  }
  for (size_t k = 1; k < site.count(); ++k) {
    if (is_tuple) {
      shapeArgument(site, k);
    } else {
      if (!isIndex(site.t.module, site.type(k))) site.refuse(k, "Give ints.");
      site.want(k, site.t.module.types.integer);
    }
  }
  const DType dtype = isInteger(array.dtype) ? DType::Int64 : array.dtype;
  return numericType(site.t.module, {true, dtype});
}

// As in an assignment, a number goes into an array of signed integers through int(), which checks it; lowering does it.
// Into unsigned ones only Python's numbers do, NumPy's are cast.
TypeId inferArrayFill(CallSite& site) {
  const DType dtype = site.data(0).dtype;
  refuseTimes(site, dtype);
  refuseComplexInReal(site, 1, dtype);
  const Numeric value = site.number(1);
  const bool is_signed = ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
  const bool is_checked = is_signed || (value.python && isInteger(dtype));
  if (is_checked && isFloat(value.dtype)) {
    site.want(1, site.t.module.types.floating);
  } else if (is_signed && isInteger(value.dtype)) {
    site.want(1, widen(site.t.module, site.type(1)));
  } else {
    site.want(1, site.t.module.types.scalar(dtype));
  }
  return site.t.module.types.none;
}

TypeId inferArrayCopy(CallSite& site) { return copyType(site, site.data(0).dtype, 1); }

// A copy of records; of packed numbers an aligned array.
TypeId inferRecordsCopy(CallSite& site) {
  const Type array = site.data(0);
  const TypeId made = newArrayOf(site.t.module, array.elements[0], array.ndim, orderLike(site, 1, array, array.ndim));
  return ir::isRecarray(array) ? ir::asRecarray(site.t.module, made) : made;
}

TypeId inferArrayAstype(CallSite& site) {
  const std::optional<DType> dtype = dtypeArgument(site, 1);
  const DType from = site.data(0).dtype;
  refuseTimes(site, from);
  if (dtype) refuseTimes(site, *dtype);
  if (isComplex(from) && dtype && !isComplex(*dtype) && *dtype != DType::Bool) site.refuse(0, "Take the .real of each element.");
  checkAstypeCasting(site, from, dtype.value_or(DType::Float64));
  if (site.isAbsent(5) || !mayShare(site, from, dtype.value_or(DType::Float64))) {
    return copyType(site, dtype.value_or(DType::Float64), 2);
  }
  const TypeId array = site.type(0);
  if (site.t.finalizing) site.t.replace(site.t.function[site.inst].results[0], site.arguments[0].value), site.t.drop(site.inst);
  return array;
}

// Whether the conversion is a map over the elements: its result has the order that a map gives it.
bool isElementwiseAstype(CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array || ir::isTime(array.dtype)) return false;
  const std::optional<DType> dtype = dtypeArgument(site, 1);
  if (dtype && ir::isTime(*dtype)) return false;
  const ir::Constant* order = site.literal(2);
  if (!order || order->text != "K") return false;
  checkAstypeCasting(site, array.dtype, dtype.value_or(DType::Float64));
  return site.isAbsent(5) || !mayShare(site, array.dtype, dtype.value_or(DType::Float64));
}

}  // namespace krait::infer
