// Result types of functions that permute, add, drop and reverse axes.
//
// Where the axes are known the layout of the result is; else it is strided. An axis that is not there raises at run time.
#include <algorithm>
#include <numeric>

#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::Layout;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using Axes = std::vector<int>;
using KnownAxes = std::optional<Axes>;

Type arrayArgument(const CallSite& site) {
  const Type array = site.data(0);
  if (array.kind != TypeKind::Array) site.refuse(0, "Give an array.");
  return array;
}

TypeId likeArray(CallSite& site, const Type& array, int ndim, Layout layout) {
  return site.t.module.types.array(array.dtype, ndim, layout, array.readonly);
}

bool isAxis(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && (isInteger(number->dtype) || (number->python && number->dtype == ir::DType::Bool));
}

// The types of an argument that is an int or a tuple of them. Asks for ints.
std::vector<TypeId> intsArgument(CallSite& site, size_t k) {
  const Type given = site.data(k);
  const TypeId integer = site.t.module.types.integer;
  const bool is_tuple = given.kind == TypeKind::Tuple;
  const std::vector<TypeId> ints = is_tuple ? given.elements : std::vector<TypeId>{site.type(k)};
  for (const TypeId each : ints) {
    if (!isAxis(site.t.module, each)) site.refuse(k, "Give an int or a tuple of ints.");
  }
  site.want(k, is_tuple ? site.t.module.types.tuple(std::vector<TypeId>(ints.size(), integer)) : integer);
  return ints;
}

// Their values as axes from 0 to ndim - 1, if they are known and there.
KnownAxes knownAxes(const ir::Module& module, const std::vector<TypeId>& types, int ndim) {
  Axes axes;
  for (const TypeId type : types) {
    const ir::Constant* constant = literalOf(module, type);
    if (!constant || constant->integer < -ndim || constant->integer >= ndim) return std::nullopt;
    axes.push_back(static_cast<int>(constant->integer < 0 ? constant->integer + ndim : constant->integer));
  }
  return axes;
}

KnownAxes axesArgument(CallSite& site, size_t k, int ndim) { return knownAxes(site.t.module, intsArgument(site, k), ndim); }

Axes inOrder(int ndim) {
  Axes axes(static_cast<size_t>(ndim));
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

Axes reversed(Axes axes) {
  std::ranges::reverse(axes);
  return axes;
}

bool contains(const Axes& axes, int axis) { return std::ranges::find(axes, axis) != axes.end(); }

TypeId permuted(CallSite& site, const Type& array, const KnownAxes& axes) {
  const bool is_same = axes == inOrder(array.ndim);
  const bool is_reversed = axes == reversed(inOrder(array.ndim));
  Layout layout = is_same ? array.layout : Layout::Strided;
  if (is_reversed && array.layout == Layout::C) layout = Layout::F;
  if (is_reversed && array.layout == Layout::F) layout = Layout::C;
  return likeArray(site, array, array.ndim, layout);
}

// One axis comes to another place, the others stay in order.
KnownAxes moved(int ndim, const KnownAxes& from, const KnownAxes& to) {
  if (!from || !to || from->size() != 1 || to->size() != 1) return std::nullopt;
  Axes axes = inOrder(ndim);
  axes.erase(axes.begin() + from->front());
  axes.insert(axes.begin() + to->front(), from->front());
  return axes;
}

KnownAxes swapped(int ndim, const KnownAxes& first, const KnownAxes& second) {
  if (!first || !second) return std::nullopt;
  Axes axes = inOrder(ndim);
  std::swap(axes[static_cast<size_t>(first->front())], axes[static_cast<size_t>(second->front())]);
  return axes;
}

void wantSingle(CallSite& site, size_t k) {
  if (site.data(k).kind == TypeKind::Tuple) site.refuse(k, "Give an int.");
}

// atleast_1d(x): the number of dimensions that the row's data gives, or what x has if these are more.
TypeId atLeast(CallSite& site, size_t k) {
  const int least = site.rowData()[0] - '0';
  const Type array = site.data(k);
  if (array.kind == TypeKind::Array) return likeArray(site, array, std::max<int>(least, array.ndim), array.layout);
  const Numeric number = site.number(k);
  site.want(k, widen(site.t.module, site.type(k)));
  return site.t.module.types.array(number.dtype, least, Layout::C);
}

}  // namespace

TypeId inferTranspose(CallSite& site) {
  const Type array = arrayArgument(site);
  if (site.isNone(1)) return permuted(site, array, reversed(inOrder(array.ndim)));
  return permuted(site, array, axesArgument(site, 1, array.ndim));
}

// a.transpose(), a.transpose(1, 0), a.transpose((1, 0)), a.transpose(None)
TypeId inferTransposeMethod(CallSite& site) {
  if (site.count() == 2) return inferTranspose(site);
  const Type array = site.data(0);
  if (site.count() == 1) return permuted(site, array, reversed(inOrder(array.ndim)));
  std::vector<TypeId> axes;
  for (size_t k = 1; k < site.count(); ++k) {
    wantSingle(site, k);
    axes.push_back(intsArgument(site, k)[0]);
  }
  return permuted(site, array, knownAxes(site.t.module, axes, array.ndim));
}

TypeId inferSwapAxes(CallSite& site) {
  const Type array = arrayArgument(site);
  wantSingle(site, 1);
  wantSingle(site, 2);
  const KnownAxes first = axesArgument(site, 1, array.ndim), second = axesArgument(site, 2, array.ndim);
  return permuted(site, array, swapped(array.ndim, first, second));
}

