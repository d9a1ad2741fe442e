// Which loops run in lanes.
#include "codegen/passes/mark_lanes.h"

#include <algorithm>

#include "codegen/passes/carried_chain.h"
#include "codegen/passes/lane_memory.h"
#include "codegen/passes/lane_operations.h"
#include "codegen/passes/varying_values.h"
#include "typeinfer/function_table.h"

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

// The first instruction of the block, or below it, that passes the test; an invalid one if none does.
template <typename Test>
InstId firstThat(const Function& function, BlockId block, const Test& test) {
  for (const InstId id : function[block].insts) {
    if (test(id)) return id;
    for (const BlockId region : function[id].regions) {
      if (const InstId inner = firstThat(function, region, test); inner.valid()) return inner;
    }
  }
  return {};
}

// A value that the loop carries and looks at before it has ended.
ValueId carriedValue(const Function& function, const ir::Inst& loop) {
  const std::span<const ValueId> carried = std::span(function[loop.regions[0]].parameters).subspan(2);
  const auto isCarried = [&](ValueId value) { return std::ranges::count(carried, value) != 0; };
  const InstId user = firstThat(function, loop.regions[0], [&](InstId id) {
    return std::ranges::any_of(function[id].operands, isCarried);
  });
  return user.valid() ? *std::ranges::find_if(function[user].operands, isCarried) : ValueId();
}

bool isArithmetic(Op op) {
  return (op >= Op::add && op <= Op::invert) || (op >= Op::eq && op <= Op::ge) || op == Op::call_builtin;
}

// Operations on what varies, in loops that lanes leave at different times.
int divergentWork(const Module& module, const Function& function, const VaryingValues& values, BlockId block,
                  bool in_divergent) {
  int work = 0;
  for (const InstId id : function[block].insts) {
    const ir::Inst& inst = function[id];
    const bool counts = isArithmetic(inst.op) && !inst.results.empty() && values.isVarying(inst.results[0]);
    work += in_divergent && counts ? 1 : 0;
    if (inst.op == Op::call_direct && hasLaneForm(module, function, inst)) {
      const Function& callee = module[inst.callee()];
      work += divergentWork(module, callee, VaryingValues(callee, inst, values), callee.entry, in_divergent);
    }
    const bool is_divergent = isLoop(inst.op) && (values.isDivergent(id) || values.hasVaryingCount(id));
    for (const BlockId region : inst.regions)
      work += divergentWork(module, function, values, region, in_divergent || is_divergent);
  }
  return work;
}

bool isFloat(const Module& module, const Function& function, ValueId value) {
  const ir::Type& type = module.types[function[value].type];
  return type.kind == ir::TypeKind::Float ||
         (type.kind == ir::TypeKind::Scalar && ir::dtypeKind(type.dtype) == ir::DTypeKind::Float);
}

// Whether it raises for some values of a float, and is costly enough: LLVM leaves loops with these as they are.
bool isCheckedFunction(const Module& module, const Function& function, const ir::Inst& inst) {
  if (inst.op != Op::call_builtin || inst.operands.empty() || !isFloat(module, function, inst.operands[0])) return false;
  switch (static_cast<FunctionId>(inst.attribute)) {
  case FunctionId::math_sqrt:
  case FunctionId::math_floor:
  case FunctionId::math_ceil:
  case FunctionId::math_trunc:
  case FunctionId::builtins_round:
  case FunctionId::builtins_int: return true;
  default: return isApproximation(module, inst);
  }
}

// What the check is about: the result of a function, or of a power of Python's floats; the divisor of one. An invalid
// value where nothing is checked.
ValueId checkedValue(const Module& module, const Function& function, const ir::Inst& inst) {
  if (inst.op == Op::truediv || inst.op == Op::pow) {
    const bool is_python = module.types.kind(function[inst.results[0]].type) == ir::TypeKind::Float;
    return !is_python ? ValueId() : inst.op == Op::pow ? inst.results[0] : inst.operands[1];
  }
  return isCheckedFunction(module, function, inst) ? inst.results[0] : ValueId();
}

