// Result types of the methods of lists, of list() and of sorted().
#include <algorithm>

#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/list.h"
#include "typeinfer/time.h"

namespace krait::infer {
namespace {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;

// Argument k goes into the list of argument 0.
void put(CallSite& site, size_t k) {
  putIntoList(site.t, site.inst, site.type(0), site.type(k));
  site.want(k, listItem(site.t.module, site.type(0)));
}

// The type of the items of argument k, any iterable; a tuple's are made one type.
TypeId wantIterable(CallSite& site, size_t k) {
  const TypeId item = itemType(site.t, site.inst, site.type(k));
  const Type data = site.data(k);
  const bool is_tuple = data.kind == TypeKind::Tuple;
  site.want(k, is_tuple ? site.t.module.types.tuple(std::vector<TypeId>(data.elements.size(), item))
                        : widen(site.t.module, site.type(k)));
  return item;
}

bool hasOrder(const ir::Module& module, TypeId id) {
  if (const std::optional<Numeric> number = numericOf(module, id)) return !isComplex(number->dtype);
  const Type& type = module.types[id];
  if (type.kind != TypeKind::Tuple) return id == module.types.never || timeOf(module, id).has_value();
  return std::ranges::all_of(type.elements, [&](TypeId element) { return hasOrder(module, element); });
}

void checkOrder(const CallSite& site, TypeId item) {
  if (hasOrder(site.t.module, item)) return;
  site.t.error(DiagKind::unsupported_operand, site.inst,
               {std::string(site.name()) + "()", "items of type " + site.t.text(item), "It sorts real numbers and tuples of them."});
}

// key=None, reverse=False
void wantOrder(CallSite& site, size_t key) {
  if (!site.isNone(key)) {
    site.t.error(DiagKind::unsupported_argument, site.inst,
                 {std::string(site.name()), "the argument 'key'", "Sort tuples that begin with the key."});
  }
  static_cast<void>(site.number(key + 1));
  site.want(key + 1, site.t.module.types.boolean);
}

// Whether argument k can be compared with the items.
void wantComparable(CallSite& site, size_t k) {
  checkEquality(site.t, site.inst, site.type(k), listItem(site.t.module, site.type(0)));
  site.want(k, widen(site.t.module, site.type(k)));
}

TypeId noneAfterChange(CallSite& site) {
  checkChangeable(site.t, site.inst, site.type(0));
  return site.t.module.types.none;
}

}  // namespace

TypeId inferListPut(CallSite& site) {
  const size_t value = site.count() - 1;
  if (value == 2) site.wantIndex(1);
  put(site, value);
  return site.t.module.types.none;
}

TypeId inferListExtend(CallSite& site) {
  putIntoList(site.t, site.inst, site.type(0), wantIterable(site, 1));
  return site.t.module.types.none;
}

TypeId inferListPop(CallSite& site) {
  checkChangeable(site.t, site.inst, site.type(0));
  site.wantIndex(1);
  return listItem(site.t.module, site.type(0));
}

TypeId inferListChange(CallSite& site) { return noneAfterChange(site); }

TypeId inferListRemove(CallSite& site) {
  wantComparable(site, 1);
  return noneAfterChange(site);
}

// The text of the ValueError shows the value.
TypeId inferListIndex(CallSite& site) {
  const std::optional<Numeric> number = numericOf(site.t.module, site.type(1));
  if (!number || isComplex(number->dtype)) site.refuse(1, "It finds real numbers: write the loop.");
  wantComparable(site, 1);
  for (size_t k = 2; k < site.count(); ++k) site.wantIndex(k);
  return site.t.module.types.integer;
}

TypeId inferListCount(CallSite& site) {
  wantComparable(site, 1);
  return site.t.module.types.integer;
}

TypeId inferListCopy(CallSite& site) {
  const TypeId list = madeList(site.t, site.inst);
  putIntoList(site.t, site.inst, list, listItem(site.t.module, site.type(0)));
  return list;
}

TypeId inferListSort(CallSite& site) {
  wantOrder(site, 1);
  checkOrder(site, listItem(site.t.module, site.type(0)));
  return noneAfterChange(site);
}

TypeId inferListCast(CallSite& site) {
  const TypeId list = madeList(site.t, site.inst);
  if (!site.isAbsent(0)) putIntoList(site.t, site.inst, list, wantIterable(site, 0));
  return list;
}

TypeId inferSorted(CallSite& site) {
  wantOrder(site, 1);
  const TypeId list = madeList(site.t, site.inst);
  putIntoList(site.t, site.inst, list, wantIterable(site, 0));
  checkOrder(site, listItem(site.t.module, list));
  return list;
}

}  // namespace krait::infer
