// Finds loops over prange, asks what their iterations share, and reports or marks.
#include "codegen/passes/mark_parallel.h"

#include <algorithm>
#include <unordered_set>

#include "codegen/passes/array_components.h"
#include "codegen/passes/block_parallel.h"
#include "codegen/passes/combine_chunks.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::ChunkStart;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::ValueId;
using Kind = CarriedUse::Kind;

// The call of prange behind an iterator; invalid if there is none.
InstId prangeOf(const ir::Function& function, ValueId iterator) {
  InstId made = function[iterator].inst;
  while (made.valid() && function[made].op == Op::get_iter) made = function[function[made].operands[0]].inst;
  const bool is_prange = made.valid() && function[made].op == Op::call_builtin &&
                         function[made].attribute == static_cast<uint32_t>(FunctionId::krait_prange);
  return is_prange ? made : InstId();
}

class ParallelMarker {
 public:
  ParallelMarker(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks)
      : module_(module), function_(function), remarks_(remarks) {}

  void run() { visit(function_.entry, false); }

 private:
  void visit(BlockId block, bool is_inside) {
    for (const InstId id : std::vector(function_[block].insts)) {
      const bool is_prange = function_[id].op == Op::for_ && prangeOf(function_, function_[id].operands[0]).valid();
      if (is_prange && is_inside) remark(DiagKind::parallel_inner, id, {});
      if (is_prange && !is_inside) mark(id);
      for (const BlockId region : std::vector(function_[id].regions)) visit(region, is_inside || is_prange);
    }
  }

  void mark(InstId loop) {
    const LoopValues values(module_, function_, loop);
    const bool asks_for_position = !values.usersOf(function_[function_[loop].regions[0]].parameters[0]).empty();
    if (asks_for_position) return;  // chunks count their positions from 0
    checkExits(loop, values);
    const std::vector<CarriedUse> uses = usesOfCarried(module_, function_, values, loop);
    for (size_t k = 0; k < uses.size(); ++k) checkCarried(loop, k, uses[k]);
    const LoopWrites writes = writesOf(module_, function_, values);
    checkWrites(writes);
    for (const InstId place : writes.undecided) remark(DiagKind::parallel_undecided, place, {});
    for (const InstId place : writes.undecided_reads) remark(DiagKind::parallel_undecided_read, place, {});
    makeParallel(loop, uses, writes);
    remark(DiagKind::parallel_loop, loop, {described(loop, uses, writes)});
    blockParallelLoop(module_, function_, loop);
  }

  [[nodiscard]] SourcePlace placeOf(InstId id) const { return {function_.file, function_.name, rangeOf(id)}; }

  // Structured ops and jumps have none of their own: that of what they iterate over or ask, or of the op around them.
  [[nodiscard]] SourceRange rangeOf(InstId id) const {
    const Inst& inst = function_[id];
    if (inst.range.known()) return inst.range;
    if (inst.op == Op::for_ || inst.op == Op::if_) {
      const InstId made = function_[inst.operands[0]].inst;
      if (made.valid() && function_[made].range.known()) return function_[made].range;
    }
    const InstId owner = function_[inst.parent].owner;
    return owner.valid() ? rangeOf(owner) : SourceRange{};
  }

  void remark(DiagKind kind, InstId id, const std::vector<std::string>& arguments) {
    remarks_.push_back(makeDiagnostic(kind, placeOf(id), arguments));
  }

  [[nodiscard]] std::string nameOf(ValueId value) const {
    const ir::NameId name = function_[value].name;
    return name.valid() ? "'" + module_.names[name] + "'" : "a value";
  }

  void checkExits(InstId loop, const LoopValues& values) const {
    for (const InstId id : values.insts()) {
      const Inst& inst = function_[id];
      const bool breaks = inst.op == Op::break_to && !values.isInside(inst.label());
      const bool continues = inst.op == Op::continue_to && inst.label() != loop && !values.isInside(inst.label());
      if (inst.op == Op::ret) fail(DiagKind::parallel_exit, placeOf(id), {"return"});
      if (breaks || continues) fail(DiagKind::parallel_exit, placeOf(id), {"break"});
    }
  }

  void checkCarried(InstId loop, size_t k, const CarriedUse& use) const {
    const ValueId carried = function_[function_[loop].regions[0]].parameters[2 + k];
    if (use.kind == Kind::Dependent) fail(DiagKind::parallel_dependence, placeOf(use.culprit), {nameOf(carried)});
    if (use.kind == Kind::Kept) fail(DiagKind::parallel_kept, placeOf(use.guard.valid() ? use.guard : loop), {nameOf(carried)});
    if (arrayCount(module_, function_[carried].type) != 0) fail(DiagKind::parallel_array_escapes, placeOf(loop), {nameOf(carried)});
  }

  void checkWrites(const LoopWrites& writes) const {
    if (writes.race.valid()) fail(DiagKind::parallel_race, placeOf(writes.race), {});
    if (writes.neighbour.valid()) fail(DiagKind::parallel_neighbour, placeOf(writes.neighbour), {});
  }

  void makeParallel(InstId loop, const std::vector<CarriedUse>& uses, const LoopWrites& writes) {
    function_[loop].is_parallel = true;
    for (const CarriedUse& use : uses) function_[loop].starts.push_back(use.start);
    for (const AccumulatedArray& each : writes.accumulated) {
      function_[loop].operands.push_back(each.array);
      function_[loop].starts.push_back(each.start);
    }
    const bool combines = std::ranges::any_of(function_[loop].starts, [](ChunkStart start) { return start != ChunkStart::Unset; });
    if (combines) addCombination(module_, function_, loop, {uses, writes.accumulated});
  }

  [[nodiscard]] std::string described(InstId loop, const std::vector<CarriedUse>& uses, const LoopWrites& writes) const {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "; " : ", ") + part; };
    for (size_t k = 0; k < uses.size(); ++k) {
      if (uses[k].kind != Kind::Assigned) add("reduces " + nameOf(function_[function_[loop].regions[0]].parameters[2 + k]));
    }
    for (const AccumulatedArray& each : writes.accumulated) add("reduces the array " + nameOf(each.array) + " in copies");
    return text;
  }

  ir::Module& module_;
  ir::Function& function_;
  std::vector<Diagnostic>& remarks_;
};

// A prange that no parallel loop goes over is a range, for whoever looks at loops after this.
void makeOthersRanges(ir::Function& function) {
  std::unordered_set<InstId> kept;
  for (uint32_t k = 0; k < function.instCount(); ++k) {
    const Inst& inst = function[InstId(k)];
    if (inst.is_parallel) kept.insert(prangeOf(function, inst.operands[0]));
  }
  for (uint32_t k = 0; k < function.instCount(); ++k) {
    Inst& inst = function[InstId(k)];
    const bool is_prange = inst.op == Op::call_builtin && inst.attribute == static_cast<uint32_t>(FunctionId::krait_prange);
    if (is_prange && !kept.contains(InstId(k))) inst.attribute = static_cast<uint32_t>(FunctionId::builtins_range);
  }
}

}  // namespace

void markParallel(ir::Module& module, ir::Function& function, std::vector<Diagnostic>& remarks) {
  if (function.parallel) ParallelMarker(module, function, remarks).run();
  makeOthersRanges(function);
}

void markParallel(ir::Module& module, ir::Function& function) {
  std::vector<Diagnostic> remarks;
  markParallel(module, function, remarks);
}

}  // namespace krait::passes
