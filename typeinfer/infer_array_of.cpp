// np.array and np.asarray: an array of a number, an array, or tuples and lists of them, nested as deep as it has dimensions.
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/list_types.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

// What the array of a value has: the dtype is not known where there is no item.
struct Form {
  int ndim = 0;
  std::optional<DType> dtype;
};

[[noreturn]] void refuseRagged(const CallSite& site) {
  site.t.error(DiagKind::argument_type, site.inst,
               {std::string(site.name()), site.t.text(widen(site.t.module, site.type(0))),
                "Its elements must have the same number of dimensions."});
}

std::optional<DType> together(const CallSite& site, std::optional<DType> a, std::optional<DType> b) {
  if (!a || !b || a == b) return a ? a : b;
  if (ir::isTime(*a) || ir::isTime(*b)) site.refuse(0, "Times must be of one kind and unit.");
  return promote(*a, *b);
}

Form formOf(const CallSite& site, TypeId id);

Form formOfTuple(const CallSite& site, const Type& tuple) {
  Form form;
  for (size_t k = 0; k < tuple.elements.size(); ++k) {
    const Form element = formOf(site, tuple.elements[k]);
    if (k > 0 && element.ndim != form.ndim) refuseRagged(site);
    form = {element.ndim, together(site, form.dtype, element.dtype)};
  }
  return {form.ndim + 1, form.dtype};
}

Form formOf(const CallSite& site, TypeId id) {
  const ir::Module& module = site.t.module;
  if (const std::optional<Numeric> number = numericOf(module, id)) return {0, number->dtype};
  if (const std::optional<DType> time = timeOf(module, id)) return {0, time};
  const Type type = module.types[id];
  switch (type.kind) {
    case TypeKind::Never: return {};
    case TypeKind::Array: return {type.ndim, type.dtype};
    case TypeKind::Tuple: return formOfTuple(site, type);
    case TypeKind::List: {
      const Form item = formOf(site, listItem(site.t.module, id));
      return {item.ndim + 1, item.dtype};
    }
    default: site.refuse(0, "Give numbers, arrays, or tuples and lists of them.");
  }
}

bool keepsOrder(const CallSite& site, size_t order) {
  const ir::Constant* given = site.literal(order);
  return site.isNone(order) || (given && (given->text == "K" || given->text == "A"));
}

// 'K' and 'A' keep the order of an array; anything else becomes C.
Layout layoutOf(const CallSite& site, size_t order, int ndim) {
  const ir::Constant* given = site.literal(order);
  const std::string text = site.isNone(order) ? "K" : given ? given->text : "";
  if (text != "K" && text != "A" && text != "C" && text != "F") {
    site.t.error(DiagKind::not_a_constant, site.inst, {"order", "Use 'C', 'F', 'A' or 'K'."});
  }
  const Type object = site.data(0);
  if (text == "C" || text == "F") return text == "F" && ndim > 1 ? Layout::F : Layout::C;
  if (object.kind != TypeKind::Array || ndim <= 1) return Layout::C;
  if (text == "A") return object.layout == Layout::F ? Layout::F : Layout::C;
  return object.layout == Layout::Rows ? Layout::C : object.layout;
}

void checkConversion(const CallSite& site, const Form& form, DType dtype) {
  if (!form.dtype || *form.dtype == dtype) return;
  if (ir::isTime(*form.dtype) || ir::isTime(dtype)) site.refuse(0, "It does not convert times.");
  if (isComplex(*form.dtype) && !isComplex(dtype) && dtype != DType::Bool) site.refuse(0, "Take the .real of its elements.");
}

// Literals get a place, numbers in tuples their Python type: they are converted one by one.
TypeId arrayOf(CallSite& site, size_t order, bool may_share) {
  const Form form = formOf(site, site.type(0));
  const std::optional<DType> given = dtypeArgument(site, 1);
  const DType dtype = given ? *given : form.dtype.value_or(DType::Float64);
  checkConversion(site, form, dtype);
  site.want(0, widen(site.t.module, site.type(0)));
  const Type object = site.data(0);
  const Layout layout = layoutOf(site, order, form.ndim);
  const bool has_order = keepsOrder(site, order) || object.layout == layout;
  const bool is_same = object.kind == TypeKind::Array && object.dtype == dtype && has_order;
  if (may_share && is_same) return site.type(0);
  return site.t.module.types.array(dtype, form.ndim, layout);
}

bool isFalse(const CallSite& site, size_t k) {
  const ir::Constant* constant = site.literal(k);
  return constant && constant->kind == ir::ConstKind::Bool && constant->integer == 0;
}

}  // namespace

// object, dtype, copy, order, subok, ndmin, like
TypeId inferArrayOf(CallSite& site) {
  const ir::Constant* copy = site.literal(2);
  const bool copies = copy && copy->kind == ir::ConstKind::Bool && copy->integer == 1;
  if (!copies && !site.isNone(2)) site.refuseGiven(2, "copy");
  if (!isFalse(site, 4)) site.refuseGiven(4, "subok");
  const ir::Constant* ndmin = site.literal(5);
  if (!ndmin || ndmin->integer != 0) site.refuseGiven(5, "ndmin");
  site.refuseGiven(6, "like");
  return arrayOf(site, 3, !copies);
}

// a, dtype, order, device, copy, like
namespace {

// np.asarray(a) of an array is that array, and no call.
TypeId asItIs(CallSite& site) {
  if (site.t.finalizing) {
    site.t.replace(site.t.function[site.inst].results[0], site.arguments[0].value);
    site.t.drop(site.inst);
  }
  return site.type(0);
}

}  // namespace

TypeId inferAsArray(CallSite& site) {
  const ir::Constant* device = site.literal(3);
  if (!device || device->text != "cpu") site.refuseGiven(3, "device");
  const ir::Constant* copy = site.literal(4);
  const bool copies = copy && copy->kind == ir::ConstKind::Bool && copy->integer == 1;
  if (!copies) site.refuseGiven(4, "copy");
  site.refuseGiven(5, "like");
  if (site.data(0).kind == TypeKind::Array && site.isNone(1) && site.isNone(2) && !copies) return asItIs(site);
  return arrayOf(site, 2, !copies);
}

}  // namespace krait::infer
