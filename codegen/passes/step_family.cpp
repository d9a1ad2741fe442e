// Families of accumulating operations.
#include "codegen/passes/step_family.h"

#include <algorithm>
#include <array>

#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::ChunkStart;
using ir::Op;

std::string_view nameOf(const ir::Inst& call) { return functionRow(static_cast<FunctionId>(call.attribute)).name; }

bool isExtreme(const ir::Inst& call) {
  constexpr std::array kNames = {"builtins.min", "builtins.max", "numpy.minimum", "numpy.maximum", "numpy.fmin", "numpy.fmax"};
  return std::ranges::count(kNames, nameOf(call)) != 0;
}

}  // namespace

Family familyOf(const ir::Inst& inst, size_t k) {
  switch (inst.op) {
    case Op::add:
    case Op::mul:
    case Op::bit_or:
    case Op::bit_and:
    case Op::bit_xor: return {inst.op};
    case Op::sub: return k == 0 ? Family{Op::add} : Family{};
    case Op::truediv: return k == 0 ? Family{Op::mul} : Family{};
    case Op::call_builtin: return isExtreme(inst) ? Family{inst.op, inst.attribute} : Family{};
    default: return {};
  }
}

ChunkStart startOf(const Family& family) {
  if (family.op == Op::add || family.op == Op::bit_xor) return ChunkStart::Zero;
  return family.op == Op::mul ? ChunkStart::One : ChunkStart::Initial;
}

ChunkStart startOfFloats(const Family& family) {
  if (family.op != Op::call_builtin) return startOf(family);
  const std::string_view name = functionRow(static_cast<FunctionId>(family.function)).name;
  if (name == "numpy.minimum") return ChunkStart::Highest;
  if (name == "numpy.maximum") return ChunkStart::Lowest;
  return name.starts_with("numpy.") ? ChunkStart::Missing : ChunkStart::Initial;
}

bool isPythonExtreme(const ir::Inst& call) { return call.op == Op::call_builtin && nameOf(call).starts_with("builtins."); }

}  // namespace krait::passes
