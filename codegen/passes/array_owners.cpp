// Walks the function in program order, until the set of owned joins no longer grows. It starts from none, so the least
// is owned; results of functions that call each other are found in the same way.
#include "codegen/passes/array_owners.h"

#include <algorithm>
#include <array>
#include <utility>

#include "frontend/support/check.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::FuncId;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;

enum class ArrayResult { Unknown, New, Operands };

struct ArrayResultRow {
  std::string_view lower;
  ArrayResult result;
};

constexpr std::array kArrayResults = {
#define KRAIT_ARRAY_RESULT(lower, source) ArrayResultRow{#lower, ArrayResult::source},
#include "codegen/passes/array_results.def"
#undef KRAIT_ARRAY_RESULT
};

constexpr ArrayResult arrayResult(std::string_view lower) {
  for (const ArrayResultRow& row : kArrayResults) {
    if (row.lower == lower) return row.result;
  }
  return ArrayResult::Unknown;
}

// Of every row of the catalogue.
constexpr ArrayResult kBuiltinResults[] = {
#define KRAIT_FUNCTION(id, name, parameters, infer, lower, data) arrayResult(#lower),
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

// Methods of lists.
constexpr bool kChangesLists[] = {
#define KRAIT_FUNCTION(id, name, parameters, infer, lower, data) std::string_view(name).starts_with("list."),
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

std::span<const ValueId> carried(const ir::Function& function, const Inst& loop) {
  return std::span(function[loop.regions[0]].parameters).subspan(loop.op == Op::for_ ? 2 : 0);
}

}  // namespace

void ArraySource::add(const ArraySource& other) {
  outside |= other.outside || other.owners.empty();
  std::vector<uint32_t> all;
  std::ranges::set_union(owners, other.owners, std::back_inserter(all));
  owners = std::move(all);
}

OwnedResults::OwnedResults(const ir::Module& module) {
  for (const auto& function : module.functions) {
    owned_.emplace_back(arrayCount(module, function->result_type), false);
  }
  bool changed = true;
  while (changed) {
    changed = false;
    for (uint32_t i = 0; i < module.functions.size(); ++i) changed |= refine(module, FuncId(i));
  }
}

// Whether more of the function's results turn out to be owned.
bool OwnedResults::refine(const ir::Module& module, FuncId id) {
  std::vector<bool>& owned = owned_[id.index];
  if (std::ranges::count(owned, false) == 0) return false;
  const ArrayOwners owners(module, module[id], *this);
  const std::vector<bool> before = owned;
  owned = owners.returned();
  return owned != before;
}

ArrayOwners::ArrayOwners(const ir::Module& module, const ir::Function& function, const OwnedResults& results)
    : components(module, function), module_(module), function_(function), results_(results),
      sources_(components.total()), owned_(components.total()), retained_(components.total()),
      returned_(arrayCount(module, function.result_type)), use_counts_(function.valueCount()) {
  CHECK(function.structured, "a structured function");
  changed_ = components.total() > 0;
  for (uint32_t i = 0; changed_ && i < function.instCount(); ++i) {
    for (const ValueId operand : function[InstId(i)].operands) ++use_counts_[operand.index];
  }
  while (changed_) {
    changed_ = false;
    visitBlock(function.entry);
  }
}

void ArrayOwners::own(uint32_t component) {
  owned_[component] = owns_any_ = true;
  setSource(component, {{component}, false});
}

void ArrayOwners::visitBlock(BlockId block) {
  for (const InstId id : function_[block].insts) visitInst(function_[id]);
}

void ArrayOwners::visitInst(const Inst& inst) {
  switch (inst.op) {
    case Op::ret: return visitReturn(inst);
    case Op::yield: return pass(inst.operands, function_[function_[inst.parent].owner].results);
    case Op::break_to: return pass(inst.operands, function_[inst.label()].results);
    case Op::continue_to: return pass(inst.operands, carried(function_, function_[inst.label()]));
    default: break;
  }
  if (ir::hasRegions(inst.op) && !ir::visitsElements(inst.op)) return visitStructured(inst);
  if (!hasArrays(inst.results)) return;
  switch (inst.op) {
    case Op::constant: return;  // a captured array
    case Op::map:
    case Op::reduce: return makeNew(inst);
    case Op::build_tuple:
    case Op::build_slice:
    case Op::make_function:
    case Op::load_attribute:
    case Op::get_iter:
    case Op::convert: return takeInOrder(inst);
    case Op::extract: return takeRange(inst);
    case Op::build_list: return makeNew(inst);
    case Op::add:
    case Op::mul: return visitListOperator(inst);
    case Op::unpack:
      if (takesFromLists(module_, function_[inst.operands[0]].type)) return retainAll(inst.results);
      return isView(module_.types[function_[inst.operands[0]].type]) ? takeAny(inst)
                                                                                          : takeInOrder(inst);
    case Op::getitem:
    case Op::iter_item: return takeItem(inst);
    case Op::call_builtin: return visitBuiltin(inst);
    case Op::call_direct: return visitCall(inst);
    default: break;
  }
  CHECK(module_.types.kind(function_[inst.results[0]].type) == ir::TypeKind::Tuple,
        "place-releases must be told whose memory this op's array is (array_owners.cpp)");
  takeAny(inst);
}

void ArrayOwners::visitStructured(const Inst& inst) {
  if (inst.op == Op::loop) pass(inst.operands, carried(function_, inst));
  if (inst.op == Op::for_) {
    const ValueId item = function_[inst.regions[0]].parameters[1];
    if (takesFromLists(module_, function_[inst.operands[0]].type)) retainAll({&item, 1});
    const ArraySource source = allOf(std::span(inst.operands).first(1));
    for (uint32_t k = 0; k < components.count(item); ++k) {
      if (!retained_[components.first(item) + k]) setSource(components.first(item) + k, source);
    }
    const std::span<const ValueId> values = carried(function_, inst);
    pass(std::span(inst.operands).subspan(1, values.size()), values);  // arrays with copies in the chunks follow
  }
  for (const BlockId region : inst.regions) visitBlock(region);
  if (inst.op == Op::for_) linkResults(inst);
}

// The results of a for_ are what its carried values are in the end.
void ArrayOwners::linkResults(const Inst& inst) {
  const std::span<const ValueId> parameters = carried(function_, inst);
  pass(parameters, inst.results);
  pass(inst.results, parameters);
}

// A receiver owns what it gets as soon as one of its values is not from outside.
void ArrayOwners::pass(std::span<const ValueId> values, std::span<const ValueId> receivers) {
  for (size_t i = 0; i < values.size(); ++i) {
    for (uint32_t k = 0; k < components.count(values[i]); ++k) {
      const uint32_t receiver = components.first(receivers[i]) + k;
      if (owned_[receiver] || sources_[components.first(values[i]) + k].owners.empty()) continue;
      own(receiver);
      changed_ = true;
    }
  }
}

void ArrayOwners::visitReturn(const Inst& inst) {
  const ValueId value = inst.operands[0];
  CHECK(components.count(value) <= returned_.size(), "what is returned has the function's result type");
  for (uint32_t k = 0; k < components.count(value); ++k) {
    if (!source(components.first(value) + k).owners.empty()) returned_[k] = true;
  }
}

// a += b and a *= n give a itself; other operators on lists a new one, and on tuples what they are made of.
void ArrayOwners::visitListOperator(const Inst& inst) {
  const auto is_list = [&](ValueId value) { return module_.types.kind(function_[value].type) == ir::TypeKind::List; };
  if (!is_list(inst.results[0])) return takeAny(inst);
  if (!inst.inplace || !is_list(inst.operands[0])) return makeNew(inst);
  setSource(components.first(inst.results[0]), sources_[components.first(inst.operands[0])]);
}

void ArrayOwners::takeItem(const Inst& inst) {
  const ir::TypeId from = function_[inst.operands[0]].type;
  const bool is_slice = inst.op == Op::getitem && module_.types.kind(function_[inst.operands[1]].type) == ir::TypeKind::Slice;
  if (is_slice && module_.types.kind(from) == ir::TypeKind::List) return makeNew(inst);
  if (!takesFromLists(module_, from) || isReadAtOnce(inst)) return takeAny(inst);
  retainAll(inst.results);
}

void ArrayOwners::retainAll(std::span<const ValueId> values) {
  for (const ValueId value : values) {
    makeNew(value);
    for (uint32_t k = 0; k < components.count(value); ++k) retained_[components.first(value) + k] = true;
  }
}

// Whether the result is only indexed, before anything can change the list that it was taken from: as in a[i][j].
bool ArrayOwners::isReadAtOnce(const Inst& inst) const {
  const ValueId value = inst.results[0];
  uint32_t uses = use_counts_[value.index];
  bool is_after = false;
  for (const InstId id : function_[inst.parent].insts) {
    const Inst& next = function_[id];
    if (!std::exchange(is_after, is_after || &next == &inst)) continue;
    for (size_t k = 0; k < next.operands.size(); ++k) {
      if (next.operands[k] != value) continue;
      const bool is_indexed = k == 0 && (next.op == Op::getitem || next.op == Op::setitem);
      if (!is_indexed || (hasArrays(next.results) && !isReadAtOnce(next))) return false;
      --uses;
    }
    if (uses == 0) return true;
    if (mayDropItems(next)) return false;
  }
  return false;
}

bool ArrayOwners::mayDropItems(const Inst& inst) const {
  if (ir::hasRegions(inst.op) || inst.op == Op::call_direct) return true;
  if (inst.op == Op::call_builtin) return kChangesLists[inst.attribute];
  const bool is_store = inst.op == Op::setitem || (inst.op == Op::mul && inst.inplace);
  return is_store && takesFromLists(module_, function_[inst.operands[0]].type);
}

void ArrayOwners::makeNew(const Inst& inst) {
  for (const ValueId result : inst.results) makeNew(result);
}

void ArrayOwners::makeNew(ValueId value) {
  for (uint32_t k = 0; k < components.count(value); ++k) own(components.first(value) + k);
}

void ArrayOwners::visitBuiltin(const Inst& inst) {
  if (!hasArrays(inst.operands)) return makeNew(inst.results[0]);
  const ArrayResult result = kBuiltinResults[inst.attribute];
  CHECK(result != ArrayResult::Unknown, "a function that gives arrays needs a row in array_results.def");
  if (result == ArrayResult::New) return makeNew(inst.results[0]);
  takeInOrder(inst);
}

// What a function does not hand over is one of its arguments, or from outside.
void ArrayOwners::visitCall(const Inst& inst) {
  ArraySource borrowed = allOf(inst.operands);
  borrowed.outside = true;
  const uint32_t first = components.first(inst.results[0]);
  CHECK(components.count(inst.results[0]) <= arrayCount(module_, module_[inst.callee()].result_type),
        "a call has the result type of its callee");
  for (uint32_t k = 0; k < components.count(inst.results[0]); ++k) {
    if (results_(inst.callee(), k)) {
      own(first + k);
    } else {
      setSource(first + k, borrowed);
    }
  }
}

// The results have the arrays of the operands, one after the other.
void ArrayOwners::takeInOrder(const Inst& inst) {
  std::vector<ArraySource> all;
  for (const ValueId operand : inst.operands) {
    const auto first = sources_.begin() + components.first(operand);
    all.insert(all.end(), first, first + components.count(operand));
  }
  size_t next = 0;
  for (const ValueId result : inst.results) {
    for (uint32_t k = 0; k < components.count(result); ++k) {
      // A value that is never reached has no arrays, whatever it is converted to.
      setSource(components.first(result) + k, next < all.size() ? all[next] : ArraySource{});
      ++next;
    }
  }
  CHECK(all.empty() || next == all.size(), "as many arrays in the results as in the operands");
}

void ArrayOwners::takeRange(const Inst& inst) {
  const ir::Type& type = module_.types[function_[inst.operands[0]].type];
  uint32_t from = components.first(inst.operands[0]);
  for (uint32_t k = 0; k < inst.attribute; ++k) from += arrayCount(module_, type.elements[k]);
  const uint32_t to = components.first(inst.results[0]);
  for (uint32_t k = 0; k < components.count(inst.results[0]); ++k) setSource(to + k, sources_[from + k]);
}

// Each array of the results is one of those of the operands, or a view of it; which one is known at run time only.
void ArrayOwners::takeAny(const Inst& inst) {
  const ArraySource source = allOf(inst.operands);
  for (const ValueId result : inst.results) {
    for (uint32_t k = 0; k < components.count(result); ++k) setSource(components.first(result) + k, source);
  }
}

ArraySource ArrayOwners::allOf(std::span<const ValueId> values) const {
  ArraySource all;
  for (const ValueId value : values) {
    for (uint32_t k = 0; k < components.count(value); ++k) all.add(sources_[components.first(value) + k]);
  }
  return all;
}

bool ArrayOwners::hasArrays(std::span<const ValueId> values) const {
  return std::ranges::any_of(values, [&](ValueId value) { return components.count(value) > 0; });
}

bool givesNewArrays(uint32_t function_row) { return kBuiltinResults[function_row] != ArrayResult::Operands; }

}  // namespace krait::passes
