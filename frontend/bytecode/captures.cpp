// The conditions on captured variables, on the graph of the bytecode's instructions.
#include "frontend/bytecode/captures.h"

#include <algorithm>

#include "frontend/bytecode/refuse.h"

namespace krait::bytecode {
namespace {

class CaptureChecker {
 public:
  CaptureChecker(const CodeObject& code, const std::vector<Instruction>& instructions, const CodeBlocks& blocks,
                 const CaptureLog& log, const SsaBuilder& ssa, ir::Function& function)
      : code_(code), instructions_(instructions), blocks_(blocks), log_(log), ssa_(ssa), function_(function) {
    collectUses();
  }

  void check(const MadeFunction& made);

 private:
  struct Uses {
    std::vector<uint32_t> calls;  // instructions of the bytecode
    bool others = false;
  };

  void collectUses();
  void addUses(ir::InstId inst);
  [[nodiscard]] bool reaches(uint32_t from, uint32_t to, uint32_t avoiding) const;
  void checkBound(const MadeFunction& made, const Capture& capture) const;
  void checkChange(const MadeFunction& made, const Capture& capture, const Change& change);
  void checkConsumedOnce(const MadeFunction& made);
  [[noreturn]] void refuseChange(const MadeFunction&, const Capture&, const Change&) const;

  const CodeObject& code_;
  const std::vector<Instruction>& instructions_;
  const CodeBlocks& blocks_;
  const CaptureLog& log_;
  const SsaBuilder& ssa_;
  ir::Function& function_;
  std::unordered_map<ir::ValueId, Uses> uses_;
};

void CaptureChecker::collectUses() {
  for (const MadeFunction& made : log_.functions) uses_[made.function] = {};
  if (uses_.empty()) return;
  for (const ir::BlockId block : function_.layout) {
    for (const ir::InstId inst : function_[block].insts) addUses(inst);
  }
}

void CaptureChecker::addUses(ir::InstId id) {
  const ir::Inst& inst = function_[id];
  const auto call = log_.calls.find(id);
  for (const ir::ValueId operand : inst.operands) {
    const auto uses = uses_.find(operand);
    if (uses == uses_.end()) continue;
    if (call != log_.calls.end()) uses->second.calls.push_back(call->second);
    uses->second.others |= call == log_.calls.end();
  }
  for (const ir::Target& target : inst.targets) {
    for (const ir::ValueId argument : target.arguments) {
      if (const auto uses = uses_.find(argument); uses != uses_.end()) uses->second.others = true;
    }
  }
}

// Whether control can come from after `from` to `to` without passing `avoiding`.
bool CaptureChecker::reaches(uint32_t from, uint32_t to, uint32_t avoiding) const {
  const auto block_of = [&](uint32_t instruction) {
    return std::ranges::find_if(blocks_.blocks, [&](const CodeBlock& block) {
      return block.first <= instruction && instruction < block.end;
    });
  };
  std::vector<bool> is_seen(blocks_.blocks.size(), false);
  std::vector<uint32_t> worklist;
  // Looks at the instructions from `first` to the end of the block; goes on to what follows it.
  const auto meets = [&](uint32_t first, const CodeBlock& block) {
    const bool is_stopped = first <= avoiding && avoiding < block.end;
    const uint32_t last = is_stopped ? avoiding : block.end;
    if (!is_stopped) worklist.insert(worklist.end(), block.successors.begin(), block.successors.end());
    return first <= to && to < last;
  };
  if (meets(from + 1, *block_of(from))) return true;
  while (!worklist.empty()) {
    const uint32_t block = worklist.back();
    worklist.pop_back();
    if (is_seen[block]) continue;
    is_seen[block] = true;
    if (meets(blocks_.blocks[block].first, blocks_.blocks[block])) return true;
  }
  return false;
}

void CaptureChecker::checkBound(const MadeFunction& made, const Capture& capture) const {
  if (!capture.flag.valid() || ssa_.resolve(capture.flag) == ssa_.trueValue()) return;
  refuse(code_, "a nested function that uses '" + capture.name + "', which may have no value here,",
         "Assign it before the nested function is used.", instructions_[made.instruction].range);
}

void CaptureChecker::refuseChange(const MadeFunction& made, const Capture& capture, const Change& change) const {
  const SourcePlace made_at = placeIn(code_, instructions_[made.instruction].range);
  refuse(code_, "changing '" + capture.name + "' while a nested function that uses it is kept",
         "Pass it to the nested function as an argument.", instructions_[change.instruction].range,
         {{"the nested function is kept here", made_at}});
}

void CaptureChecker::checkChange(const MadeFunction& made, const Capture& capture, const Change& change) {
  if (!reaches(made.instruction, change.instruction, made.instruction)) return;
  const Uses& uses = uses_[made.function];
  const bool is_used_later = std::ranges::any_of(uses.calls, [&](uint32_t call) {
    return reaches(change.instruction, call, made.instruction);
  });
  if (uses.others || is_used_later) refuseChange(made, capture, change);
  function_[function_[made.function].inst].inplace = true;
}

// What is left of a generator after a call is not kept.
void CaptureChecker::checkConsumedOnce(const MadeFunction& made) {
  const Uses& uses = uses_[made.function];
  const bool is_once = !uses.others && uses.calls.size() <= 1;
  const bool is_again = is_once && !uses.calls.empty() && reaches(uses.calls[0], uses.calls[0], made.instruction);
  if (is_once && !is_again) return;
  refuse(code_, "a generator expression that is not consumed by one call", "Write the loop, or write it inside the call.",
         instructions_[made.instruction].range);
}

void CaptureChecker::check(const MadeFunction& made) {
  if (made.is_generator) checkConsumedOnce(made);
  for (const Capture& capture : made.captured) {
    checkBound(made, capture);
    for (const Change& change : log_.changes) {
      if (change.variable == capture.variable) checkChange(made, capture, change);
    }
  }
}

}  // namespace

void checkCaptures(const CodeObject& code, const std::vector<Instruction>& instructions, const CodeBlocks& blocks,
                   const CaptureLog& log, const SsaBuilder& ssa, ir::Function& function) {
  CaptureChecker checker(code, instructions, blocks, log, ssa, function);
  for (const MadeFunction& made : log.functions) checker.check(made);
}

}  // namespace krait::bytecode
