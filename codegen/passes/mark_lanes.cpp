// Which loops run in lanes.
#include "codegen/passes/mark_lanes.h"

#include <algorithm>

#include "codegen/passes/lane_memory.h"
#include "codegen/passes/lane_operations.h"
#include "codegen/passes/varying_values.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::Function;
using ir::InstId;
using ir::Module;
using ir::Op;
using ir::ValueId;

// In the inner loops, each round.
constexpr int kLeastOperations = 3;

bool isLoop(Op op) { return op == Op::loop || op == Op::for_; }

// Or a call, which may hold one.
bool mayHaveLoop(const Function& function, BlockId block) {
  return std::ranges::any_of(function[block].insts, [&](InstId id) {
    const ir::Inst& inst = function[id];
    const bool is_inner = isLoop(inst.op) || inst.op == Op::call_direct;
    return is_inner || std::ranges::any_of(inst.regions, [&](BlockId region) { return mayHaveLoop(function, region); });
  });
}

template <typename Test>
bool allInsts(const Function& function, BlockId block, const Test& test) {
  return std::ranges::all_of(function[block].insts, [&](InstId id) {
    return test(id) && std::ranges::all_of(function[id].regions, [&](BlockId region) { return allInsts(function, region, test); });
  });
}

bool usesAny(const Function& function, BlockId block, std::span<const ValueId> values) {
  return !allInsts(function, block, [&](InstId id) {
    return std::ranges::none_of(function[id].operands, [&](ValueId operand) { return std::ranges::count(values, operand) != 0; });
  });
}

// What it carries is not looked at before the loop has ended.
bool isIndependent(const Function& function, const ir::Inst& loop) {
  const std::span<const ValueId> parameters = function[loop.regions[0]].parameters;
  return !usesAny(function, loop.regions[0], parameters.subspan(2));
}

bool isArithmetic(Op op) { return (op >= Op::add && op <= Op::invert) || (op >= Op::eq && op <= Op::ge) || op == Op::call_builtin; }

// Operations on what varies, in loops that lanes leave at different times.
int divergentWork(const Module& module, const Function& function, const VaryingValues& values, BlockId block, bool in_divergent) {
  int work = 0;
  for (const InstId id : function[block].insts) {
    const ir::Inst& inst = function[id];
    const bool counts = isArithmetic(inst.op) && !inst.results.empty() && values.isVarying(inst.results[0]);
    work += in_divergent && counts ? 1 : 0;
    if (inst.op == Op::call_direct) {
      const Function& callee = module[inst.callee()];
      work += divergentWork(module, callee, VaryingValues(callee, inst, values), callee.entry, in_divergent);
    }
    const bool is_divergent = isLoop(inst.op) && (values.isDivergent(id) || values.hasVaryingCount(id));
    for (const BlockId region : inst.regions) work += divergentWork(module, function, values, region, in_divergent || is_divergent);
  }
  return work;
}

bool mayRunInLanes(const Module& module, const Function& function, InstId id) {
  const ir::Inst& loop = function[id];
  const BlockId body = loop.regions[0];
  if (!mayHaveLoop(function, body) || !hasLaneForm(module, function, loop) || !isIndependent(function, loop)) return false;
  if (!allInsts(function, body, [&](InstId inst) { return hasLaneForm(module, function, function[inst]); })) return false;
  if (!LaneMemory(module, function, id).is_legal) return false;
  return divergentWork(module, function, VaryingValues(function, id), body, false) >= kLeastOperations;
}

// Whether something in the block is marked: loops around it are not.
bool markIn(const Module& module, Function& function, BlockId block) {
  bool has_marked = false;
  for (const InstId id : function[block].insts) {
    bool has_inner = false;
    for (const BlockId region : function[id].regions) has_inner |= markIn(module, function, region);
    if (function[id].op == Op::for_ && !has_inner) has_inner = function[id].lanes = mayRunInLanes(module, function, id);
    has_marked |= has_inner;
  }
  return has_marked;
}

}  // namespace

void markLanes(ir::Module& module, ir::Function& function) { markIn(module, function, function.entry); }

}  // namespace krait::passes
