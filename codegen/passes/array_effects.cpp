// Effects on arrays.
#include "codegen/passes/array_effects.h"

#include <algorithm>
#include <unordered_set>

#include "codegen/passes/array_owners.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;

bool holdsArrays(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind == TypeKind::Array || type.kind == TypeKind::RecordArray || type.kind == TypeKind::List) return true;
  return std::ranges::any_of(type.elements, [&](ir::TypeId element) { return holdsArrays(module, element); });
}

bool holdsLists(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind == TypeKind::List) return true;
  return std::ranges::any_of(type.elements, [&](ir::TypeId element) { return holdsLists(module, element); });
}

bool takesLists(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  const auto isList = [&](ir::ValueId operand) { return holdsLists(module, function[operand].type); };
  return std::ranges::any_of(inst.operands, isList);
}

bool takesArrays(const ir::Module& module, const ir::Function& function, const ir::Inst& inst) {
  return std::ranges::any_of(inst.operands, [&](ir::ValueId operand) { return holdsArrays(module, function[operand].type); });
}

// A function that gives None is called for what it does; others write where they are told to put their result.
bool builtinWrites(const ir::Module& module, const ir::Function& function, const ir::Inst& call) {
  if (!takesArrays(module, function, call)) return false;
  if (module.types.kind(function[call.results[0]].type) == TypeKind::None) return true;
  return functionRow(static_cast<FunctionId>(call.attribute)).parameters.find("out=") != std::string_view::npos;
}

bool isNumpyInteger(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::Scalar && ir::dtypeKind(type.dtype) <= ir::DTypeKind::Unsigned;
}

// Whose memory is new.
class Makers {
 public:
  explicit Makers(const ir::Module& module) : module_(module) {}

  // The instruction that made the memory of the array, or of what it is a view of, if it is new; else invalid.
  [[nodiscard]] InstId makerOf(const ir::Function& function, ir::ValueId array) {
    const InstId made = function[array].inst;
    if (!made.valid()) return {};
    const ir::Inst& inst = function[made];
    if (inst.op == Op::getitem) return makerOf(function, inst.operands[0]);
    const bool is_new = inst.op == Op::map || inst.op == Op::reduce || (inst.op == Op::call_builtin && givesNewArrays(inst.attribute)) ||
                        (inst.op == Op::call_direct && returnsNew(inst.callee()));
    return is_new ? made : InstId();
  }

 private:
  // Whether all that the function returns is an array that it made.
  bool returnsNew(ir::FuncId id) {
    if (!asked_.insert(id.index).second) return false;
    const ir::Function& callee = module_[id];
    return returnsNewIn(callee, callee.entry);
  }

  bool returnsNewIn(const ir::Function& function, ir::BlockId block) {
    return std::ranges::all_of(function[block].insts, [&](InstId id) {
      const ir::Inst& inst = function[id];
      const bool is_new = inst.op != Op::ret || makerOf(function, inst.operands[0]).valid();
      return is_new && std::ranges::all_of(inst.regions, [&](ir::BlockId region) { return returnsNewIn(function, region); });
    });
  }

  const ir::Module& module_;
  std::unordered_set<uint32_t> asked_;
};

// Whether functions write to arrays that they did not make, or to lists.
class CalleeEffects {
 public:
  explicit CalleeEffects(const ir::Module& module) : module_(module) {}

  bool mayWrite(const ir::Function& function, const ir::Inst& call) {
    if (takesLists(module_, function, call)) return true;
    return takesArrays(module_, function, call) && writes(call.callee());
  }

 private:
  bool writes(ir::FuncId id) {
    if (!asked_.insert(id.index).second) return false;  // the answer is that of the call around
    const ir::Function& callee = module_[id];
    return writesIn(callee, callee.entry);
  }

  bool writesIn(const ir::Function& function, ir::BlockId block) {
    return std::ranges::any_of(function[block].insts, [&](InstId id) { return writesBy(function, id); });
  }

