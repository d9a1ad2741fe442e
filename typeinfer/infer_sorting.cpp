// Result types of sorting and searching: the methods of arrays, np.lexsort. What is built on them is in the package's lib/.
//
// The runtime sorts by one algorithm, whatever `kind` says; of kinds only whether ties keep their order is passed on.
#include <cctype>

#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

Type arrayOfValues(const CallSite& site, size_t k) {
  const Type array = site.data(k);
  if (array.kind != TypeKind::Array) site.refuse(k, "Give an array of numbers or times.");
  return array;
}

Argument constant(CallSite& site, ir::Constant value) {
  const ir::ConstId id = site.t.module.constants.intern(std::move(value));
  return {{}, constantType(site.t.module, id), id};
}

[[noreturn]] void refuseText(const CallSite& site, std::string_view what, std::string_view way_round) {
  site.t.error(DiagKind::not_a_constant, site.inst, {std::string(what), std::string(way_round)});
}

// NumPy looks at the first letter, in either case.
bool isStableKind(const CallSite& site, size_t k) {
  constexpr std::string_view kWayRound = "Use 'quicksort', 'heapsort', 'mergesort' or 'stable'.";
  if (site.isNone(k)) return false;
  const ir::Constant* kind = site.literal(k);
  if (!kind || kind->kind != ir::ConstKind::Str || kind->text.empty()) refuseText(site, "kind", kWayRound);
  switch (std::tolower(static_cast<unsigned char>(kind->text[0]))) {
    case 'q':
    case 'h': return false;
    case 'm':
    case 's': return true;
    default: refuseText(site, "kind", kWayRound);
  }
}

// kind and stable, of which one may be given.
bool keepsTies(const CallSite& site, size_t kind, size_t stable) {
  if (site.isNone(stable)) return isStableKind(site, kind);
  if (!site.isNone(kind)) site.t.error(DiagKind::wrong_arguments, site.inst, {std::string(site.name()), "takes kind or stable, not both"});
  const ir::Constant* given = site.literal(stable);
  const bool is_known = given && (given->kind == ir::ConstKind::Bool || given->kind == ir::ConstKind::Int);
  if (!is_known) refuseText(site, "stable", "Use True or False.");
  return given->integer != 0;
}

void checkSelectKind(const CallSite& site, size_t k) {
  const ir::Constant* kind = site.literal(k);
  if (!kind || kind->text != "introselect") refuseText(site, "kind", "Use 'introselect'.");
}

void wantAxis(CallSite& site, size_t k) {
  if (!site.isNone(k)) site.wantIndex(k);
}

bool isPosition(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && isInteger(number->dtype);
}

// kth: an int, ints, or an array of them.
void wantPositions(CallSite& site, size_t k) {
  const Type kth = site.data(k);
  const TypeId integer = site.t.module.types.integer;
  if (kth.kind == TypeKind::Array) {
    if (!isInteger(kth.dtype) || kth.ndim > 1) site.refuse(k, "Give an int, a tuple of ints, or an array of ints with one axis.");
    return;
  }
  const std::vector<TypeId> elements = kth.kind == TypeKind::Tuple ? kth.elements : std::vector<TypeId>{site.type(k)};
  for (const TypeId element : elements) {
    if (!isPosition(site.t.module, element)) site.refuse(k, "Give an int, a tuple of ints, or an array of ints with one axis.");
  }
  if (elements.empty() || elements.size() > 64) site.refuse(k, "Give from 1 to 64 positions.");
  site.want(k, kth.kind == TypeKind::Tuple ? site.t.module.types.tuple(std::vector<TypeId>(elements.size(), integer)) : integer);
}

TypeId orderOf(CallSite& site, const Type& array, size_t axis) {
  const int ndim = site.isNone(axis) || array.ndim == 0 ? 1 : array.ndim;
  return site.t.module.types.array(DType::Int64, ndim, ir::Layout::C);
}

// What is searched for: an array or a number, the latter with the dtype that np.asarray gives it.
struct Sought {
  DType dtype;
  int ndim;
};

Sought soughtArgument(CallSite& site, size_t k) {
  const Type given = site.data(k);
  if (given.kind == TypeKind::Array) return {given.dtype, given.ndim};
  site.want(k, widen(site.t.module, site.type(k)));
  if (const std::optional<DType> time = timeOf(site.t.module, site.type(k))) return {*time, 0};
  const std::optional<Numeric> number = numericOf(site.t.module, site.type(k));
  if (!number) site.refuse(k, "Give a number or an array.");
  return {number->dtype, 0};
}

DType comparedAs(CallSite& site, DType line, DType sought) {
  const bool has_times = ir::isTime(line) || ir::isTime(sought);
  if (has_times && line != sought) site.refuse(1, "Give times of the array's kind and unit.");
  return has_times ? line : promote(line, sought);
}

