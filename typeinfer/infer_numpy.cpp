// Result types of NumPy's scalar types, array creation and functions of numbers.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

DType namedDType(std::string_view name) {
  int d = 0;
  while (ir::dtypeName(static_cast<DType>(d)) != name) ++d;
  return static_cast<DType>(d);
}

// The number of dimensions of a shape argument: an int, or a tuple of ints. Asks for ints.
int shapeArgument(CallSite& site, size_t k) {
  const Type shape = site.data(k);
  const TypeId integer = site.t.module.types.integer;
  if (shape.kind != TypeKind::Tuple) {
    const std::optional<Numeric> number = numericOf(site.t.module, site.type(k));
    if (!number || !isInteger(number->dtype)) site.refuse(k, "Give an int or a tuple of ints.");
    site.want(k, integer);
    return 1;
  }
  for (const TypeId element : shape.elements) {
    const std::optional<Numeric> number = numericOf(site.t.module, element);
    if (!number || !isInteger(number->dtype)) site.refuse(k, "Give an int or a tuple of ints.");
  }
  site.want(k, site.t.module.types.tuple(std::vector<TypeId>(shape.elements.size(), integer)));
  return static_cast<int>(shape.elements.size());
}

// order='C' or 'F'; with a prototype also 'K' and 'A'.
Layout orderArgument(const CallSite& site, size_t k, const Type* prototype) {
  const ir::Constant* order = site.literal(k);
  const std::string text = order ? order->text : "";
  if (text == "C") return Layout::C;
  if (text == "F") return Layout::F;
  if (prototype && text == "A") return prototype->layout == Layout::F ? Layout::F : Layout::C;
  if (prototype && text == "K" && prototype->layout != Layout::Strided) return prototype->layout;
  if (prototype && text == "K" && prototype->ndim <= 1) return Layout::C;
  const bool is_strided = prototype && text == "K";
  site.t.error(is_strided ? DiagKind::unsupported_argument : DiagKind::not_a_constant, site.inst,
               is_strided ? std::initializer_list<std::string>{std::string(site.name()), "order='K' for a strided array", "Give order='C'."}
                          : std::initializer_list<std::string>{"order", "Use 'C' or 'F'."});
}

TypeId newArrayLike(CallSite& site, size_t first_optional) {
  const Type prototype = site.data(0);
  if (prototype.kind != TypeKind::Array) site.refuse(0, "Give an array.");
  const std::optional<DType> dtype = dtypeArgument(site, first_optional);
  site.refuseGiven(first_optional + 3, "shape");
  site.refuseGiven(first_optional + 4, "device");
  const Layout layout = orderArgument(site, first_optional + 1, &prototype);
  return site.t.module.types.array(dtype.value_or(prototype.dtype), prototype.ndim, layout);
}

// The value that fills an array takes the array's dtype, as if it were stored.
void wantFillValue(CallSite& site, size_t k, DType dtype) {
  const Numeric value = site.number(k);
  if (isComplex(value.dtype) && !isComplex(dtype)) site.refuse(k, "Give a real number.");
  site.want(k, site.t.module.types.scalar(dtype));
}

DType fillDType(const CallSite& site, size_t k) {
  return site.number(k).dtype;
}

}  // namespace

TypeId inferNumpyCast(CallSite& site) {
  const DType dtype = namedDType(site.rowData());
  const Numeric number = site.number(0);
  if (isComplex(number.dtype) && !isComplex(dtype) && dtype != DType::Bool) site.refuse(0, "Take its .real.");
  if (number.python && isFloat(number.dtype) && isInteger(dtype)) {
    site.want(0, site.t.module.types.integer);
  }
  const TypeId result = site.t.module.types.scalar(dtype);
  site.want(0, result);
  return result;
}

TypeId inferNewArray(CallSite& site) {
  const int ndim = shapeArgument(site, 0);
  const std::optional<DType> dtype = dtypeArgument(site, 1);
  for (size_t k = 3; k < site.count(); ++k) site.refuseGiven(k, k + 1 == site.count() ? "like" : "device");
  return site.t.module.types.array(dtype.value_or(DType::Float64), ndim, orderArgument(site, 2, nullptr));
}

TypeId inferNewArrayFull(CallSite& site) {
  const int ndim = shapeArgument(site, 0);
  const DType dtype = dtypeArgument(site, 2).value_or(fillDType(site, 1));
  wantFillValue(site, 1, dtype);
  site.refuseGiven(4, "device");
  site.refuseGiven(5, "like");
  return site.t.module.types.array(dtype, ndim, orderArgument(site, 3, nullptr));
}

TypeId inferNewArrayLike(CallSite& site) { return newArrayLike(site, 1); }

TypeId inferNewArrayFullLike(CallSite& site) {
  const TypeId result = newArrayLike(site, 2);
  wantFillValue(site, 1, site.t.module.types[result].dtype);
  return result;
}

TypeId inferNumpyFloatUnary(CallSite& site) {
  Numeric number = site.number(0);
  const DType dtype = number.python && isIntegerOrBool(number.dtype) && number.dtype != DType::Bool
                          ? DType::Float64
                          : floatFor(number.dtype);
  const TypeId result = site.t.module.types.scalar(dtype);
  site.want(0, result);
  return result;
}

}  // namespace krait::infer
