// Accesses, as the types and definitions show them.
#include "codegen/nests/accesses.h"

#include "typeinfer/function_table.h"

namespace krait::nests {
namespace {

using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

bool isRange(const ir::Inst& inst) {
  return inst.op == Op::call_builtin && inst.attribute == static_cast<uint32_t>(FunctionId::builtins_range);
}

// Whether elements that follow each other on the axis do so in memory, whatever the array.
bool isUnitAxis(const ir::Type& array, size_t axis) {
  if (array.layout == Layout::F) return axis == 0;
  return array.layout != Layout::Strided && axis + 1 == array.ndim;
}

}  // namespace

std::optional<std::vector<ValueId>> indicesOf(const ir::Module& module, const ir::Function& function, ValueId key) {
  if (module.types.kind(function[key].type) != TypeKind::Tuple) return std::vector{key};
  const InstId definition = function[key].inst;
  if (!definition.valid()) return std::nullopt;
  if (function[definition].op == Op::convert) return indicesOf(module, function, function[definition].operands[0]);
  if (function[definition].op != Op::build_tuple) return std::nullopt;
  return function[definition].operands;
}

std::optional<Access> accessOf(const ir::Module& module, const ir::Function& function, InstId id) {
  const ir::Inst& inst = function[id];
  if (inst.op != Op::getitem && inst.op != Op::setitem) return std::nullopt;
  Access access{.inst = id, .array = inst.operands[0], .writes = inst.op == Op::setitem, .subscripts = {}};
  const ir::Type& type = module.types[function[access.array].type];
  const auto indices = indicesOf(module, function, inst.operands[1]);
  if (type.kind != TypeKind::Array || !indices || indices->size() != type.ndim) return std::nullopt;
  for (const ValueId index : *indices) {
    const std::optional<Affine> subscript = affineOf(module, function, index);
    if (!subscript) return std::nullopt;
    access.subscripts.push_back(*subscript);
  }
  return access;
}

InstId rangeOf(const ir::Function& function, ValueId iterator) {
  InstId definition = function[iterator].inst;
  while (definition.valid() && function[definition].op == Op::get_iter) {
    definition = function[function[definition].operands[0]].inst;
  }
  return definition.valid() && isRange(function[definition]) ? definition : InstId();
}

std::optional<Counting> countingOf(const ir::Module& module, const ir::Function& function, ValueId iterator) {
  const InstId range = rangeOf(function, iterator);
  if (!range.valid()) return std::nullopt;
  const std::vector<ValueId>& bounds = function[range].operands;
  if (bounds.size() > 2) {
    const std::optional<Affine> step = affineOf(module, function, bounds[2]);
    if (!step || step != Affine{.constant = 1, .terms = {}}) return std::nullopt;
  }
  const auto start = bounds.size() == 1 ? Affine() : affineOf(module, function, bounds[0]);
  const auto stop = affineOf(module, function, bounds[bounds.size() == 1 ? 0 : 1]);
  if (!start || !stop) return std::nullopt;
  return Counting{*start, *stop};
}

Stride strideOf(const ir::Module& module, const ir::Function& function, const Access& access, ValueId item) {
  const ir::Type& array = module.types[function[access.array].type];
  Stride stride = Stride::None;
  for (size_t axis = 0; axis < access.subscripts.size(); ++axis) {
    const int64_t factor = access.subscripts[axis].factor(item);
    if (factor == 0) continue;
    const bool is_unit = stride == Stride::None && factor == 1 && isUnitAxis(array, axis);
    stride = is_unit ? Stride::Unit : Stride::Any;
  }
  return stride;
}

}  // namespace krait::nests