char letterOf(DType dtype) {
  constexpr std::string_view kLetters = "?bhilBHILefdFD";
  return ir::isTime(dtype) ? 'M' : kLetters[static_cast<size_t>(dtype)];
}

bool isRight(const CallSite& site, size_t k) {
  const ir::Constant* side = site.literal(k);
  const bool is_known = side && side->kind == ir::ConstKind::Str && (side->text == "left" || side->text == "right");
  if (!is_known) refuseText(site, "side", "Use 'left' or 'right'.");
  return side->text == "right";
}

void checkSorter(const CallSite& site, size_t k) {
  if (site.isNone(k)) return;
  const Type sorter = site.data(k);
  const bool is_order = sorter.kind == TypeKind::Array && sorter.ndim == 1 && isInteger(sorter.dtype);
  if (!is_order) site.refuse(k, "Give an array of ints with one axis.");
}

Type keyArgument(const CallSite& site, TypeId id) {
  const Type key = site.t.module.types[id];
  if (key.kind != TypeKind::Array || key.ndim == 0) site.refuse(0, "Give a tuple of arrays, or an array with two axes or more.");
  return key;
}

}  // namespace

// self, axis, kind, order, stable
TypeId inferArraySort(CallSite& site) {
  const Type array = arrayOfValues(site, 0);
  site.wantIndex(1);
  site.refuseGiven(3, "order");
  static_cast<void>(keepsTies(site, 2, 4));
  site.arguments = {site.arguments[0], site.arguments[1], constant(site, ir::boolConstant(array.readonly))};
  return site.t.module.types.none;
}

TypeId inferArgsort(CallSite& site) {
  const Type array = arrayOfValues(site, 0);
  wantAxis(site, 1);
  site.refuseGiven(3, "order");
  const bool keeps_ties = keepsTies(site, 2, 4);
  site.arguments = {site.arguments[0], site.arguments[1], constant(site, ir::boolConstant(keeps_ties))};
  return orderOf(site, array, 1);
}

// self, kth, axis, kind, order
TypeId inferArrayPartition(CallSite& site) {
  const Type array = arrayOfValues(site, 0);
  wantPositions(site, 1);
  site.wantIndex(2);
  checkSelectKind(site, 3);
  site.refuseGiven(4, "order");
  site.arguments = {site.arguments[0], site.arguments[1], site.arguments[2], constant(site, ir::boolConstant(array.readonly))};
  return site.t.module.types.none;
}

TypeId inferArgpartition(CallSite& site) {
  const Type array = arrayOfValues(site, 0);
  wantPositions(site, 1);
  wantAxis(site, 2);
  checkSelectKind(site, 3);
  site.refuseGiven(4, "order");
  site.arguments = {site.arguments[0], site.arguments[1], site.arguments[2]};
  return orderOf(site, array, 2);
}

// keys, axis
TypeId inferLexsort(CallSite& site) {
  site.wantIndex(1);
  const Type keys = site.data(0);
  if (keys.kind != TypeKind::Tuple) {
    const Type array = keyArgument(site, site.type(0));
    if (array.ndim < 2) site.refuse(0, "Give a tuple of arrays, or an array with two axes or more.");
    return site.t.module.types.array(DType::Int64, array.ndim - 1, ir::Layout::C);
  }
  if (keys.elements.empty()) site.refuse(0, "Give one key or more.");
  const Type first = keyArgument(site, keys.elements[0]);
  for (const TypeId element : keys.elements) {
    if (keyArgument(site, element).ndim != first.ndim) site.refuse(0, "Give keys of one shape.");
  }
  return site.t.module.types.array(DType::Int64, first.ndim, ir::Layout::C);
}

// a, v, side, sorter
TypeId inferSearchsorted(CallSite& site) {
  const Type array = arrayOfValues(site, 0);
  if (array.ndim != 1) site.refuse(0, "Give an array with one axis.");
  const Sought sought = soughtArgument(site, 1);
  const DType dtype = comparedAs(site, array.dtype, sought.dtype);
  const bool is_right = isRight(site, 2);
  checkSorter(site, 3);
  const Argument letter = constant(site, ir::textConstant(ir::ConstKind::Str, std::string(1, letterOf(dtype))));
  site.arguments = {letter, site.arguments[0], site.arguments[1], constant(site, ir::boolConstant(is_right)), site.arguments[3]};
  if (sought.ndim == 0) return site.t.module.types.scalar(DType::Int64);
  return site.t.module.types.array(DType::Int64, sought.ndim, ir::Layout::C);
}

}  // namespace krait::infer
