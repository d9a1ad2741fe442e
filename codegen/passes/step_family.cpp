// Families of accumulating operations.
#include "codegen/passes/step_family.h"

#include <algorithm>
#include <array>

#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::ChunkStart;
using ir::Op;

std::string_view nameOf(uint32_t function) { return functionRow(static_cast<FunctionId>(function)).name; }

constexpr int kPythonOptions = 2;  // key and default, which functions of the catalogue have in front of *args

bool isExtreme(const ir::Inst& call) {
  constexpr std::array kNames = {"builtins.min", "builtins.max", "numpy.minimum", "numpy.maximum", "numpy.fmin", "numpy.fmax"};
  return std::ranges::count(kNames, nameOf(call.attribute)) != 0;
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
  const std::string_view name = nameOf(family.function);
  if (name == "numpy.minimum") return ChunkStart::Highest;
  if (name == "numpy.maximum") return ChunkStart::Lowest;
  return name.starts_with("numpy.") ? ChunkStart::Missing : ChunkStart::Initial;
}

bool hasOptionsInFront(uint32_t function) { return nameOf(function).starts_with("builtins."); }

size_t firstNumberOf(const ir::Inst& extreme) { return hasOptionsInFront(extreme.attribute) ? kPythonOptions : 0; }

std::vector<ir::ValueId> optionsOf(const ir::Inst& extreme) {
  const std::vector<ir::ValueId>& all = extreme.operands;
  const auto middle = all.begin() + (hasOptionsInFront(extreme.attribute) ? kPythonOptions : 2);
  return hasOptionsInFront(extreme.attribute) ? std::vector(all.begin(), middle) : std::vector(middle, all.end());
}

// min(x, m) of floats forgets m once x is nan, so what comes out depends on where the nans stand. Of equal complex numbers, which may differ
// in the signs of zeros, the last counts; there is none to start with that is larger than all.
bool canSplitExtreme(const ir::Function& function, const ir::Inst& extreme, size_t k, ir::DTypeKind kind) {
  const bool is_plain = std::ranges::all_of(optionsOf(extreme), [&](ir::ValueId option) {
    const ir::InstId made = function[option].inst;
    return made.valid() && function[made].op == Op::constant;
  });
  if (!is_plain || kind == ir::DTypeKind::Complex) return false;
  return kind != ir::DTypeKind::Float || !hasOptionsInFront(extreme.attribute) || k == firstNumberOf(extreme);
}

}  // namespace krait::passes