// Whether a body without loops holds such operations, or calls functions that do: of what varies, if that is known.
bool hasCheckedWork(const Module& module, const Function& function, const VaryingValues* values, BlockId block) {
  return std::ranges::any_of(function[block].insts, [&](InstId id) {
    const ir::Inst& inst = function[id];
    const ValueId checked = checkedValue(module, function, inst);
    if (checked.valid()) return !values || values->isVarying(checked);
    if (inst.op == Op::call_direct && hasLaneForm(module, function, inst)) {
      const Function& callee = module[inst.callee()];
      if (!values) return hasCheckedWork(module, callee, nullptr, callee.entry);
      const VaryingValues inner(callee, inst, *values);
      return hasCheckedWork(module, callee, &inner, callee.entry);
    }
    return std::ranges::any_of(
        inst.regions, [&](BlockId region) { return hasCheckedWork(module, function, values, region); });
  });
}

SourceRange rangeOf(const Function& function, const ir::Inst& loop) {
  const InstId iterable = function[loop.operands[0]].inst;
  return loop.range.known() || !iterable.valid() ? loop.range : function[iterable].range;
}

// Why the iterations may not run side by side; empty if they may.
std::string reasonAgainst(const Module& module, const Function& function, InstId id) {
  const ir::Inst& loop = function[id];
  if (!hasLaneForm(module, function, loop)) return "it is not over a range or arrays";
  if (!carriedChain(module, function, id)) {
    const ir::NameId name = function[carriedValue(function, loop)].name;
    return (name.valid() ? module.names[name] : "a value") + " goes from one iteration to the next";
  }
  const InstId unfit = firstThat(function, loop.regions[0],
                                 [&](InstId inst) { return !hasLaneForm(module, function, function[inst]); });
  if (unfit.valid()) {
    const SourceRange range = function[unfit].range;
    const std::string line = range.known() ? " in line " + std::to_string(range.line) : "";
    return "'" + std::string(ir::opInfo(function[unfit].op).name) + "'" + line +
           " has no form in lanes for its operands";
  }
  return LaneMemory(module, function, id).is_legal
             ? ""
             : "an iteration may read what another has stored, or stores in an inner loop";
}

class Marking {
 public:
  Marking(const Module& module, Function& function, std::vector<Diagnostic>& remarks)
      : module_(module), function_(function), remarks_(remarks) {}

  // Whether something in the block is marked: loops around it are not.
  bool markIn(BlockId block) {
    bool has_marked = false;
    for (const InstId id : function_[block].insts) {
      bool has_inner = false;
      for (const BlockId region : function_[id].regions) has_inner |= markIn(region);
      has_marked |= has_inner || (function_[id].op == Op::for_ && tryMark(id));
    }
    return has_marked;
  }

 private:
  bool tryMark(InstId id) {
    ir::Inst& loop = function_[id];
    if (!isWorthwhile(id)) return false;
    const std::string reason = reasonAgainst(module_, function_, id);
    loop.lanes = reason.empty();
    const std::string args[] = {reason};
    const SourcePlace place{function_.file, function_.name, rangeOf(function_, loop)};
    remarks_.push_back(
        makeDiagnostic(loop.lanes ? DiagKind::runs_in_lanes : DiagKind::kept_from_lanes, place, args));
    return loop.lanes;
  }

  [[nodiscard]] bool isWorthwhile(InstId id) const {
    const BlockId body = function_[id].regions[0];
    const bool is_innermost = !holdsLoop(module_, function_, body);
    if (is_innermost && !hasCheckedWork(module_, function_, nullptr, body)) return false;
    const VaryingValues values(function_, id);
    return is_innermost ? hasCheckedWork(module_, function_, &values, body)
                        : divergentWork(module_, function_, values, body, false) >= kLeastOperations;
  }

  const Module& module_;
  Function& function_;
  std::vector<Diagnostic>& remarks_;
};

}  // namespace

void markLanes(Module& module, Function& function, std::vector<Diagnostic>& remarks) {
  Marking(module, function, remarks).markIn(function.entry);
}

void markLanes(Module& module, Function& function) {
  std::vector<Diagnostic> remarks;
  markLanes(module, function, remarks);
}

}  // namespace krait::passes
