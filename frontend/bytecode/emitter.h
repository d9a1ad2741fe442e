// Where the emit functions write: the operand stack, the variables and the block of the instruction being
// translated.
//
// A function is translated block by block in reverse postorder. Entering a block sets the stack to the shape
// its first predecessor left; every other predecessor must leave the same.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "frontend/bytecode/blocks.h"
#include "frontend/bytecode/captures.h"
#include "frontend/bytecode/operand_stack.h"
#include "frontend/bytecode/static_functions.h"
#include "frontend/bytecode/variables.h"
#include "frontend/ir/function.h"
#include "frontend/ir/generator_fold.h"
#include "frontend/support/diagnostics.h"

namespace krait::bytecode {

// What one function is built from; the same for all its instructions.
struct FunctionInput {
  const CodeObject& code;
  const std::vector<Instruction>& instructions;
  const CodeBlocks& blocks;
  const Variables& variables;
  ir::GeneratorFold fold = ir::GeneratorFold::None;  // of a generator expression: what consumes it
};

struct InlinedCode;

class Emitter {
 public:
  // `function` has its entry block with the parameters.
  Emitter(const FunctionInput&, ir::Module&, ir::Function&, SsaBuilder&);

  // Of code that is translated inside that of `outer`, whose variables its free ones are (inline_code.h).
  Emitter(const FunctionInput&, Emitter& outer, std::vector<uint32_t> outer_variables);

  // Translates all blocks. What was captured and changed on the way:
  CaptureLog run();

  // The operand stack. Popping the wrong kind, or from an empty stack, is diagnosed as malformed.
  void push(StackItem item);
  void pushValue(ir::ValueId value) { push({.kind = ItemKind::Value, .value = value}); }
  StackItem pop();
  ir::ValueId popValue();
  [[nodiscard]] ir::Module& module() { return module_; }
  std::vector<ir::ValueId> popValues(size_t count);  // in the order in which they were pushed
  StackItem& item(size_t from_top);                  // 1 is the top
  [[nodiscard]] size_t depth() const { return stack_.size(); }
  void requireRoom(size_t count) const;

  // Instructions, appended to the current block with the current source range.
  ir::InstId append(ir::Op, std::vector<ir::ValueId> operands, int results, uint32_t attribute = 0);
  ir::ValueId emit(ir::Op, std::vector<ir::ValueId> operands, uint32_t attribute = 0);  // with one result
  ir::ValueId emitConstant(ir::Constant);
  ir::ValueId emitConstant(ir::ConstId);

  // Adds an element to a tuple under construction, which nothing but the stack holds. False: its elements are not at hand.
  bool extendTuple(ir::ValueId tuple, ir::ValueId element);

  [[nodiscard]] ir::Inst& operator[](ir::InstId inst) { return function_[inst]; }

  // Tables of the code object; an index out of range is malformed.
  [[nodiscard]] ir::NameId nameAt(uint32_t index);
  [[nodiscard]] ir::ConstId constantAt(uint32_t index) const;
  [[nodiscard]] const Variable& variableAt(uint32_t index) const;
  [[nodiscard]] size_t freeCount() const { return input_.code.free_names.size(); }
  [[nodiscard]] const ir::Constant& constant(ir::ConstId id) const { return module_.constants[id]; }
  [[nodiscard]] ir::ConstId internConstant(ir::Constant constant) { return module_.constants.intern(std::move(constant)); }
  [[nodiscard]] ir::NameId nameId(std::string_view name) { return module_.names.intern(name); }
  // What the value is, if it was loaded as a constant.
  [[nodiscard]] std::optional<ir::ConstId> asConstant(ir::ValueId value) const;
  // The instruction that makes the value, or null if it is a parameter of a block.
  [[nodiscard]] ir::InstId definitionOf(ir::ValueId value) const { return function_[value].inst; }
  [[nodiscard]] const ir::Inst* definition(ir::ValueId value) const {
    return definitionOf(value).valid() ? &function_[definitionOf(value)] : nullptr;
  }

