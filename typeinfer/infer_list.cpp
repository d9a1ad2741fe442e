// Rules of lists: displays, items, slices, operators.
//
// A display that only a function of NumPy sees, as in np.array([1, 2]), is a tuple: NumPy takes the two for the same, and
// no list has to be made.
#include "typeinfer/list.h"

#include <algorithm>

#include "typeinfer/function_table.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

bool canBeItem(const ir::Module& module, TypeId id) {
  if (numericOf(module, id)) return true;
  const Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Scalar:
    case TypeKind::Array:
    case TypeKind::List: return true;
    case TypeKind::Tuple:
      return std::ranges::all_of(type.elements, [&](TypeId element) { return canBeItem(module, element); });
    default: return false;
  }
}

// The only use of a value: the instruction, and which operand it is there.
struct Use {
  InstId inst;
  size_t operand = 0;
};

std::optional<Use> onlyUse(const ir::Function& function, ir::BlockId block, ValueId value, size_t& count) {
  std::optional<Use> use;
  for (const InstId id : function[block].insts) {
    const std::vector<ValueId>& operands = function[id].operands;
    for (size_t k = 0; k < operands.size(); ++k) {
      if (operands[k] != value) continue;
      ++count;
      use = Use{id, k};
    }
    for (const ir::BlockId region : function[id].regions) {
      if (const std::optional<Use> inner = onlyUse(function, region, value, count)) use = inner;
    }
  }
  return use;
}

// Parameters of NumPy's functions that take no list.
bool isAxis(std::string_view parameters, size_t position) {
  for (size_t k = 0; k < position && !parameters.empty(); ++k) {
    const size_t comma = parameters.find(", ");
    parameters = comma == std::string_view::npos ? "" : parameters.substr(comma + 2);
    if (parameters.starts_with("/, ")) parameters.remove_prefix(3);
  }
  return parameters.starts_with("axis");
}

bool isSeenByNumpyOnly(const Typing& t, InstId inst) {
  size_t count = 0;
  const std::optional<Use> use = onlyUse(t.function, t.function.entry, t.function[inst].results[0], count);
  if (count != 1) return false;
  const ir::Inst& user = t.function[use->inst];
  if (user.op == Op::build_list) return isSeenByNumpyOnly(t, use->inst);
  if (user.op != Op::call || use->operand == 0) return false;
  const ir::Constant* callee = literalOf(t.module, t.type(user.operands[0]));
  if (!callee || callee->kind != ir::ConstKind::Builtin || !callee->text.starts_with("numpy.")) return false;
  const std::optional<FunctionId> function = findFunction(callee->text);
  const size_t keywords = t.module.constants[user.constant()].elements.size();
  const bool is_positional = use->operand < user.operands.size() - keywords;
  return function && (!is_positional || !isAxis(functionRow(*function).parameters, use->operand - 1));
}

Flow makeTuple(Typing& t, InstId inst) {
  std::vector<TypeId> types;
  for (const ValueId operand : t.function[inst].operands) types.push_back(t.type(operand));
  t.setResult(inst, t.module.types.tuple(types));
  if (t.finalizing) t.function[inst].op = Op::build_tuple;
  return Flow::Next;
}

bool isIndex(const ir::Module& module, TypeId type) {
  const std::optional<Numeric> number = numericOf(module, type);
  return number && isIntegerOrBool(number->dtype) && (number->python || isInteger(number->dtype));
}

[[noreturn]] void refuseIndex(Typing& t, InstId inst, const char* way_round) {
  t.error(DiagKind::unsupported_index, inst,
          {t.text(t.operandType(inst, 0)), t.text(widen(t.module, t.operandType(inst, 1))), way_round});
}

Flow sliceList(Typing& t, InstId inst) {
  const ir::Module& module = t.module;
  std::vector<TypeId> parts = t.typeData(t.operand(inst, 1)).elements;
  for (TypeId& part : parts) {
    if (part == module.types.none) continue;
    if (!isIndex(module, part)) refuseIndex(t, inst, "Use ints.");
    part = module.types.integer;
  }
  t.want(inst, 1, t.module.types.composite(TypeKind::Slice, parts));
  const TypeId list = madeList(t, inst);
  putIntoList(t, inst, list, listItem(t.module, t.operandType(inst, 0)));
  t.setResult(inst, list);
  return Flow::Next;
}

[[noreturn]] void refuseOperator(Typing& t, InstId inst, const char* symbol) {
  t.error(DiagKind::unsupported_operands, inst,
          {symbol, t.text(widen(t.module, t.operandType(inst, 0))), t.text(widen(t.module, t.operandType(inst, 1))),
           std::string(wayRoundOperands(t.module, symbol, t.operandType(inst, 0), t.operandType(inst, 1)))});
}

// a += b puts the items of b, of any iterable, into a itself.
Flow extendInPlace(Typing& t, InstId inst) {
  const TypeId list = t.operandType(inst, 0);
  putIntoList(t, inst, list, itemType(t, inst, t.operandType(inst, 1)));
  t.want(inst, 1, widen(t.module, t.operandType(inst, 1)));
  t.setResult(inst, list);
  return Flow::Next;
}