TypeId inferMoveAxis(CallSite& site) {
  const Type array = arrayArgument(site);
  const KnownAxes from = axesArgument(site, 1, array.ndim), to = axesArgument(site, 2, array.ndim);
  return permuted(site, array, moved(array.ndim, from, to));
}

TypeId inferRollAxis(CallSite& site) {
  const Type array = arrayArgument(site);
  wantSingle(site, 1);
  wantSingle(site, 2);
  static_cast<void>(intsArgument(site, 1));
  static_cast<void>(intsArgument(site, 2));
  return permuted(site, array, std::nullopt);
}

TypeId inferMatrixTranspose(CallSite& site) {
  const Type array = arrayArgument(site);
  return permuted(site, array, array.ndim == 2 ? KnownAxes(Axes{1, 0}) : std::nullopt);
}

TypeId inferArrayMatrixTranspose(Typing& t, ir::InstId inst) {
  const Type array = t.typeData(t.operand(inst, 0));
  Layout layout = Layout::Strided;
  if (array.ndim == 2 && array.layout == Layout::C) layout = Layout::F;
  if (array.ndim == 2 && array.layout == Layout::F) layout = Layout::C;
  return t.module.types.array(array.dtype, array.ndim, layout, array.readonly);
}

// Axes of extent 1 that go leave the others as they lie.
TypeId inferSqueeze(CallSite& site) {
  const Type array = arrayArgument(site);
  if (site.isNone(1)) {
    if (array.ndim == 0) return site.type(0);
    site.t.error(DiagKind::not_a_constant, site.inst,
                 {"the axis of squeeze()", "Give it: which axes have one element is not part of the array's type."});
  }
  const std::vector<TypeId> types = intsArgument(site, 1);
  const KnownAxes axes = knownAxes(site.t.module, types, array.ndim);
  const bool keeps_last = axes && !contains(*axes, array.ndim - 1);
  const bool loses_rows = array.layout == Layout::Rows && !keeps_last;
  const int ndim = std::max(array.ndim - static_cast<int>(types.size()), 0);
  return likeArray(site, array, ndim, loses_rows ? Layout::Strided : array.layout);
}

TypeId inferExpandDims(CallSite& site) {
  const Type array = arrayArgument(site);
  return likeArray(site, array, array.ndim + static_cast<int>(intsArgument(site, 1).size()), array.layout);
}

TypeId inferAtLeast(CallSite& site) {
  if (site.count() == 1) return atLeast(site, 0);
  std::vector<TypeId> results;
  for (size_t k = 0; k < site.count(); ++k) results.push_back(atLeast(site, k));
  return site.t.module.types.tuple(results);
}

// NumPy indexes the array, which of no dimensions gives a scalar.
TypeId inferFlip(CallSite& site) {
  const Type array = arrayArgument(site);
  const bool has_axes = site.count() > 1 && !site.isNone(1);
  const size_t count = has_axes ? intsArgument(site, 1).size() : array.ndim;
  if (array.ndim == 0 && count == 0) return site.t.module.types.scalar(array.dtype);
  return likeArray(site, array, array.ndim, Layout::Strided);
}

// Without axes these are (0, 1).
TypeId inferRot90(CallSite& site) {
  const Type array = arrayArgument(site);
  wantSingle(site, 1);
  static_cast<void>(intsArgument(site, 1));
  if (!site.isAbsent(2) && intsArgument(site, 2).size() != 2) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"rot90", "takes two axes"});
  }
  return likeArray(site, array, array.ndim, Layout::Strided);
}

// x, window_shape, axis, subok, writeable
TypeId inferSlidingWindow(CallSite& site) {
  const Type array = arrayArgument(site);
  const size_t count = intsArgument(site, 1).size();
  const size_t axes = site.isNone(2) ? array.ndim : intsArgument(site, 2).size();
  if (count != axes) {
    site.t.error(DiagKind::wrong_arguments, site.inst, {"sliding_window_view", "takes an extent of the window for each axis"});
  }
  const ir::Constant* subok = site.literal(3);
  const ir::Constant* writeable = site.literal(4);
  if (!subok || subok->integer != 0) site.refuseGiven(3, "subok");
  if (!writeable) site.t.error(DiagKind::not_a_constant, site.inst, {"writeable", "Use True or False."});
  const bool is_readonly = array.readonly || writeable->integer == 0;
  return site.t.module.types.array(array.dtype, array.ndim + static_cast<int>(count), Layout::Strided, is_readonly);
}

TypeId inferDiagonal(CallSite& site) {
  const Type array = arrayArgument(site);
  for (const size_t k : {1, 2, 3}) {
    wantSingle(site, k);
    static_cast<void>(intsArgument(site, k));
  }
  return site.t.module.types.array(array.dtype, std::max(array.ndim - 1, 0), Layout::Strided, true);
}

TypeId inferBroadcastShapes(CallSite& site) {
  size_t ndim = 0;
  for (size_t k = 0; k < site.count(); ++k) ndim = std::max(ndim, intsArgument(site, k).size());
  return site.t.module.types.tuple(std::vector<TypeId>(ndim, site.t.module.types.integer));
}

// A number is broadcast as an array without dimensions.
TypeId inferBroadcastTo(CallSite& site) {
  const Type array = site.data(0);
  const bool is_array = array.kind == TypeKind::Array;
  const ir::DType dtype = is_array ? array.dtype : site.number(0).dtype;
  if (!is_array) site.want(0, widen(site.t.module, site.type(0)));
  const int ndim = static_cast<int>(intsArgument(site, 1).size());
  const ir::Constant* subok = site.literal(2);
  if (!subok || subok->integer != 0) site.refuseGiven(2, "subok");
  return site.t.module.types.array(dtype, ndim, Layout::Strided, true);
}

}  // namespace krait::infer
