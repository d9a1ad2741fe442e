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

// A read or write that moves with an inner loop and jumps with the tile's item.
bool jumpsInLoops(const ir::Module& module, const ir::Function& function, BlockId region, ValueId item,
                  std::vector<ValueId>& inner) {
  return std::ranges::any_of(function[region].insts, [&](InstId id) {
    const auto access = accessOf(module, function, id);
    const bool moves = access && std::ranges::any_of(inner, [&](ValueId i) { return dependsOn(*access, i); });
    if (moves && strideOf(module, function, *access, item) == Stride::Any) return true;
    const bool is_loop = function[id].op == Op::for_;
    if (is_loop) inner.push_back(function[function[id].regions[0]].parameters[1]);
    const bool found = std::ranges::any_of(
        function[id].regions, [&](BlockId body) { return jumpsInLoops(module, function, body, item, inner); });
    if (is_loop) inner.pop_back();
    return found;
  });
}

}  // namespace

bool hasRowsOnly(const ir::Module& module, const ir::Function& function, InstId tile) {
  const BlockId region = function[tile].regions[0];
  const std::vector<ValueId>& items = function[region].parameters;
  std::vector<ValueId> inner;
  return items.size() == 1 && jumpsInLoops(module, function, region, items[0], inner);
}

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