  bool writesBy(const ir::Function& function, InstId id) {
    const ir::Inst& inst = function[id];
    switch (inst.op) {
      case Op::setitem:
      case Op::map_into: return !Makers(module_).makerOf(function, inst.operands[0]).valid();
      case Op::list_append:
      case Op::store_attribute: return true;
      case Op::call_direct: return mayWrite(function, inst);
      case Op::call_builtin: return builtinWrites(module_, function, inst);
      default: break;
    }
    return std::ranges::any_of(inst.regions, [&](ir::BlockId region) { return writesIn(function, region); });
  }

  const ir::Module& module_;
  std::unordered_set<uint32_t> asked_;
};

// A slice without a step, which could be 0, or a new axis.
bool isQuietPart(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  return type.kind == TypeKind::None || (type.kind == TypeKind::Slice && type.elements[2] == module.types.none);
}

bool isQuietKey(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind != TypeKind::Tuple) return isQuietPart(module, id);
  return std::ranges::all_of(type.elements, [&](ir::TypeId part) { return isQuietPart(module, part); });
}

}  // namespace

InstId makerOfWritten(const ir::Module& module, const ir::Function& function, InstId store) {
  const ir::Inst& inst = function[store];
  const bool is_store = inst.op == Op::setitem || inst.op == Op::map_into;
  return is_store ? Makers(module).makerOf(function, inst.operands[0]) : InstId();
}

bool makesQuietView(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  const auto kindOf = [&](ir::ValueId value) { return module.types.kind(function[value].type); };
  switch (inst.op) {
    case Op::constant:
    case Op::build_slice:
    case Op::build_tuple: return true;
    case Op::convert:
      return kindOf(inst.operands[0]) == TypeKind::Literal || isQuietKey(module, function[inst.results[0]].type);
    case Op::getitem:
      return kindOf(inst.operands[0]) == TypeKind::Array && isQuietKey(module, function[inst.operands[1]].type);
    default: return false;
  }
}

bool writesArrays(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  switch (inst.op) {
    case Op::setitem:
    case Op::map_into: return true;
    case Op::call_direct: return CalleeEffects(module).mayWrite(function, inst);
    case Op::call_builtin: return builtinWrites(module, function, inst);
    default: break;
  }
  return std::ranges::any_of(inst.regions, [&](ir::BlockId region) {
    return std::ranges::any_of(function[region].insts, [&](InstId inner) { return writesArrays(module, function, inner); });
  });
}

// NumPy's scalars do not raise, but for integers to a negative power; Python's do.
bool elementMayRaise(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  if (inst.op == Op::give || inst.op == Op::constant || inst.op == Op::extract || inst.op == Op::build_tuple) return false;
  if (inst.op == Op::call_direct || inst.op == Op::raise) return true;
  const bool is_power = inst.op == Op::pow || inst.op == Op::call_builtin;
  const bool is_numpy = std::ranges::all_of(inst.operands, [&](ir::ValueId operand) {
    const TypeKind kind = module.types.kind(function[operand].type);
    return kind == TypeKind::Scalar || kind == TypeKind::Literal || kind == TypeKind::None || kind == TypeKind::Bool;
  });
  if (!is_numpy) return true;
  return is_power && inst.operands.size() >= 2 && isNumpyInteger(module, function[inst.operands[0]].type) &&
         (inst.op == Op::pow || functionRow(static_cast<FunctionId>(inst.attribute)).name == "numpy.power");
}

bool hasInsertedAxis(const ir::Module& module, const ir::Function& function, ir::ValueId array) {
  const InstId made = function[array].inst;
  if (!made.valid() || function[made].op != Op::getitem) return false;
  const ir::Type& key = module.types[function[function[made].operands[1]].type];
  return key.kind == TypeKind::None || std::ranges::count(key.elements, module.types.none) != 0;
}

}  // namespace krait::passes