  // Variables that are SSA variables: all but VariableKind::Free.
  ir::ValueId readVariable(uint32_t index, ir::Op check = ir::Op::check_bound);  // with the check that it is bound
  ir::ValueId readUnchecked(uint32_t index);
  ir::ValueId boundFlag(uint32_t index);
  ir::ValueId readAny(uint32_t index, ir::Op check = ir::Op::check_bound);  // of all kinds
  void writeVariable(uint32_t index, ir::ValueId value);
  void deleteVariable(uint32_t index);
  // A nested function, made with the present values of the variables; `code` has no plan yet.
  ir::ValueId makeFunction(ir::ConstId code, ir::ValueId defaults, std::span<const Captured> captured);
  // The function of a generator expression, with its iterator.
  ir::ValueId makeGenerator(ir::ValueId function, ir::ValueId iterator);
  // What a nested function is made with that uses these variables.
  [[nodiscard]] std::vector<Captured> capturedBy(std::span<const uint32_t> used) const;
  void noteCall(ir::ValueId result) { log_.calls[function_[result].inst] = instruction_; }
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

  // A block of any number of edges that is none of the bytecode's, and a further target that is one of these.
  ir::BlockId makeBlock(uint32_t edges);
  void connectBlock(ir::InstId terminator, ir::BlockId block);

  // List comprehensions (inline_code.h): the list that one makes, the end of its code, and what all of them captured.
  ir::ValueId inlineCode(const StackItem& comprehension, ir::ValueId iterator);
  [[nodiscard]] bool isInlined() const { return outer_ != nullptr; }
  void leaveInlined(ir::ValueId result);
  [[nodiscard]] const std::vector<std::unique_ptr<InlinedCode>>& inlined() const { return inlined_; }

  // The fold that this generator expression is compiled for: the value so far, what it is compared by, whether there is
  // one, and what the consumer was given beside the generator.
  [[nodiscard]] ir::GeneratorFold fold() const { return input_.fold; }
  ir::ValueId foldValue() { return ssa_.read(foldSlot(0), here_); }
  ir::ValueId foldKey() { return ssa_.read(foldSlot(1), here_); }
  ir::ValueId foldFlag() { return ssa_.read(foldSlot(2), here_); }
  void writeFoldValue(ir::ValueId value) { ssa_.write(foldSlot(0), here_, value); }
  void writeFoldKey(ir::ValueId value) { ssa_.write(foldSlot(1), here_, value); }
  void writeFoldFlag(bool flag) { ssa_.write(foldSlot(2), here_, flag ? ssa_.trueValue() : ssa_.falseValue()); }
  [[nodiscard]] ir::ValueId foldParameter() const { return function_[function_.entry].parameters.back(); }

  // Keyword names for the next call; none if it has no keywords.
  void setKeywordNames(ir::ConstId names) { keyword_names_ = names; }
  ir::ConstId takeKeywordNames();

  [[noreturn]] void malformedHere(const std::string& what) const;
  [[noreturn]] void refuseHere(std::string_view phrase, std::string_view hint) const;
  [[noreturn]] void refuseMapping(const StackItem& mapping) const;
  // The range of the current instruction, and whether a later one of the same expression is this.
  [[nodiscard]] SourceRange range() const { return range_; }
  [[nodiscard]] bool expressionHas(EmitFunction emit) const;
  [[nodiscard]] SourcePlace here() const;

 private:
  void enterFunction();
  ir::ValueId runInlined(ir::ValueId iterator);
  ir::ValueId readOuter(uint32_t index);
  uint32_t takeVariables(uint32_t count);
  void keepInlined(std::unique_ptr<InlinedCode> code);
  [[nodiscard]] VariableId resultSlot() const { return foldSlot(3); }
  void enterFold();
  [[nodiscard]] VariableId foldSlot(size_t k) const {
    return input_.variables.slot(static_cast<size_t>(std::max(input_.code.stack_size, 0)) + 1 + k);
  }
  void runBlock(uint32_t block);
  void leaveBlock();
  [[noreturn]] void refuseInstruction() const;
  void connect(ir::InstId terminator, uint32_t block);
  [[nodiscard]] uint32_t fallThrough() const;
  [[nodiscard]] uint32_t jumpTarget() const;
  void materialise(size_t depth);
  void saveStack();
  void passShape(uint32_t block);
  ir::ValueId readCaptured(uint32_t index, std::vector<Capture>& captures);

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
  Emitter* outer_ = nullptr;                // of inlined code
  std::vector<uint32_t> outer_variables_;   // by free variable
  ir::BlockId after_;                       // where its end jumps to
  uint32_t next_variable_ = 0;              // 0: not asked for yet
  std::vector<std::unique_ptr<InlinedCode>> inlined_;
  ir::ConstId keyword_names_;
};

}  // namespace krait::bytecode
