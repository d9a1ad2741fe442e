// Where the emit functions write: the operand stack, the variables and the block of the instruction being
// translated.
//
// A function is translated block by block in reverse postorder. Entering a block sets the stack to the shape
// its first predecessor left; every other predecessor must leave the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontend/bytecode/blocks.h"
#include "frontend/bytecode/captures.h"
#include "frontend/bytecode/operand_stack.h"
#include "frontend/bytecode/variables.h"
#include "frontend/ir/function.h"
#include "frontend/support/diagnostics.h"

namespace krait::bytecode {

// What one function is built from; the same for all its instructions.
struct FunctionInput {
  const CodeObject& code;
  const std::vector<Instruction>& instructions;
  const CodeBlocks& blocks;
  const Variables& variables;
};

class Emitter {
 public:
  // `function` has its entry block with the parameters.
  Emitter(const FunctionInput&, ir::Module&, ir::Function&, SsaBuilder&);

  // Translates all blocks. What was captured and changed on the way:
  CaptureLog run();

  // The operand stack. Popping the wrong kind, or from an empty stack, is diagnosed as malformed.
  void push(StackItem item);
  void pushValue(ir::ValueId value) { push({.kind = ItemKind::Value, .value = value}); }
  StackItem pop();
  ir::ValueId popValue();
  std::vector<ir::ValueId> popValues(size_t count);  // in the order in which they were pushed
  StackItem& item(size_t from_top);                  // 1 is the top
  [[nodiscard]] size_t depth() const { return stack_.size(); }
  void requireRoom(size_t count) const;

  // Instructions, appended to the current block with the current source range.
  ir::InstId append(ir::Op, std::vector<ir::ValueId> operands, int results, uint32_t attribute = 0);
  ir::ValueId emit(ir::Op, std::vector<ir::ValueId> operands, uint32_t attribute = 0);  // with one result
  ir::ValueId emitConstant(ir::Constant);
  ir::ValueId emitConstant(ir::ConstId);

  [[nodiscard]] ir::Inst& operator[](ir::InstId inst) { return function_[inst]; }

  // Tables of the code object; an index out of range is malformed.
  [[nodiscard]] ir::NameId nameAt(uint32_t index);
  [[nodiscard]] ir::ConstId constantAt(uint32_t index) const;
  [[nodiscard]] const Variable& variableAt(uint32_t index) const;
  [[nodiscard]] size_t freeCount() const { return input_.code.free_names.size(); }
  [[nodiscard]] const ir::Constant& constant(ir::ConstId id) const { return module_.constants[id]; }
  [[nodiscard]] ir::NameId nameId(std::string_view name) { return module_.names.intern(name); }
  // What the value is, if it was loaded as a constant.
  [[nodiscard]] std::optional<ir::ConstId> asConstant(ir::ValueId value) const;

  // Variables that are SSA variables: all but VariableKind::Free.
  ir::ValueId readVariable(uint32_t index);  // with the check that it is bound
  ir::ValueId readUnchecked(uint32_t index);
  ir::ValueId boundFlag(uint32_t index);
  void writeVariable(uint32_t index, ir::ValueId value);
  void deleteVariable(uint32_t index);
  // Notes that a nested function made by the current instruction captures the variable.
  void noteCapture(uint32_t index, bool is_own_name, ir::ValueId flag);
  // The instruction after the current one, if it is in the same block.
  [[nodiscard]] const Instruction* nextInstruction() const;

  // Ends of blocks. `connect` adds a target to the terminator and hands the stack, as it is now, to that
  // block.
  ir::InstId terminate(ir::Op, std::vector<ir::ValueId> operands);
  void connectFallThrough(ir::InstId terminator) { connect(terminator, fallThrough()); }
  void connectJump(ir::InstId terminator) { connect(terminator, jumpTarget()); }
  // A block that is none of the bytecode's: the terminator's next target. Enter it when all targets are
  // connected.
  ir::BlockId connectNewBlock(ir::InstId terminator);
  void enterNewBlock(ir::BlockId block);

  // Keyword names for the next call; none if it has no keywords.
  void setKeywordNames(ir::ConstId names) { keyword_names_ = names; }
  ir::ConstId takeKeywordNames();

  [[noreturn]] void malformedHere(const std::string& what) const;
  [[noreturn]] void refuseHere(std::string_view phrase, std::string_view hint) const;
  [[nodiscard]] SourcePlace here() const;

 private:
  void enterFunction();
  void runBlock(uint32_t block);
  void leaveBlock();
  [[noreturn]] void refuseInstruction() const;
  void connect(ir::InstId terminator, uint32_t block);
  [[nodiscard]] uint32_t fallThrough() const;
  [[nodiscard]] uint32_t jumpTarget() const;
  void materialise(size_t depth);
  void saveStack();
  void passShape(uint32_t block);

  const FunctionInput& input_;
  ir::Module& module_;
  ir::Function& function_;
  SsaBuilder& ssa_;
  CaptureLog log_;
  std::vector<ir::BlockId> ir_blocks_;             // by code block
  std::vector<std::optional<StackShape>> shapes_;  // on entry, by code block
  OperandStack stack_;
  ir::BlockId here_;
  uint32_t block_ = 0;
  uint32_t instruction_ = 0;
  SourceRange range_;
  ir::ConstId keyword_names_;
};

}  // namespace krait::bytecode
