// By subscripts alone.
#include "codegen/nests/packing.h"

#include <algorithm>

namespace krait::nests {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

bool writes(const ir::Function& function, BlockId region, ValueId array) {
  return std::ranges::any_of(function[region].insts, [&](InstId id) {
    const ir::Inst& inst = function[id];
    const bool is_write = inst.op == Op::setitem && inst.operands[0] == array;
    return is_write || std::ranges::any_of(inst.regions, [&](BlockId inner) { return writes(function, inner, array); });
  });
}

bool dependsOn(const Access& access, ValueId item) {
  return std::ranges::any_of(access.subscripts, [&](const Affine& sum) { return sum.factor(item) != 0; });
}

bool isPacked(const ir::Module& module, const ir::Function& function, const Access& access, const ir::Inst& tile,
              ValueId item) {
  const std::vector<ValueId>& items = function[tile.regions[0]].parameters;
  const bool jumps = strideOf(module, function, access, items.back()) == Stride::Any;
  const bool is_shared = items.size() == 2 && !dependsOn(access, items.front()) && dependsOn(access, item);
  return jumps && is_shared && !writes(function, tile.regions[0], access.array);
}

}  // namespace

std::vector<PackedAccess> packedAccesses(const ir::Module& module, const ir::Function& function, InstId tile) {
  std::vector<PackedAccess> packed;
  for (const InstId loop : function[function[tile].regions[0]].insts) {
    if (function[loop].op != Op::for_) continue;
    const BlockId body = function[loop].regions[0];
    for (const InstId id : function[body].insts) {
      auto access = accessOf(module, function, id);
      if (access && isPacked(module, function, *access, function[tile], function[body].parameters[1])) {
        packed.push_back({std::move(*access), loop});
      }
    }
  }
  return packed;
}

}  // namespace krait::nests
