// np.ndindex, np.ndenumerate and np.nditer: what they go over. A loop over one becomes a nest of loops (expand_loops.h).
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

constexpr size_t kOrder = 4;  // of np.nditer's parameters

TypeId shapeOfInts(CallSite& site, size_t count) {
  return site.t.module.types.tuple(std::vector<TypeId>(count, site.t.module.types.integer));
}

// np.ndindex((2, 3)): its elements are the extents.
TypeId shapeFromTuple(CallSite& site) {
  const Type given = site.data(0);
  for (const TypeId element : given.elements) {
    const std::optional<Numeric> number = numericOf(site.t.module, element);
    if (!number || !isInteger(number->dtype)) site.refuse(0, "Give ints.");
  }
  const TypeId shape = shapeOfInts(site, given.elements.size());
  site.want(0, shape);
  return shape;
}

// The elements of an array in the order of its memory, if it has no gaps, are those of one axis.
Type iteratedArray(CallSite& site, Type array, const std::string& order) {
  const bool takes_memory_order = order == "K" || order == "A";
  const bool is_flat = array.layout == Layout::C ? order != "F" || array.ndim <= 1
                                                 : array.layout == Layout::F && (takes_memory_order || order == "F");
  if (!is_flat && order == "A" && array.layout == Layout::Strided) site.refuse(0, "Give order='C' or order='K'.");
  array.readonly = true;
  if (is_flat) array.ndim = 1;
  if (is_flat) array.layout = Layout::C;
  if (!is_flat && (order == "F" || order == "K") && array.layout != Layout::Rows) array.layout = Layout::Strided;
  if (!is_flat && order == "F") array.layout = Layout::Strided;
  return array;
}

}  // namespace

TypeId inferNdIndex(CallSite& site) {
  const bool is_tuple = site.count() == 1 && site.data(0).kind == TypeKind::Tuple;
  TypeId shape = is_tuple ? shapeFromTuple(site) : shapeOfInts(site, site.count());
  for (size_t k = 0; k < site.count() && !is_tuple; ++k) site.wantIndex(k);
  return site.t.module.types.composite(TypeKind::NdIndex, {&shape, 1});
}

TypeId inferNdEnumerate(CallSite& site) {
  if (site.data(0).kind != TypeKind::Array) site.refuse(0, "Give an array.");
  const TypeId array = site.type(0);
  return site.t.module.types.composite(TypeKind::NdEnumerate, {&array, 1});
}

// The items are arrays without dimensions that can't be written, as np.nditer has them by default.
TypeId inferNdIter(CallSite& site) {
  static constexpr std::string_view kRefused[] = {"flags", "op_flags", "op_dtypes"};
  for (size_t k = 0; k < 3; ++k) site.refuseGiven(k + 1, kRefused[k]);
  site.refuseGiven(6, "op_axes");
  site.refuseGiven(7, "itershape");
  const ir::Constant* order = site.literal(kOrder);
  const std::string text = order ? order->text : "";
  if (text != "C" && text != "F" && text != "A" && text != "K") {
    site.t.error(DiagKind::not_a_constant, site.inst, {"order", "Use 'C', 'F', 'A' or 'K'."});
  }
  if (site.data(0).kind != TypeKind::Array) site.refuse(0, "Give one array.");
  const TypeId array = site.t.module.types.intern(iteratedArray(site, site.data(0), text));
  return site.t.module.types.composite(TypeKind::NdIter, {&array, 1});
}

}  // namespace krait::infer
