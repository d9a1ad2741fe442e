// One walk over one function's structured body: the context of every infer_<op> rule.
//
// A rule reads the types of its operands and sets the types of its results. An operand of type Never means that the
// instruction is not reached yet (or never): the walk skips the rule. In the finalizing walk the rule runs once more, and
// `want` and `rewrite`, which do nothing before, change the IR.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/ir/function.h"
#include "typeinfer/infer.h"
#include "typeinfer/lattice.h"
#include "typeinfer/numeric.h"

namespace krait::infer {

// Whether the instructions after this one are reached.
enum class Flow : bool { Stop, Next };

class Typing {
 public:
  using Rule = std::function<Flow(ir::InstId)>;

  Typing(Inference& inference, ir::FuncId id, std::set<ir::InstId>& reached_exits);

  // One walk. True if a type grew.
  bool walk();
  // The last walk: writes conversions and resolved calls; fills `callees`.
  void finalize(std::set<ir::FuncId>& callees, std::vector<ir::FuncId>& order);

  ir::Module& module;
  ir::Function& function;
  Inference& inference;
  const ir::FuncId id;
  bool finalizing = false;

  [[nodiscard]] ir::TypeId type(ir::ValueId value) const { return function[value].type; }
  [[nodiscard]] ir::TypeId operandType(ir::InstId inst, size_t k) const { return type(operand(inst, k)); }
  [[nodiscard]] ir::ValueId operand(ir::InstId inst, size_t k) const { return function[inst].operands[k]; }
  [[nodiscard]] const ir::Type& typeData(ir::ValueId value) const { return module.types[type(value)]; }
  [[nodiscard]] std::string text(ir::TypeId type) const;  // in words, for diagnostics
  [[nodiscard]] SourcePlace place(ir::InstId inst) const;

  // The type of result k; in the finalizing walk it must not change any more.
  void setResult(ir::InstId inst, ir::TypeId type, size_t k = 0);
  void setLiteral(ir::InstId inst, ir::Constant constant);
  // `source` flows into `value`: joins its type, or reports that there is no common type.
  void flow(ir::ValueId source, ir::ValueId value, ir::InstId at);
  void flowReturn(ir::ValueId source, ir::InstId at);

  // The value has no type because it depends on the items of a list, which are not known yet.
  void await(ir::ValueId value) { awaiting_.insert(value); }
  [[nodiscard]] bool waitsForList(ir::InstId inst) const;
  // The instruction waits for such items: its results do.
  Flow passOver(ir::InstId inst);

  // An item of one type goes into a list whose items are of another.
  void remarkItem(ir::TypeId item, ir::TypeId items, ir::InstId at);

  [[noreturn]] void error(DiagKind kind, ir::InstId at, std::initializer_list<std::string> args,
                          std::vector<DiagnosticNote> notes = {}) const;

  // Finalizing only; no effect before.
  void want(ir::InstId inst, size_t operand, ir::TypeId type);  // convert the operand
  void wantAll(ir::InstId inst, ir::TypeId type);
  ir::ValueId convert(ir::ValueId value, ir::TypeId type, SourceRange range);
  ir::ValueId emit(ir::Op op, std::vector<ir::ValueId> operands, ir::TypeId type, uint32_t attribute, SourceRange range);
  // An instruction without results, after what its rule asks for.
  void emitByRule(ir::Op op, std::vector<ir::ValueId> operands, SourceRange range);
  ir::ValueId emitConstant(ir::ConstId constant, SourceRange range);
  ir::InstId emitInst(ir::Op op, std::vector<ir::ValueId> operands, SourceRange range);  // its results are added by the caller
  void append(ir::InstId inst);  // as it is
  void extendBlock(ir::BlockId block, const std::function<void(ir::InstId)>& extend);  // before its terminator, which is given
  [[nodiscard]] bool isDropped(ir::InstId inst) const { return dropped_ == inst; }
  void drop(ir::InstId inst) { dropped_ = inst; }  // the instruction being visited: others stand in its place
  void noteCallee(ir::FuncId callee);
  void replace(ir::ValueId old_value, ir::ValueId new_value) { replacement_[old_value] = new_value; }

  // Structured control flow, for the rules of those ops.
  Flow visitByOp(ir::InstId inst);
  void insertRequired(ir::InstId inst);
  Flow walkBlock(ir::BlockId block);
  // The same, with another rule for the first instruction.
  Flow walkBlock(ir::BlockId block, const Rule& first_rule);
  void spliceBlock(ir::InstId inst, ir::BlockId block);
  void markExit(ir::InstId label) { changed_ |= exits_.insert(label).second; }
  [[nodiscard]] bool exits(ir::InstId label) const { return exits_.contains(label); }

 private:
  Flow visit(ir::InstId inst, const Rule& rule);
  [[nodiscard]] bool isWaiting(ir::InstId inst) const;
  void noteUnknownItems(ir::InstId inst);
  void grow(ir::ValueId value, ir::TypeId type);
  [[nodiscard]] ir::TypeId returnedType(ir::TypeId value_type);
  void checkGivenResult(ir::TypeId incoming, ir::InstId at) const;
  void applyReplacements(ir::InstId inst);
  void foldLiteral(ir::InstId inst);
  void remarkFloat(ir::ValueId source, ir::ValueId value, ir::InstId at);
  [[nodiscard]] SourceRange sourceOf(ir::ValueId value, ir::InstId otherwise) const;
  struct Disagreement;
  [[noreturn]] void disagree(DiagKind kind, Disagreement two, const std::string& subject, const std::string& verb) const;
  [[noreturn]] void conflictingReturn(ir::TypeId incoming, ir::InstId at) const;
  [[noreturn]] void conflict(ir::ValueId value, ir::TypeId incoming, ir::ValueId source, ir::InstId at) const;

  std::set<ir::InstId>& exits_;
  bool changed_ = false;
  std::unordered_map<ir::ValueId, SourceRange> first_source_;
  std::unordered_map<ir::ValueId, ir::ValueId> replacement_;
  std::vector<ir::InstId>* output_ = nullptr;  // finalizing: the block's new instructions
  ir::BlockId output_block_;
  ir::InstId dropped_;
  std::set<ir::ValueId> awaiting_;
  std::set<ir::FuncId>* callees_ = nullptr;
  std::vector<ir::FuncId>* order_ = nullptr;
};

// The one type of a tuple's elements, or Never if they differ.
[[nodiscard]] ir::TypeId commonElement(ir::Module&, const ir::Type& tuple);

// The type of an item of an iterable; reports what can't be iterated over.
[[nodiscard]] ir::TypeId itemType(Typing&, ir::InstId at, ir::TypeId iterable);

// The rule of each op: infer_<op>, defined in the infer_*.cpp files.
using InferRule = Flow (*)(Typing&, ir::InstId);
#define KRAIT_OP(id, operands, results, attribute, traits) Flow infer_##id(Typing&, ir::InstId);
#include "frontend/ir/ops.def"
#undef KRAIT_OP

}  // namespace krait::infer