Flow concatenate(Typing& t, InstId inst) {
  const TypeId list = madeList(t, inst);
  for (const size_t k : {0, 1}) putIntoList(t, inst, list, listItem(t.module, t.operandType(inst, k)));
  t.setResult(inst, list);
  return Flow::Next;
}

Flow repeat(Typing& t, InstId inst, size_t of) {
  const TypeId from = t.operandType(inst, of);
  t.want(inst, 1 - of, t.module.types.integer);
  const bool in_place = t.function[inst].inplace && of == 0;
  if (in_place) checkChangeable(t, inst, from);
  const TypeId list = in_place ? from : madeList(t, inst);
  if (!in_place) putIntoList(t, inst, list, listItem(t.module, from));
  t.setResult(inst, list);
  return Flow::Next;
}

}  // namespace

TypeId madeList(Typing& t, InstId inst) {
  const TypeId known = t.type(t.function[inst].results[0]);
  return isList(t.module, known) ? known : newListType(t.module);
}

void checkChangeable(Typing& t, InstId at, TypeId list) {
  if (!isReadonlyList(t.module, list)) return;
  t.error(DiagKind::unsupported_operand, at,
          {"changing it", "a list that is an argument from Python",
           "Compiled code has a copy of it, so that the change would be lost: take list(x), change that and return it."});
}

void putIntoList(Typing& t, InstId at, TypeId list, TypeId item) {
  checkChangeable(t, at, list);
  if (item == t.module.types.never) return;
  if (!canBeItem(t.module, item)) {
    t.error(DiagKind::unsupported_store, at,
            {t.text(widen(t.module, item)), "a list", "Lists hold numbers, tuples of numbers, arrays and lists; a tuple holds anything."});
  }
  const TypeId known = listItem(t.module, list);
  if (!putItem(t.module, list, item)) {
    t.error(DiagKind::no_common_type, at, {"an item of the list", t.text(widen(t.module, item)), t.text(known)});
  }
  t.remarkItem(item, listItem(t.module, list), at);
}

bool waitsForItems(const Typing& t, InstId at, std::span<const TypeId> types) {
  const bool waits = std::ranges::any_of(types, [&](TypeId type) { return hasUnknownItems(t.module, type); });
  if (waits && t.finalizing) {
    t.error(DiagKind::unsupported_operand, at, {"this", "a list that nothing is ever put into", "Its items have no type."});
  }
  return waits;
}

bool hasListOperand(const Typing& t, InstId inst) {
  const std::vector<ValueId>& operands = t.function[inst].operands;
  return std::ranges::any_of(operands, [&](ValueId value) { return isList(t.module, t.type(value)); });
}

Flow infer_build_list(Typing& t, InstId inst) {
  if (isSeenByNumpyOnly(t, inst)) return makeTuple(t, inst);
  const TypeId list = madeList(t, inst);
  for (size_t k = 0; k < t.function[inst].operands.size(); ++k) putIntoList(t, inst, list, t.operandType(inst, k));
  t.setResult(inst, list);
  t.wantAll(inst, listItem(t.module, list));
  return Flow::Next;
}

Flow infer_list_append(Typing& t, InstId inst) {
  const TypeId list = t.operandType(inst, 0);
  putIntoList(t, inst, list, t.operandType(inst, 1));
  t.want(inst, 1, listItem(t.module, list));
  return Flow::Next;
}

Flow inferListGet(Typing& t, InstId inst) {
  const TypeId index = t.operandType(inst, 1);
  if (t.module.types.kind(index) == TypeKind::Slice) return sliceList(t, inst);
  if (!isIndex(t.module, index)) refuseIndex(t, inst, "Use an int.");
  t.want(inst, 1, t.module.types.integer);
  t.setResult(inst, listItem(t.module, t.operandType(inst, 0)));
  return Flow::Next;
}

Flow inferListSet(Typing& t, InstId inst) {
  const TypeId list = t.operandType(inst, 0);
  if (!isIndex(t.module, t.operandType(inst, 1))) refuseIndex(t, inst, "Store item by item.");
  t.want(inst, 1, t.module.types.integer);
  putIntoList(t, inst, list, t.operandType(inst, 2));
  t.want(inst, 2, listItem(t.module, list));
  return Flow::Next;
}

Flow inferListUnpack(Typing& t, InstId inst) {
  const TypeId item = listItem(t.module, t.operandType(inst, 0));
  for (size_t k = 0; k < t.function[inst].results.size(); ++k) t.setResult(inst, item, k);
  return Flow::Next;
}

Flow inferListOperator(Typing& t, InstId inst, const char* symbol) {
  const Op op = t.function[inst].op;
  const bool first = isList(t.module, t.operandType(inst, 0)), second = isList(t.module, t.operandType(inst, 1));
  if (op == Op::add && first && t.function[inst].inplace) return extendInPlace(t, inst);
  if (op == Op::add && first && second) return concatenate(t, inst);
  if (op == Op::mul && first != second && isIndex(t.module, t.operandType(inst, first ? 1 : 0))) {
    return repeat(t, inst, first ? 0 : 1);
  }
  refuseOperator(t, inst, symbol);
}

}  // namespace krait::infer
